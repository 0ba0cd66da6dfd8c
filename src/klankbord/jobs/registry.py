"""Every job that the house knows; `<app>/jobs.py` modules register themselves here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise

from klankbord.jobs.run import JobCancelled, JobHandedBack, Run

__all__ = [
    "JOBS",
    "STANDING",
    "JobCancelled",
    "JobHandedBack",
    "Run",
    "job",
    "resident",
    "standing",
]

Function = TypeVar("Function", bound=Callable[..., None])


class NameTaken(Exception):  # noqa: N818  # named after the broken promise
    """Two functions want one job name."""


class UnknownJob(Exception):  # noqa: N818  # named after the broken promise
    """No function has this name: a plug-in was removed, or the program is older than its data."""

    permanent = True


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """A function that `enqueue` can ask for."""

    name: str
    function: Callable[..., None]
    max_attempts: int
    label: str | Promise


@dataclass(frozen=True, kw_only=True)
class StandingKind:
    """A function that comes back by itself, one at a time over all workers."""

    name: str
    function: Callable[[Run], None]
    every: dt.timedelta
    has_work: Callable[[], bool] | None
    label: str | Promise
    is_resident: bool = False


JOBS: dict[str, JobKind] = {}
STANDING: dict[str, StandingKind] = {}


def job(
    name: str, *, max_attempts: int = 5, label: str | Promise = ""
) -> Callable[[Function], Function]:
    """Register a function that `enqueue` can ask for.

    It is tried again with growing pauses when it raises, unless the error says `permanent`;
    `max_attempts` counts from the last checkpoint. It must bear being run twice.
    """

    def register(function: Function) -> Function:
        _refuse_twin(name)
        JOBS[name] = JobKind(
            name=name, function=function, max_attempts=max_attempts, label=label or name
        )
        return function

    return register


def standing(
    name: str,
    *,
    every: dt.timedelta,
    has_work: Callable[[], bool] | None = None,
    label: str | Promise = "",
) -> Callable[[Function], Function]:
    """Register a function that runs again and again, with a rest of `every` between two runs.

    With `has_work` it runs only when there is something to do (asked several times a second, so
    keep it one quick query), and a run that leaves work behind is followed at once: it must be
    false for what a run leaves as it was, or the job runs for ever without rest.
    """

    def register(function: Function) -> Function:
        _refuse_twin(name)
        STANDING[name] = StandingKind(
            name=name, function=function, every=every, has_work=has_work, label=label or name
        )
        return function

    return register


def resident(name: str, *, label: str | Promise = "") -> Callable[[Function], Function]:
    """Register a function that never ends by itself: it lives beside the loop of one process.

    It calls `run.rest` again and again, and ends by what that raises. When its process dies,
    another takes it up as soon as the lease has lapsed.
    """

    def register(function: Function) -> Function:
        _refuse_twin(name)
        STANDING[name] = StandingKind(
            name=name,
            function=function,
            every=dt.timedelta(seconds=1),
            has_work=None,
            label=label or name,
            is_resident=True,
        )
        return function

    return register


def find_job(name: str) -> JobKind:
    """Look up a job by name; raises `UnknownJob`."""
    try:
        return JOBS[name]
    except KeyError:
        message = f"No job is called {name!r} in this version of the program."
        raise UnknownJob(message) from None


def label_of(name: str) -> str | Promise:
    """What a job is called on the screen; the bare name when nobody knows it any more."""
    kind = JOBS.get(name) or STANDING.get(name)
    return kind.label if kind else name


def functions() -> dict[str, Callable[..., Any]]:
    """Every registered function by name: what the trust test walks."""
    kinds: dict[str, JobKind | StandingKind] = {**JOBS, **STANDING}
    return {name: kind.function for name, kind in kinds.items()}


def _refuse_twin(name: str) -> None:
    if name in JOBS or name in STANDING:
        raise NameTaken(name)
