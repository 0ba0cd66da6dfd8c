"""Twenty people in a running house at once: how long each waits for a page."""

import http.client
import logging
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bench import counted, posts
from bench.report import Line, percentile
from klankbord.participate.archive.models import Mention
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Organisation, Role, RoleGrant

CEILING = 200  # milliseconds, p95
PEOPLE = {
    Role.MANAGER: 6,
    Role.RESPONDER: 6,
    Role.EMPLOYEE: 4,
    Role.COUNCIL: 2,
    Role.ADMINISTRATOR: 2,
}
READING = 3.0  # seconds that somebody looks at a page, on average
SECONDS = 90.0
PATIENCE = 120.0
LONGEST_WORK, LOOK = 3600.0, 5.0  # seconds
REST = 0.1  # of one processor
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Visitor:
    """Somebody with a session, the pages open to them, and how long each took, in milliseconds."""

    cookie: str
    paths: list[str]
    dice: random.Random
    took: list[tuple[float, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def walk(self, port: int, until: float) -> None:
        """Read and ask for the next page, until it is time."""
        time.sleep(self.dice.uniform(0, READING))
        while time.monotonic() < until:
            self.ask(port, self.dice.choice(self.paths))
            time.sleep(self.dice.expovariate(1 / READING))

    def ask(self, port: int, path: str) -> None:
        """Wait for the last byte of a page; the server hangs up while somebody reads."""
        began = time.perf_counter()
        line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        line.request("GET", path, headers={"Cookie": self.cookie})
        answer = line.getresponse()
        answer.read()
        line.close()
        self.took.append(((time.perf_counter() - began) * 1000, path))
        if answer.status != http.client.OK:
            self.refused.append(f"{path}: {answer.status}")


def measure() -> list[Line]:
    """Walk through a house of `klankbord up`; the archive must be full (see `bench.searching`)."""
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()  # doors that are tried and stay shut
    counted.match_topics()
    visitors = _visitors()
    connections.close_all()
    with running_house() as (port, process):
        wait_for_rest(process.pid)
        for visitor in {
            id(each.paths): each for each in visitors
        }.values():  # the first one loads code and templates
            _all_pages(visitor, port)
        before = processor_seconds(process.pid)
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=each.walk, args=(port, until)) for each in visitors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = processor_seconds(process.pid) - before
    return _lines(visitors, spent)


def _lines(visitors: list[Visitor], spent: float) -> list[Line]:
    if refused := [each for visitor in visitors for each in visitor.refused]:
        raise AssertionError(", ".join(refused[:5]))
    took = [each for visitor in visitors for each in visitor.took]
    times = [each for each, _path in took]
    n_kinds = len({path.partition("?")[0] for _each, path in took})
    what = f"{len(visitors)} people at once: {len(took):,} pages at {n_kinds} addresses"
    return [
        Line(f"{what}, p50", percentile(times, 0.5), "ms"),
        Line("… p95 (W2)", percentile(times, 0.95), "ms", CEILING, is_ceiling=True),
        Line("… processor time of the whole house a page", spent * 1000 / len(took), "ms"),
    ]


def _visitors() -> list[Visitor]:
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=posts.UNTIL)
    visitors: list[Visitor] = []
    for role, n in PEOPLE.items():
        clients = [signed_in(f"{role}{number}@example.org", role) for number in range(n)]
        paths = _open_pages(clients[0])
        visitors += [
            Visitor(cookie_of(client), paths, random.Random(f"{role}{number}"))
            for number, client in enumerate(clients)
        ]
    return visitors


def cookie_of(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def signed_in(email: str, role: Role) -> Client:
    member = Member.objects.create_user(email, None, joined_at=posts.UNTIL)
    RoleGrant.objects.create(member=member, role=role)
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _open_pages(client: Client) -> list[str]:
    """Every page without a number in its address that is open to them, and pages of mentions."""
    found = [path for path in _addresses() if _is_page(client, path)]
    return found + [path for path in _pages_of_mentions() if _is_page(client, path)]


def _is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    is_shown = "attachment" not in answer.get("Content-Disposition", "")
    return answer.status_code == 200 and is_shown and answer["Content-Type"].startswith("text/html")


def _addresses() -> Iterator[str]:
    return _walk(get_resolver(), "/")


def _walk(resolver: URLResolver, above: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = f"{above}{entry.pattern}"
        if "<" in path or "(" in path or "logout" in path:
            continue
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def _pages_of_mentions() -> list[str]:
    """As many as other pages: reading mentions is what people come for."""
    words = [str(word) for word in posts.Generator(1).words]
    ids = Mention.objects.order_by("-pk").values_list("pk", flat=True)[:200_000:20_000]
    mentions = reverse("topics:mention-list")
    asked = [*words[10:20], *words[9_000:9_005], f"{words[9_000][2:8]}*", "*straat*", "onder*"]
    return [
        *(f"{mentions}?q={word}" for word in asked),
        *(f"{mentions}?before={number}" for number in ids),
        *(reverse("topics:mention-detail", args=[number]) for number in ids),
        *(
            f"{mentions}?topic={number}"
            for number in Topic.objects.values_list("pk", flat=True)[:10]
        ),
    ]


@contextmanager
def running_house(**settings: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """`klankbord up` on the archive that stands, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = {"KLANKBORD_PORT": str(port), "KLANKBORD_URL": f"http://localhost:{port}", **settings}
    command = [str(Path(sys.executable).with_name("klankbord")), "up", "--no-sample"]
    with (Path(os.environ["KLANKBORD_DATA"]) / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | place, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
            line.request("GET", reverse("account_login"))
            if line.getresponse().status == http.client.OK:
                return
        except OSError:  # not up yet
            time.sleep(0.3)
    message = "the house does not answer; see up.log in its data folder"
    raise RuntimeError(message)


def wait_for_rest(pid: int) -> None:
    """Wait until what came in is worked up: matching, stories, the day's backup."""
    until = time.monotonic() + LONGEST_WORK
    while time.monotonic() < until:
        before = processor_seconds(pid)
        time.sleep(LOOK)
        if processor_seconds(pid) - before < REST * LOOK:
            return
    print("The house still works on what came in while people walk through it.")


def _all_pages(visitor: Visitor, port: int) -> None:
    for path in visitor.paths:
        visitor.ask(port, path)
    visitor.took.clear()


def processor_seconds(pid: int) -> float:
    """Of a process and its children, from the kernel's own books."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    own = (int(fields[11]) + int(fields[12])) / _TICKS
    return own + sum(processor_seconds(int(child)) for child in children)
