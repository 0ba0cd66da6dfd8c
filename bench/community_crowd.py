"""Two hundred members in a running house at once: they read, search and write, by the clock."""

import http.client
import random
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connections
from django.test import Client
from django.urls import reverse

from bench.report import Line, percentile
from bench.visitors import PATIENCE, cookie_of, processor_seconds, running_house, wait_for_rest

AT_ONCE = 200
READING = 30.0  # seconds that somebody reads, on average: seven pages a second in all
SECONDS = 120.0
WRITES = 0.1  # of what somebody does
FORM = "application/x-www-form-urlencoded"


@dataclass
class Colleague:
    """A member with a session: what they open, and how long each took, in milliseconds."""

    cookie: str
    ways: dict[str, list[str]]
    dice: random.Random
    took: list[tuple[str, float]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def live(self, port: int, until: float) -> None:
        """Read, and now and then write, until it is time."""
        time.sleep(self.dice.expovariate(1 / READING))  # they are there already, reading
        while time.monotonic() < until:
            if self.dice.random() < WRITES:
                self.write(port)
            else:
                what = self.dice.choice(list(self.ways))
                self.ask(port, what, self.dice.choice(self.ways[what]))
            time.sleep(self.dice.expovariate(1 / READING))

    def write(self, port: int) -> None:
        """Say something to everybody."""
        token = secrets.token_hex(16)
        body = {"group": 1, "text": "Something new, said at work.", "csrfmiddlewaretoken": token}
        headers = {"Cookie": f"{self.cookie}; csrftoken={token}", "Content-Type": FORM}
        self.ask(port, "post", reverse("community:post-write"), urlencode(body), headers)

    def ask(
        self,
        port: int,
        what: str,
        path: str,
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Wait for the last byte of the answer."""
        began = time.perf_counter()
        line = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        line.request("POST" if body else "GET", path, body, headers or {"Cookie": self.cookie})
        answer = line.getresponse()
        answer.read()
        line.close()
        self.took.append((what, (time.perf_counter() - began) * 1000))
        expected = http.client.FOUND if body else http.client.OK
        if answer.status != expected:
            self.refused.append(f"{path}: {answer.status}")


def measure_crowd(
    clients: Sequence[Client], ways: dict[str, list[str]], ceilings: dict[str, float], sizes: str
) -> list[Line]:
    """Let members live in a house of `klankbord up` on the community that stands."""
    crowd = [
        Colleague(cookie_of(client), ways, random.Random(number))
        for number, client in enumerate(clients)
    ]
    connections.close_all()
    with running_house() as (port, process):
        wait_for_rest(process.pid)  # on the first day everybody's digest is planned
        for what, paths in ways.items():  # the first one loads code and templates
            crowd[0].ask(port, what, paths[0])
        crowd[0].write(port)
        crowd[0].took.clear()
        before, until = processor_seconds(process.pid), time.monotonic() + SECONDS
        threads = [threading.Thread(target=each.live, args=(port, until)) for each in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = processor_seconds(process.pid) - before
    return _lines(crowd, spent, ceilings, sizes)


def _lines(
    crowd: Sequence[Colleague], spent: float, ceilings: dict[str, float], sizes: str
) -> list[Line]:
    if refused := [each for colleague in crowd for each in colleague.refused]:
        raise AssertionError(", ".join(refused[:5]))
    took: dict[str, list[float]] = defaultdict(list)
    for colleague in crowd:
        for what, milliseconds in colleague.took:
            took[what].append(milliseconds)
    n_pages = sum(len(each) for each in took.values())
    name = f"community, {sizes}, {len(crowd)} members at once"
    lines: list[Line] = []
    for what, ceiling in ceilings.items():
        p50, p95 = (percentile(took[what], share) for share in (0.5, 0.95))
        lines += [
            Line(f"{name}: {what} ({len(took[what])}), p50", p50, "ms"),
            Line(f"{name}: {what}, p95", p95, "ms", ceiling, is_ceiling=True),
        ]
    each = spent * 1000 / n_pages
    return [*lines, Line(f"{name}: processor time of the whole house a page", each, "ms")]
