"""All open pages of one web process: one look at the database serves them all.

Several processes meet in the table of presence and in the events of cases, and nowhere else: what
one writes, the others see at their next look. Nothing is asked while no page is open.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from klankbord.reputation.desk.live.pages import Happened, Page
from klankbord.reputation.desk.live.presence import (
    REFRESH,
    Person,
    forget_gone,
    leave,
    note_looking,
    people_at_cases,
)
from klankbord.reputation.desk.models import CaseEvent

TURN = 0.2  # seconds between two looks
KEEP_ALIVE = (
    15.0  # seconds of silence after which a line is sent, so that nobody in between hangs up
)
LONGEST = dt.timedelta(minutes=5)  # then the browser comes again, and its rights are asked again
MOST_EVENTS = 500
RETRY = b"retry: 1000\n\n"
STILL_HERE = b": still here\n\n"

log = structlog.get_logger(__name__)
Queue = asyncio.Queue[bytes | None]
Seen = tuple[list[Happened], dict[int, list[Person]]]


@dataclass
class Hub:
    """The pages of this process; lives in its event loop."""

    _queues: dict[Page, Queue] = field(default_factory=dict)
    _turns: asyncio.Task[None] | None = None
    _thread: ThreadPoolExecutor | None = None
    _refresh_at: dt.datetime = field(default_factory=timezone.now)

    async def lines(self, page: Page) -> AsyncIterator[bytes]:
        """What a page hears, until it goes or its time is over."""
        queue: Queue = asyncio.Queue()
        over_at = timezone.now() + LONGEST
        self._join(page, queue)
        try:
            yield RETRY
            while timezone.now() < over_at:
                try:
                    line = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    line = STILL_HERE
                if line is None:
                    return
                yield line
        finally:
            self._part(page)

    def close(self) -> None:
        """Let every page go: the server stops."""
        for queue in self._queues.values():
            queue.put_nowait(None)

    def _join(self, page: Page, queue: Queue) -> None:
        self._queues[page] = queue
        self._refresh_at = timezone.now()  # the newcomer is seen at the next look
        if self._turns is None or self._turns.done():
            self._turns = asyncio.create_task(self._look_around())

    def _part(self, page: Page) -> None:
        del self._queues[page]
        if page.case is not None and (page.case, page.member) not in self._pairs():
            self._executor().submit(_quietly_leave, page.case, page.member)

    async def _look_around(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queues:
            pages = list(self._queues)
            pairs = self._pairs_to_refresh()
            since = min(page.seen for page in pages)
            try:
                seen = await loop.run_in_executor(self._executor(), look, since, pairs)
            except DatabaseError:
                log.exception("the desk could not be looked at")
                await asyncio.sleep(TURN * 4)
                continue
            self._tell(pages, seen)
            await asyncio.sleep(TURN)
        self._executor().submit(connections.close_all)  # those of the thread that does it

    def _tell(self, pages: list[Page], seen: Seen) -> None:
        for page in pages:
            if queue := self._queues.get(page):
                for line in page.hear(*seen):
                    queue.put_nowait(line)

    def _pairs(self) -> set[tuple[int, int]]:
        return {(page.case, page.member) for page in self._queues if page.case is not None}

    def _pairs_to_refresh(self) -> set[tuple[int, int]]:
        now = timezone.now()
        if now < self._refresh_at:
            return set()
        self._refresh_at = now + REFRESH
        return self._pairs()

    def _executor(self) -> ThreadPoolExecutor:
        """One thread with one connection for all looks of this process."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk-live")
        return self._thread


HUB = Hub()


def look(since: int, pairs: set[tuple[int, int]]) -> Seen:
    """Keep our own people alive, and read who is there and what happened after `since`."""
    now = timezone.now()
    try:
        if pairs:
            note_looking(pairs=sorted(pairs), at=now)
            forget_gone(at=now)
        events = CaseEvent.objects.filter(pk__gt=since).order_by("pk")
        rows = events.values_list("pk", "case_id", "by_id")[:MOST_EVENTS]
        return [Happened(*row) for row in rows], people_at_cases(at=now)
    except DatabaseError:
        connection.close()
        raise


def newest_event() -> int:
    """The number of the last event: what a page that is drawn now knows already."""
    return CaseEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _quietly_leave(case: int, member: int) -> None:
    try:
        leave(case=case, member=member)
    except DatabaseError as error:
        log.info("the row goes by itself soon", error=str(error))
    finally:
        connection.close()  # nobody may be left who looks again
