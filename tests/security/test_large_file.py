"""A file larger than anybody should send: through a real house, in little memory.

Thirty megabytes by default; `KLANKBORD_LARGE_MB=200` sends as many.
"""

import contextlib
import http.client
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import House, wait_until
from tests.faults.test_import import Base

pytestmark = pytest.mark.timeout(1200)

MEGABYTES = int(os.environ.get("KLANKBORD_LARGE_MB", "30"))
TOKEN = "t" * 32
EDGE = "grens"
TEXT = " ".join(f"woord{n * n % 9973}" for n in range(120))
COME_IN = """
import klankbord.site, django
django.setup()
from django.contrib.auth import login
from klankbord.people.sessions.store import SessionStore
from django.http import HttpRequest
from django.utils import timezone
from klankbord.people.models import Member, Organisation, Role, RoleGrant
now = timezone.now()
Organisation.objects.create(name="Proefdam", created_at=now)
member = Member.objects.create_user("m@proefdam.example", None, name="M", joined_at=now)
RoleGrant.objects.create(member=member, role=Role.MANAGER)
request = HttpRequest()
request.session = SessionStore()
login(request, member, backend="django.contrib.auth.backends.ModelBackend")
request.session.save()
print(request.session.session_key)
"""


@pytest.fixture
def house(tmp_path, move_in):
    house = House(tmp_path / "house")
    move_in(house.data)
    house.start()
    yield house
    house.stop()


@pytest.fixture
def session(house) -> str:
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "klankbord.site.settings"}
    command = [sys.executable, "-c", COME_IN]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def table() -> Iterator[bytes]:
    """Pieces of a CSV in the shape of 4CAT, as many megabytes as were asked for."""
    yield b"id,thread_id,timestamp,body,author\n"
    size = 0
    for block in itertools.count():
        rows = "".join(
            f"{n},{n // 50},2026-02-01 10:00:{n % 60:02d},{TEXT} nr{n},user{n % 700}\n"
            for n in range(block * 1_000, block * 1_000 + 1_000)
        )
        yield rows.encode()
        size += len(rows)
        if size >= MEGABYTES << 20:
            return


def send(house: House, session: str) -> tuple[str | None, int]:
    """Upload the table as a browser does; gives where it leads, and how many rows were sent."""
    head = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="groot.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    tail = f"\r\n--{EDGE}--\r\n".encode()
    sizes = [(len(piece), piece.count(b"\n")) for piece in table()]
    length = len(head) + sum(size for size, _ in sizes) + len(tail)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={EDGE}",
        "Content-Length": str(length),
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
    }
    body = itertools.chain([head], table(), [tail])
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=600)
    with contextlib.closing(connection):
        connection.request("POST", "/sources/import/", body, headers)
        answer = connection.getresponse()
        assert answer.status == 302, answer.read()
        return answer.getheader("Location"), sum(rows for _, rows in sizes) - 1


def held(pid: int) -> int:
    """Memory of a process's own, in megabytes.

    Not counted are pages of the database that it maps: they are the file's, and stand in its
    figures once for each connection.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("RssAnon"))
    return int(line.split()[1]) >> 10


@contextlib.contextmanager
def watched(*pids: int) -> Iterator[dict[int, int]]:
    """The most that each process holds meanwhile over what it held before."""
    before = {pid: held(pid) for pid in pids}
    most, is_over = dict.fromkeys(pids, 0), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.02):
            for pid in pids:
                most[pid] = max(most[pid], held(pid) - before[pid])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


def test_a_large_file_is_read_whole_in_little_memory(house, session):
    assert house.answers()
    web, worker = house.child("web"), house.child("worker")
    with watched(web, worker) as most:
        address, n_rows = send(house, session)
        assert address == "/sources/1/"
        assert house.answers()  # the house serves others while it reads
        base = Base(house.data)
        wait_until(lambda: base.is_read_and_kept(1), seconds=1_000, every=0.2)
    assert base.one("SELECT count(*) FROM archive_mention") == n_rows
    assert base.one("SELECT count(*) FROM listening_sourcewarning") == 0
    assert (house.child("web"), house.child("worker")) == (web, worker)
    assert most[web] < 60
    assert most[worker] < 250
    assert not list((house.data / "files" / "imports").iterdir())
