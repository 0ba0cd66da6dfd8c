"""Give new mentions their story; take apart what is no story any more."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, standing
from klankbord.participate.stories.actions import file_arrival, take_apart
from klankbord.participate.stories.declarations import COPIES
from klankbord.participate.stories.queries import arrivals_to_file
from klankbord.trust.register import declares


def has_unfiled() -> bool:
    """Whether anything arrived that was not compared with what is there."""
    return arrivals_to_file().exists()


@standing(
    "stories.file_arrivals",
    every=dt.timedelta(milliseconds=250),
    has_work=has_unfiled,
    label=_("Find copies among new mentions"),
)
@declares(COPIES)
def file_arrivals(run: Run) -> None:
    """Give what arrived its story; one transaction an arrival."""
    for arrival in arrivals_to_file()[:100]:
        file_arrival(arrival=arrival, at=run.now)
        run.progress()


@standing("stories.take_apart", every=dt.timedelta(hours=1), label=_("Take stories of one apart"))
@declares(COPIES)
def take_stories_apart(run: Run) -> None:
    """Drop stories of which all but one went; a few hundred a transaction."""
    while take_apart(at=run.now):
        run.progress()
