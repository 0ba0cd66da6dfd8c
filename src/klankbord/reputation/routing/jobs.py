"""Let the rules see what arrived; try a draft on what was heard before."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.routing.filing import route_arrival
from klankbord.reputation.routing.history import run_dry
from klankbord.reputation.routing.leaks import unwatched_arrivals, watch_arrival
from klankbord.reputation.routing.queries import unrouted_arrivals
from klankbord.trust.register import declares


def has_unrouted() -> bool:
    """Whether anything was filed that no rule has seen."""
    return unrouted_arrivals().exists()


@standing(
    "routing.route_arrivals",
    every=dt.timedelta(milliseconds=250),
    has_work=has_unrouted,
    label=_("Open cases by rules"),
)
@declares(CASES)
def route_arrivals(run: Run) -> None:
    """An arrival at a time, each message in its own transaction."""
    for arrival in unrouted_arrivals()[:100]:
        route_arrival(arrival, at=run.now)
        run.progress()


def has_unwatched() -> bool:
    """Whether anything arrived that was not compared with documents that stay inside."""
    return unwatched_arrivals().exists()


@standing(
    "routing.watch_leaks",
    every=dt.timedelta(milliseconds=250),
    has_work=has_unwatched,
    label=_("Watch for copies of documents that stay inside"),
)
@declares(CASES)
def watch_leaks(run: Run) -> None:
    """An arrival at a time, with its cases in one transaction."""
    for arrival in unwatched_arrivals()[:100]:
        watch_arrival(arrival, at=run.now)
        run.progress()


@job("routing.dry_run", label=_("Try rules on what was heard"))
@declares(CASES)
def dry_run(run: Run, *, dry_run_id: int) -> None:
    """What the rules would have done; it reads only, and starts anew after a crash."""
    run_dry(dry_run_id, at=run.now, progress=run.progress)
