"""Read how the research of platforms stands."""

import datetime as dt
from dataclasses import dataclass

from klankbord.participate.archive.queries import totals
from klankbord.participate.platforms.measuring import DAYS
from klankbord.participate.platforms.models import Research, Verdict


@dataclass(frozen=True)
class ResearchFigures:
    """Platforms that are heard, or were noted; decided on, and due for another look."""

    n_heard: int
    n_decided: int
    n_due: int


def research_figures(*, today: dt.date) -> ResearchFigures:
    """How many platforms are decided on; two SQL queries."""
    heard = set(totals(since=today - dt.timedelta(days=DAYS - 1), until=today))
    rows = list(Research.objects.all())
    return ResearchFigures(
        n_heard=len(heard | {row.platform for row in rows}),
        n_decided=sum(row.verdict != Verdict.OPEN for row in rows),
        n_due=sum(row.review_on is not None and row.review_on <= today for row in rows),
    )
