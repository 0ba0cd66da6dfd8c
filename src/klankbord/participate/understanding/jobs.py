"""Read what arrives, quickly; read what matters once more, better and in small turns."""

import contextlib
import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.core.text.understanding.opinions import best_tier
from klankbord.jobs.registry import Run, job, standing
from klankbord.participate.listening.queries import local_day
from klankbord.participate.understanding.actions import read_arrival, read_mentions
from klankbord.participate.understanding.declarations import CORRECTIONS, READINGS
from klankbord.participate.understanding.learning import TooFewLabels, learn
from klankbord.participate.understanding.queries import arrivals_to_read, readings_due
from klankbord.participate.understanding.themes import Span, is_overtaken
from klankbord.participate.understanding.theming import find_themes
from klankbord.people.models import Member
from klankbord.trust.register import declares

CLOSELY_AT_ONCE = 50
"""A tenth of a second: what comes in must not wait for what is read better."""


def has_unread() -> bool:
    """Whether anything arrived that nobody read."""
    return arrivals_to_read().exists()


@standing(
    "understanding.read_arrivals",
    every=dt.timedelta(milliseconds=500),
    has_work=has_unread,
    label=_("Read what new mentions say"),
)
@declares(READINGS)
def read_arrivals(run: Run) -> None:
    """Read what arrived; one transaction an arrival, and a few arrivals a turn."""
    for arrival in arrivals_to_read()[:5]:
        read_arrival(arrival=arrival, at=run.now)
        run.progress()


@standing(
    "understanding.read_closely",
    every=dt.timedelta(milliseconds=500),
    has_work=lambda: readings_due().exists(),
    label=_("Read mentions of topics once more, better"),
)
@declares(READINGS)
def read_closely(run: Run) -> None:
    """Read some of what somebody asked for, newest first."""
    ids = list(readings_due().values_list("pk", flat=True)[:CLOSELY_AT_ONCE])
    read_mentions(mention_ids=sorted(ids), tier=best_tier())
    run.progress()


@standing(
    "understanding.find_themes",
    every=dt.timedelta(hours=1),
    has_work=is_overtaken,
    label=_("Find themes among mentions"),
)
@declares(READINGS)
def look_for_themes(run: Run) -> None:
    """Look for themes anew, when mentions came or went; what is still the same theme stays it."""
    find_themes(span=Span(local_day(run.now)), at=run.now)
    run.progress()


@job("understanding.learn", label=_("Learn from the team's labels"))
@declares(CORRECTIONS)
def learn_labels(run: Run, *, member_id: int) -> None:
    """Learn, and keep what it brought; with too few labels nothing is kept."""
    with contextlib.suppress(TooFewLabels):
        learn(by=Member.objects.filter(pk=member_id).first(), at=run.now)
