"""One attempt at a job: under its heartbeat, and how it ended."""

import datetime as dt
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import InterfaceError, OperationalError, connections

from klankbord.jobs.leases import pause_after
from klankbord.jobs.models import Job, Standing, State
from klankbord.jobs.registry import StandingKind
from klankbord.jobs.run import (
    Claim,
    JobCancelled,
    JobHandedBack,
    Lease,
    LeaseLost,
    Run,
    StopClock,
)

AT_ONCE = dt.timedelta(milliseconds=50)  # a standing job with work left does not spin

log = structlog.get_logger(__name__)


def attempt(
    claim: Claim, function: Callable[[Run], None], *, now: dt.datetime, stop_clock: StopClock
) -> BaseException | None:
    """Run a function under its heartbeat; what it raised is the outcome."""
    run = Run(claim, now=now, stop_clock=stop_clock)
    try:
        with _heartbeat(run, claim.lease):
            function(run)
    except (JobCancelled, JobHandedBack, LeaseLost) as end:
        return end
    except Exception as error:  # noqa: BLE001  # whatever a job raises is its outcome
        return error
    return None


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
