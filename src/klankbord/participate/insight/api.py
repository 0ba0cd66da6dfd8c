"""The overview for programs: the same figures as on the screen."""

import datetime as dt

from django.http import HttpRequest
from ninja import Schema

from klankbord.participate.insight.declarations import OVERVIEW
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.views import TEAM, figures_of
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["overview"])


class DayOut(Schema):
    """Mentions on one day."""

    day: dt.date
    n: int


class TopicFiguresOut(Schema):
    """Mentions of one topic, in the period and in the one before."""

    id: int
    name: str
    n: int
    n_before: int


class SpikeOut(Schema):
    """A day that stands out, and the topic that explains most of it."""

    day: dt.date
    n: int
    usual: float
    topic: str | None
    share: float | None


class OverviewOut(Schema):
    """One period; both ends count. `n_before` is null if the archive does not reach back."""

    since: dt.date
    until: dt.date
    n_mentions: int
    n_before: int | None
    days: list[DayOut]
    topics: list[TopicFiguresOut]
    platforms: dict[str, int]
    languages: dict[str, int]
    spikes: list[SpikeOut]
    n_sources: int
    n_sources_failing: int


@router.get("/overview", response=OverviewOut, url_name="overview")
@allow(*TEAM)
@declares(OVERVIEW)
def overview(request: HttpRequest) -> OverviewOut:
    """Figures of a period: `days` = 7, 28 or 90, or `since` and `until`."""
    figures = figures_of(request)
    return OverviewOut(
        since=figures.period.since,
        until=figures.period.until,
        n_mentions=figures.mentions.now,
        n_before=figures.mentions.before if figures.is_comparable else None,
        days=[DayOut(day=day, n=n) for day, n in figures.days],
        topics=[
            TopicFiguresOut(
                id=row.topic.pk, name=row.topic.name, n=row.n, n_before=row.trend.before
            )
            for row in figures.topics
        ],
        platforms=figures.platforms,
        languages=figures.languages,
        spikes=_spikes(figures),
        n_sources=figures.coverage.n_sources,
        n_sources_failing=len(figures.coverage.failing),
    )


def _spikes(figures: Figures) -> list[SpikeOut]:
    return [
        SpikeOut(
            day=each.spike.day,
            n=each.spike.n,
            usual=each.spike.usual,
            topic=each.topic.name if each.topic else None,
            share=each.cause.share if each.cause else None,
        )
        for each in figures.spikes
    ]
