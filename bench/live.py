"""Fifty browsers with the desk open: what it costs when nothing happens, how soon they hear."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from bench.report import Line, percentile
from bench.visitors import cookie_of, processor_seconds, running_house, signed_in
from klankbord.people.models import Member, Organisation, Role
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.models import Case, Channel

N_PAGES, N_PEOPLE, N_NOTES = 50, 10, 40
CEILING = 1000  # milliseconds, from the end of a write until the last page has heard
IDLE = 5  # per cent of one processor
QUIET = 20.0  # seconds
SETTLED = 5.0
PATIENCE = 60.0


def measure() -> list[Line]:
    """Listen to a house of `klankbord up` as browsers do; what is written comes from elsewhere."""
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    now = timezone.now()
    if not Organisation.objects.exists():
        Organisation.objects.create(name="Bench", created_at=now)
    clients = [signed_in(f"live{n}@example.org", Role.RESPONDER) for n in range(N_PEOPLE)]
    writer = Member.objects.create_user("writer@example.org", None, joined_at=now)
    case = opening.open_case(by=writer, at=now, title="Live", channel=Channel.PHONE).case
    connections.close_all()
    with running_house() as (port, process):
        time.sleep(SETTLED)
        web = _first_child(process.pid)
        alone = _share(web, QUIET)
        cookies = [cookie_of(client) for client in clients]
        shared, waits = asyncio.run(_listen(port, web, cookies, case, writer))
    return [
        Line("the web process while nobody looks: share of a processor", alone, "%"),
        Line(
            f"… with {N_PAGES} open pages where nothing happens", shared, "%", IDLE, is_ceiling=True
        ),
        Line(f"a note is on all {N_PAGES} pages, p50", percentile(waits, 0.5), "ms"),
        Line("… p95", percentile(waits, 0.95), "ms", CEILING, is_ceiling=True),
    ]


def _first_child(pid: int) -> int:
    """The web process: the parent starts it before the others."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0])


def _share(pid: int, seconds: float) -> float:
    """Processor time of a process while nothing happens, in per cent of one processor."""
    before = processor_seconds(pid)
    time.sleep(seconds)
    return (processor_seconds(pid) - before) / seconds * 100


async def _listen(
    port: int, pid: int, cookies: list[str], case: Case, writer: Member
) -> tuple[float, list[float]]:
    """Open the pages, half of them at the case; then write and wait until all have heard."""
    paths = [reverse("desk:list-stream"), reverse("desk:case-stream", args=[case.pk])]
    heard: asyncio.Queue[float] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        pages = [
            group.create_task(_page(port, paths[n % 2], cookies[n % len(cookies)], heard))
            for n in range(N_PAGES)
        ]
        await asyncio.sleep(SETTLED)
        shared = await asyncio.to_thread(_share, pid, QUIET)
        waits = [await _note(case, writer, heard, 0.05 * (n % 10)) for n in range(N_NOTES)]
        for page in pages:
            page.cancel()
    return shared, waits


async def _page(port: int, path: str, cookie: str, heard: asyncio.Queue[float]) -> None:
    async with line_of(port, path, cookie) as lines:
        while line := await lines.readline():
            if line.startswith(b"event: news"):
                heard.put_nowait(time.perf_counter())


@asynccontextmanager
async def line_of(port: int, path: str, cookie: str) -> AsyncIterator[asyncio.StreamReader]:
    """What a page hears, line by line, as a browser asks for it."""
    lines, out = await asyncio.open_connection("localhost", port)
    head = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookie}\r\n\r\n"
    out.write(head.encode())
    try:
        status = await lines.readline()
        if b" 200 " not in status:
            raise RuntimeError(status)
        yield lines
    finally:
        out.close()


async def _note(case: Case, writer: Member, heard: asyncio.Queue[float], pause: float) -> float:
    """Milliseconds from the end of a write until the last page has heard of it."""
    await asyncio.sleep(pause)  # the looks of the house have their own rhythm
    written = await asyncio.to_thread(_write, case, writer)
    times = [await asyncio.wait_for(heard.get(), PATIENCE) for _page in range(N_PAGES)]
    return (max(times) - written) * 1000


def _write(case: Case, writer: Member) -> float:
    actions.add_note(case=case, by=writer, at=timezone.now(), text="x")
    done = time.perf_counter()
    connections.close_all()
    return done
