"""The world outside as bad as it gets, and the worker that meets it."""

import datetime as dt
import fcntl
import gzip
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.utils import timezone

from klankbord.jobs.leases import set_up_standing
from klankbord.jobs.models import LIVE, Job
from klankbord.jobs.worker import Worker
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import deliveries_to_keep, sources_due
from klankbord.participate.topics.jobs import has_unmatched


@dataclass
class Answer:
    """What the server says at one path; a slow one sends a byte now and then, for ever."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_endless: bool = False
    length: int | None = None  # told, if it is not the true one


class Outside:
    """A web server on the loopback that answers as each test wants."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.url = ""
        self.port = 0
        self.is_over = threading.Event()

    def says(self, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.answers["/feed"] = Answer(body, headers=headers, length=length)

    def packs(self, body: bytes) -> None:
        packed = gzip.compress(body, 9)
        self.answers["/feed"] = Answer(packed, headers={"Content-Encoding": "gzip"})

    def sends_to(self, address: str) -> None:
        self.answers["/feed"] = Answer(status=302, headers={"Location": address})

    def drips(self) -> None:
        self.answers["/feed"] = Answer(b"<rss>", is_endless=True)

    def tell(self, handler: BaseHTTPRequestHandler) -> None:
        answer = self.answers.get(handler.path, Answer(status=404))
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        if not answer.is_endless:
            length = len(answer.body) if answer.length is None else answer.length
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(answer.body)
        while answer.is_endless and not self.is_over.wait(0.05):
            handler.wfile.write(b" ")


@pytest.fixture
def outside(settings) -> Iterator[Outside]:
    """Own networks stay closed, but for the one address that this server has."""
    settings.OPEN_NETWORKS = ("127.0.0.2/32",)
    given = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                given.tell(self)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.2", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    given.port = server.server_port
    given.url = f"http://127.0.0.2:{given.port}"
    yield given
    given.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def add_source(now) -> Callable[..., Source]:
    """Make a source that is due, as the screen for it does."""

    def make(address: str, **values) -> Source:
        return Source.objects.create(
            connector="feed",
            target=address,
            name=address[:200],
            created_at=now,
            next_run_at=now,
            **values,
        )

    return make


@pytest.fixture
def work() -> Callable[[], None]:
    """Be the real worker until nothing is left to do."""

    def until_quiet(seconds: float = 60) -> None:
        set_up_standing(now=timezone.now())
        worker, over_at = Worker(), time.monotonic() + seconds
        while worker.turn() or not is_quiet():
            assert time.monotonic() < over_at, list(Job.objects.values("name", "last_error"))
            time.sleep(0.01)

    return until_quiet


def is_quiet() -> bool:
    rest = (
        Job.objects.filter(state__in=LIVE),
        sources_due(timezone.now()),
        deliveries_to_keep(),
    )
    return not (any(each.exists() for each in rest) or has_unmatched())


@pytest.fixture(scope="session")
def move_in(kept_of_code) -> Callable[[Path], None]:
    """Gives a data folder the database of a house in which nothing happened yet."""
    house = _kept(kept_of_code / "house", ["migrate"])
    return lambda data: shutil.copytree(house, data, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def move_in_with_sample(kept_of_code, move_in) -> Callable[[Path], None]:
    """Gives a data folder the database of the sample organisation, as it is today."""
    today = kept_of_code / f"sample-{dt.date.today()}"  # noqa: DTZ011  # of this machine
    sample = _kept(today, ["demo", "load"], move_in)
    return lambda data: shutil.copytree(sample, data, dirs_exist_ok=True)


def _kept(house: Path, command: list[str], begin: Callable[[Path], None] = Path.mkdir) -> Path:
    """Make a data folder by a command if none is kept; who asks meanwhile waits for it."""
    with house.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if house.exists():
            return house
        made = house.with_suffix(".begun")
        shutil.rmtree(made, ignore_errors=True)
        begin(made)
        keep = ("PATH", "HOME", "PYTHONPATH")  # not the settings of the tests
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        subprocess.run(
            [sys.executable, "-m", "klankbord.site.cli", *command],
            env=environment | {"KLANKBORD_DATA": str(made)},
            check=True,
            capture_output=True,
        )
        return made.rename(house)
