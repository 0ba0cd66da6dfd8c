"""What a job sees of the work loop while it runs."""

import datetime as dt
import threading
import time
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from klankbord.jobs.models import Job, Leased

SHOW_EVERY = 0.25  # seconds: oftener is a write that nobody sees
# SQLite gives the right to write to who asks at the right moment, and who waits asks ten times a
# second: after long writing a job must rest that long, or people wait until it is done.
LONG_WRITE, TURN = 0.1, 0.11  # seconds


class RunEnded(BaseException):
    """Not an error: no `except Exception` in a job may swallow it."""


class JobCancelled(RunEnded):  # named after what happened
    """Somebody pressed cancel."""


class JobHandedBack(RunEnded):  # named after what happened
    """The worker stops; another takes the job up from its checkpoint."""


class LeaseLost(RunEnded):  # named after what happened
    """The heartbeat stayed out too long and the job is no longer ours: leave no trace."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """How long a silent worker keeps its job, and how often it speaks."""

    length: dt.timedelta = dt.timedelta(seconds=20)
    heartbeat: dt.timedelta = dt.timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A row that this worker holds; every write is conditional on still holding it."""

    row: Leased
    token: str
    lease: Lease

    def hold(self, **values: Any) -> bool:
        """Write values and renew the lease; False when it has been lost."""
        return self._update(lease_until=timezone.now() + self.lease.length, **values)

    def let_go(self, **values: Any) -> bool:
        """Write values and give the lease up; False when it had been lost."""
        return self._update(lease_until=None, leased_by="", **values)

    def is_cancel_requested(self) -> bool:
        """Whether somebody pressed cancel (only a job has that button)."""
        cancelled = Job.objects.filter(pk=self.row.pk, is_cancel_requested=True)
        return isinstance(self.row, Job) and cancelled.exists()

    def _update(self, **values: Any) -> bool:
        model: type[Model] = type(self.row)
        mine = model._default_manager.filter(pk=self.row.pk, leased_by=self.token)  # noqa: SLF001  # Django's documented name
        return bool(mine.update(**values))


class Run:
    """One attempt at a job: its clock, its progress, its checkpoint."""

    def __init__(self, claim: Claim, *, now: dt.datetime, stop_clock: "StopClock") -> None:
        self.now = now
        self.saved: dict[str, Any] = dict(claim.row.saved)
        self._claim = claim
        self._stop_clock = stop_clock
        self._shown_at = 0.0
        self._rested_at = time.monotonic()
        self._is_lost = threading.Event()
        self._is_cancelled = threading.Event()

    def progress(self, *, done: int | None = None, total: int | None = None) -> None:
        """Show how far we are and keep the lease; raises `RunEnded` when it is time to end."""
        self._end_if_told()
        self._let_others_write()
        moment = time.monotonic()
        if moment - self._shown_at < SHOW_EVERY and done != total:
            return
        self._shown_at = moment
        counts = {"n_done": done, "n_total": total}
        self.beat(**{name: count for name, count in counts.items() if count is not None})
        self._end_if_told()

    def rest(self, seconds: float) -> None:
        """Do nothing for a while; raises `RunEnded` as soon as it is time to end."""
        self._stop_clock.wait(seconds)
        self._end_if_told()

    def checkpoint(self, saved: dict[str, Any]) -> None:
        """Save where to go on, in the transaction of the work itself; a lost lease undoes both."""
        values: dict[str, Any] = {"saved": saved}
        if isinstance(self._claim.row, Job):
            values["n_attempts"] = 1  # it gets on: earlier stumbles no longer count
        if not self._claim.hold(**values):
            raise LeaseLost
        self.saved = saved

    def beat(self, **values: Any) -> None:
        """Renew the lease and hear whether it was lost or cancelled."""
        if not self._claim.hold(**values):
            self._is_lost.set()
        elif self._claim.is_cancel_requested():
            self._is_cancelled.set()

    def _let_others_write(self) -> None:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return
        if time.monotonic() - self._rested_at > LONG_WRITE:
            time.sleep(TURN)
            self._rested_at = time.monotonic()

    def _end_if_told(self) -> None:
        if self._is_lost.is_set():
            raise LeaseLost
        if self._is_cancelled.is_set():
            raise JobCancelled
        if self._stop_clock.is_over():
            raise JobHandedBack


class StopClock:
    """When this worker was told to stop, and how long its job may still take."""

    def __init__(self, grace: dt.timedelta = dt.timedelta(seconds=5)) -> None:
        self._grace = grace.total_seconds()
        self._told = threading.Event()
        self._told_at = 0.0

    def tell(self) -> None:
        """Stop: from now on nothing new is taken up."""
        self._told_at = self._told_at or time.monotonic()
        self._told.set()

    def wait(self, seconds: float) -> bool:
        """Rest; True as soon as we are told to stop."""
        return self._told.wait(seconds)

    @property
    def is_told(self) -> bool:
        """Whether to take up nothing new."""
        return self._told.is_set()

    def is_over(self) -> bool:
        """Whether the running job must hand itself back."""
        return self.is_told and time.monotonic() - self._told_at >= self._grace
