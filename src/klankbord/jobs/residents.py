"""Standing jobs that never end by themselves: each in a thread beside the loop of one process."""

import datetime as dt
import threading
import time
from collections.abc import Callable

from django.db import connections
from django.utils import timezone

from klankbord.jobs.attempts import attempt, settle_standing
from klankbord.jobs.leases import claim_standing
from klankbord.jobs.registry import STANDING, StandingKind
from klankbord.jobs.run import Claim, Lease, StopClock

LOOK = 1.0  # seconds between two looks at what nobody holds
FAREWELL = 5.0  # seconds that all residents together may take to end


class Residents:
    """The residents that this process took up; when it dies, their leases lapse to another."""

    def __init__(self, *, lease: Lease, new_token: Callable[[], str]) -> None:
        self._lease = lease
        self._new_token = new_token
        self._stop_clock = StopClock(grace=dt.timedelta(0))
        self._threads: dict[str, threading.Thread] = {}
        self._look_at = 0.0

    def take_up(self) -> None:
        """Start the residents that no process holds."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK
        for kind in STANDING.values():
            if kind.is_resident and not self._is_here(kind.name):
                self._start(kind)

    def end(self) -> None:
        """Tell all to end, and wait for them; who takes too long dies with the process."""
        self._stop_clock.tell()
        over_at = time.monotonic() + FAREWELL
        for thread in self._threads.values():
            thread.join(max(over_at - time.monotonic(), 0))

    def _is_here(self, name: str) -> bool:
        return name in self._threads and self._threads[name].is_alive()

    def _start(self, kind: StandingKind) -> None:
        now = timezone.now()
        claim = claim_standing(kind, token=self._new_token(), lease=self._lease, now=now)
        if claim is not None:
            thread = threading.Thread(
                target=self._live, args=(kind, claim, now), name=kind.name, daemon=True
            )
            self._threads[kind.name] = thread
            thread.start()

    def _live(self, kind: StandingKind, claim: Claim, now: dt.datetime) -> None:
        try:
            error = attempt(claim, kind.function, now=now, stop_clock=self._stop_clock)
            settle_standing(claim, kind, error, now=timezone.now())
        finally:
            connections.close_all()
