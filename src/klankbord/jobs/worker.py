"""The work loop: claim, run, record."""

import datetime as dt
import os
import socket
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone

from klankbord.jobs.leases import (
    claim_job,
    claim_standing,
    pause_after,
    set_up_standing,
    take_back_lapsed,
)
from klankbord.jobs.models import Job, Standing, State
from klankbord.jobs.registry import STANDING, StandingKind, find_job
from klankbord.jobs.run import (
    Claim,
    JobCancelled,
    JobHandedBack,
    Lease,
    LeaseLost,
    Run,
    StopClock,
)

IDLE = 0.1  # seconds between two looks at the queue
AT_ONCE = dt.timedelta(milliseconds=50)  # a standing job with work left does not spin
SWEEP = dt.timedelta(seconds=1)
ATTENTION = 1.0  # seconds of looking at every turn after work, or after somebody wrote
LONGEST_REST = 1.0  # seconds after which time itself may have made something due

log = structlog.get_logger(__name__)


class _Attention:
    """Whether a look at the queue can find anything: SQLite tells for next to nothing who wrote."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._awake_until = 0.0
        self._look_at = 0.0

    def wake(self) -> None:
        """Look at every turn for a while: work makes work."""
        self._awake_until = time.monotonic() + ATTENTION

    def is_due(self) -> bool:
        """Always on other databases, which do not say whether anybody wrote."""
        version, now = _version_written(), time.monotonic()
        if version != self._version:
            self._version = version
            self.wake()
        if version is not None and self._awake_until <= now < self._look_at:
            return False
        self._look_at = now + LONGEST_REST
        return True


def _version_written() -> int | None:
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


class Worker:
    """One process of the work loop.

    A worker takes jobs first and standing jobs when the queue is empty; a scheduler takes only
    standing jobs, so that a long import never keeps the rest of the house waiting.
    """

    def __init__(
        self,
        *,
        takes_jobs: bool = True,
        lease: Lease | None = None,
        stop_clock: StopClock | None = None,
    ) -> None:
        self.lease = lease or Lease()
        self.stop_clock = stop_clock or StopClock()
        self._takes_jobs = takes_jobs
        self._name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self._sweep_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._attention = _Attention()

    def work_until_told(self) -> None:
        """Work until `stop_clock` says stop; a database that is away is waited for."""
        set_up_standing(now=timezone.now())
        n_failures = 0
        while not self.stop_clock.is_told:
            try:
                if connection.vendor != "sqlite":  # opening a file anew costs more than a look
                    close_old_connections()
                did_something = self._attention.is_due() and self.turn()
            except (OperationalError, InterfaceError) as error:
                n_failures += 1
                log.warning("jobs.database-away", error=type(error).__name__, n=n_failures)
                connections.close_all()
                self.stop_clock.wait(min(n_failures, 10))
                continue
            n_failures = 0
            if did_something:
                self._attention.wake()
            else:
                self.stop_clock.wait(IDLE)
        connections.close_all()

    def turn(self) -> bool:
        """Do one thing, if there is one."""
        self._sweep()
        if self._takes_jobs and self._run_job():
            return True
        n_runs = 0
        due = _names_due(timezone.now())
        for kind in STANDING.values():  # all of them in turn: a busy one starves no other
            if kind.name in due and not self.stop_clock.is_told:
                n_runs += self._run_standing(kind)
        return bool(n_runs)

    def _sweep(self) -> None:
        now = timezone.now()
        if now >= self._sweep_at:
            self._sweep_at = now + SWEEP
            if n_jobs := take_back_lapsed(now=now):
                log.warning("jobs.taken-back", n_jobs=n_jobs)

    def _run_job(self) -> bool:
        now = timezone.now()
        claim = claim_job(token=self._token(), lease=self.lease, now=now)
        if claim is None or not isinstance(claim.row, Job):
            return False
        row = claim.row
        error = self._attempt(
            claim, lambda run: find_job(row.name).function(run, **row.payload), now
        )
        settled = settle_job(claim, error, now=timezone.now())
        log.info("jobs.run", job=row.name, id=row.pk, outcome=settled)
        return True

    def _run_standing(self, kind: StandingKind) -> bool:
        now = timezone.now()
        if kind.has_work is not None and not kind.has_work():
            return False
        claim = claim_standing(kind, token=self._token(), lease=self.lease, now=now)
        if claim is None:
            return False
        error = self._attempt(claim, kind.function, now)
        settle_standing(claim, kind, error, now=timezone.now())
        return True

    def _attempt(
        self, claim: Claim, function: Callable[[Run], None], now: dt.datetime
    ) -> BaseException | None:
        """Run a function under its heartbeat; what it raised is the outcome."""
        run = Run(claim, now=now, stop_clock=self.stop_clock)
        try:
            with _heartbeat(run, self.lease):
                function(run)
        except (JobCancelled, JobHandedBack, LeaseLost) as end:
            return end
        except Exception as error:  # noqa: BLE001  # whatever a job raises is its outcome
            return error
        return None

    def _token(self) -> str:
        """A name for this very claim: an old one of ours must not count as the new one."""
        return f"{self._name}:{uuid.uuid4().hex[:12]}"


def settle_job(claim: Claim, error: BaseException | None, *, now: dt.datetime) -> str:
    """Write down how an attempt ended; a lease that was lost leaves the row alone."""
    row = claim.row
    if not isinstance(row, Job):
        raise TypeError(row)
    if isinstance(error, LeaseLost):
        return "lease-lost"
    row.refresh_from_db(fields=["n_attempts", "is_cancel_requested"])
    values = _outcome(row, error, now)
    return str(values["state"]) if claim.let_go(**values) else "lease-lost"


def _outcome(row: Job, error: BaseException | None, now: dt.datetime) -> dict[str, object]:
    if error is None:
        return {"state": State.FINISHED, "finished_at": now, "last_error": "", "traceback": ""}
    if isinstance(error, JobCancelled):
        return {"state": State.CANCELLED, "finished_at": now}
    if isinstance(error, JobHandedBack):
        return {"state": State.WAITING, "run_at": now, "n_attempts": max(row.n_attempts - 1, 0)}
    if getattr(error, "permanent", False) or row.n_attempts >= row.max_attempts:
        return {"state": State.FAILED, "finished_at": now, **_reason(error)}
    if row.is_cancel_requested:
        return {"state": State.CANCELLED, "finished_at": now, **_reason(error)}
    run_at = now + pause_after(row.n_attempts, error)
    return {"state": State.WAITING, "run_at": run_at, **_reason(error)}


def settle_standing(
    claim: Claim, kind: StandingKind, error: BaseException | None, *, now: dt.datetime
) -> None:
    """Set the clock of a standing job for its next run."""
    row = claim.row
    if not isinstance(row, Standing) or isinstance(error, LeaseLost):
        return
    if isinstance(error, Exception):
        n_failures = row.n_failures + 1
        pause = max(pause_after(n_failures, error), kind.every)
        claim.let_go(n_failures=n_failures, next_at=now + pause, **_reason(error))
        log.error("jobs.standing-failed", job=kind.name, error=type(error).__name__, n=n_failures)
        return
    rest = AT_ONCE if kind.has_work and kind.has_work() else kind.every
    claim.let_go(n_failures=0, last_error="", traceback="", next_at=now + min(rest, kind.every))


def _reason(error: BaseException) -> dict[str, str]:
    """The short reason for the list, and the long one for who repairs it."""
    text = " ".join(str(error).split())
    short = f"{type(error).__name__}: {text}" if text else type(error).__name__
    long = "".join(traceback.format_exception(error))
    # PostgreSQL keeps no NUL, and outside input may bring one into a message.
    return {
        "last_error": short[:300].replace("\0", "␀"),
        "traceback": long[-20_000:].replace("\0", "␀"),
    }


def _names_due(now: dt.datetime) -> set[str]:
    """Look once, before any claim, which standing jobs are due."""
    return set(Standing.objects.filter(next_at__lte=now).values_list("name", flat=True))


@contextmanager
def _heartbeat(run: Run, lease: Lease) -> Iterator[None]:
    """Keep the lease from a thread of its own, so that one long step does not lose it."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(lease.heartbeat.total_seconds()):
            try:
                run.beat()
            except (OperationalError, InterfaceError):
                connections.close_all()  # the next beat tries again; the lease is our margin
        connections.close_all()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
