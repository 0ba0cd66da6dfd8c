"""Much work in small turns: a short transaction, then a rest in which others have theirs.

A writer that finds SQLite busy looks again after 1, 2, 5 … and at last 100 milliseconds: it waits
long when it keeps looking at the wrong moment. So a turn is short, and most of the time is rest.

A turn of a few milliseconds after a rest also fits in the stretch of time that the kernel gives a
program that just woke up: a longer one is set aside on a busy machine while it holds the database,
and lasts ten times as long by the clock.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction

FIRST_BATCH, LARGEST_BATCH = 50, 400
SMALLEST_BATCH = 25  # for fewer, what a transaction costs anyway is most of the turn
TURN_SECONDS = 0.008
REST_SECONDS = 0.02
_RESTS_A_TURN = 4  # a turn that took long, on a busy machine, is followed by a longer rest
_LONGEST_REST = 2.0
_WRITE_BACK_SECONDS = 0.25
_Key = TypeVar("_Key")


class Pace:
    """How much is done in one turn, by how long the last one held the database."""

    def __init__(self) -> None:
        self.size = FIRST_BATCH
        self._written_back_at = 0.0

    def cut(self, keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
        """Cut a list in parts of the size that is right when each is asked for."""
        start = 0
        while part := keys[start : start + self.size]:
            start += len(part)
            yield part

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do something in one transaction, then rest."""
        with transaction.atomic():
            began = time.monotonic()
            yield
        took = time.monotonic() - began
        self.size = next_size(self.size, took)
        self.rest(took)

    def rest(self, took: float) -> None:
        """Let others write; what was written moves from the log into the file now and then.

        Else the writer whose commit makes the log too long would do that for us.
        """
        if connection.in_atomic_block:
            return
        began = time.monotonic()
        if connection.vendor == "sqlite" and began > self._written_back_at + _WRITE_BACK_SECONDS:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._written_back_at = time.monotonic()
        time.sleep(min(max(REST_SECONDS, took * _RESTS_A_TURN), _LONGEST_REST))


def next_size(size: int, took: float) -> int:
    """Find the size of the next batch by how long the last one took.

    Never more than twice as large or small: one turn that the kernel set aside says little.
    """
    wanted = int(size * TURN_SECONDS / max(took, 0.001))
    return max(SMALLEST_BATCH, size // 2, min(wanted, size * 2, LARGEST_BATCH))


@contextmanager
def disk_in_its_own_time() -> Iterator[None]:
    """Do not hold others up until the disk has what we wrote: a power cut takes it back.

    Only for what the next run does again by itself. The order on the disk stays: who waits for
    the disk later waits for this too.
    """
    if connection.in_atomic_block:
        yield
        return
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA synchronous=NORMAL" if is_sqlite else "SET synchronous_commit TO off"
        )
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL" if is_sqlite else "RESET synchronous_commit")
