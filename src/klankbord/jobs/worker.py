"""The work loop: claim, run, record."""

import datetime as dt
import os
import socket
import time
import uuid

import structlog
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone

from klankbord.jobs.attempts import attempt, settle_job, settle_standing
from klankbord.jobs.leases import (
    claim_job,
    claim_standing,
    set_up_standing,
    take_back_lapsed,
)
from klankbord.jobs.models import Job, Standing
from klankbord.jobs.registry import STANDING, StandingKind, find_job
from klankbord.jobs.residents import Residents
from klankbord.jobs.run import Lease, StopClock

IDLE = 0.1  # seconds between two looks at the queue
SWEEP = dt.timedelta(seconds=1)
LONGEST_REST = 2.0  # seconds after which time itself may have made something due

log = structlog.get_logger(__name__)


class _Attention:
    """Whether a look at the queue can find anything: databases tell for next to nothing who wrote.

    A look asks every standing job that is due whether it has work, a hundredth of a second in
    all: ten in a second would take a tenth of a processor in a house where nobody does anything.
    """

    def __init__(self) -> None:
        self._version: object = None
        self._look_at = 0.0

    def wake_in(self, seconds: float) -> None:
        """Look again by then at the latest, whether anybody writes or not."""
        self._look_at = min(self._look_at, time.monotonic() + seconds)

    def is_due(self) -> bool:
        """Somebody wrote, or it is time."""
        version, now = _version_written(), time.monotonic()
        if version == self._version and now < self._look_at:
            return False
        self._version = version
        self._look_at = now + LONGEST_REST
        return True


# Another value after every transaction of another connection that wrote something.
_VERSION = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


def _version_written() -> object:
    with connection.cursor() as cursor:
        cursor.execute(_VERSION[connection.vendor])
        return cursor.fetchone()[0]


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
        residents = Residents(lease=self.lease, new_token=self._token)
        n_failures = 0
        while not self.stop_clock.is_told:
            try:
                residents.take_up()
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
            if did_something:  # work makes work, and what this process wrote is told to others only
                self._attention.wake_in(0)
            else:
                self.stop_clock.wait(IDLE)
        residents.end()
        connections.close_all()

    def turn(self) -> bool:
        """Do one thing, if there is one."""
        self._sweep()
        if self._takes_jobs and self._run_job():
            return True
        n_runs, clocks, now = 0, _clocks(), timezone.now()
        due = {name for name, at in clocks.items() if at <= now}
        for kind in STANDING.values():  # all of them in turn: a busy one starves no other
            if kind.name in due and not kind.is_resident and not self.stop_clock.is_told:
                n_runs += self._run_standing(kind)
        soonest = min((at for at in clocks.values() if at > now), default=now + SWEEP)
        self._attention.wake_in((soonest - now).total_seconds())
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
        error = attempt(
            claim,
            lambda run: find_job(row.name).function(run, **row.payload),
            now=now,
            stop_clock=self.stop_clock,
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
        error = attempt(claim, kind.function, now=now, stop_clock=self.stop_clock)
        settle_standing(claim, kind, error, now=timezone.now())
        return True

    def _token(self) -> str:
        """A name for this very claim: an old one of ours must not count as the new one."""
        return f"{self._name}:{uuid.uuid4().hex[:12]}"


def _clocks() -> dict[str, dt.datetime]:
    """By name, when a standing job is due next: one look, before any claim."""
    return dict(Standing.objects.values_list("name", "next_at"))
