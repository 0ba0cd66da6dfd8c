"""The overview for programs: the same figures as on the screen."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from klankbord.core.measure.intervals import Interval
from klankbord.participate.insight import cross_api, theme_api
from klankbord.participate.insight.alert_views import ShownAlert, shown_alerts
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.declarations import ALERTS, OVERVIEW
from klankbord.participate.insight.lines import (
    Tone,
    TopicLine,
    story_lines,
    tones,
    topic_lines,
)
from klankbord.participate.insight.links import author_links, hashtag_links
from klankbord.participate.insight.moods import topic_counts
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.views import TEAM, figures_of
from klankbord.participate.listening.hearing_api import UnheardOut, unheard_out
from klankbord.participate.understanding.declarations import READINGS
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["overview"])
router.add_router("", theme_api.router)
router.add_router("", cross_api.router)


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


class DriverOut(Schema):
    """Mentions of what our reputation rests on; `topic` holds the query."""

    driver: str
    topic: int
    n: int
    n_before: int


class ToneOut(Schema):
    """Mentions that sound like this; `low` and `high` bound their share of the clear ones.

    `estimate` is the share of all that were read, with its own bounds.
    """

    n: int
    share: float
    low: float
    high: float
    estimate: float
    estimate_low: float
    estimate_high: float


class TopicToneOut(Schema):
    """One topic beside the others; `voice` is its share of all that was said once."""

    id: int
    n_once: int
    voice: float
    negative: ToneOut
    positive: ToneOut


class BoundsOut(Schema):
    """A share with its 95 % bounds."""

    share: float
    low: float
    high: float


class StretchOut(Schema):
    """Some days; both ends count. Mentions by how they sound, `unsure` among them.

    `negative` and `positive` are estimated of the `n_judged` mentions that were read.
    """

    since: dt.date
    until: dt.date
    sentiments: dict[str, int]
    n_judged: int
    negative: BoundsOut
    positive: BoundsOut


class StoryOut(Schema):
    """A story that was carried on, with its number of mentions in the period."""

    title: str
    author: str
    n: int


class NamedOut(Schema):
    """A name with its number of mentions."""

    name: str
    n: int


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
    drivers: list[DriverOut]
    platforms: dict[str, int]
    languages: dict[str, int]
    spikes: list[SpikeOut]
    sentiments: dict[str, int]
    intents: dict[str, int]
    n_clear: int
    n_judged: int
    negative: ToneOut
    positive: ToneOut
    stretches: list[StretchOut]
    topic_tones: list[TopicToneOut]
    places: dict[int, dict[str, int]]
    stories: list[StoryOut]
    authors: list[NamedOut]
    hashtags: list[NamedOut]
    n_sources: int
    n_sources_failing: int
    unheard: list[UnheardOut]


@router.get("/overview", response=OverviewOut, url_name="overview")
@allow(*TEAM)
@declares(OVERVIEW, READINGS)
def overview(request: HttpRequest) -> OverviewOut:
    """Figures of a period: `days` = 7, 28 or 90, or `since` and `until`; of one `topic`, or all."""
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
        drivers=[
            DriverOut(
                driver=row.topic.driver, topic=row.topic.pk, n=row.n, n_before=row.trend.before
            )
            for row in figures.drivers
        ],
        platforms=figures.platforms,
        languages=figures.languages,
        spikes=_spikes(figures),
        **_said(figures),
        n_sources=figures.coverage.n_sources,
        n_sources_failing=len(figures.coverage.failing),
        unheard=unheard_out(figures.unheard),
    )


class AlertOut(Schema):
    """A day on which a topic stood out; the cause has a kind only where one explains enough.

    `platform` is where most was said.
    """

    id: int
    topic: int
    day: dt.date
    n_mentions: int
    usual: int
    cause_kind: str
    cause_value: str
    cause_n: int
    platform: str
    n_platform: int
    n_negative: int
    sentence: str
    is_useful: bool | None


@router.get("/alerts", response=list[AlertOut], url_name="alert-list")
@allow(*TEAM)
@declares(ALERTS)
def alert_list(request: HttpRequest) -> list[AlertOut]:  # noqa: ARG001  # ninja gives it
    """Days that stood out, newest first, fifty at most."""
    return [_alert(shown) for shown in shown_alerts()]


def _alert(shown: ShownAlert) -> AlertOut:
    alert, cause = shown.alert, Cause.read(shown.alert.cause)
    return AlertOut(
        id=alert.pk,
        topic=alert.topic_id,
        day=alert.day,
        n_mentions=alert.n_mentions,
        usual=alert.usual,
        cause_kind=cause.kind,
        cause_value=cause.value,
        cause_n=cause.n,
        platform=cause.platform,
        n_platform=cause.n_platform,
        n_negative=cause.n_negative,
        sentence=shown.sentence,
        is_useful=alert.is_useful,
    )


def _said(figures: Figures) -> dict[str, Any]:
    negative, positive = map(_tone, tones(figures))
    return {
        "sentiments": figures.moods.sentiments,
        "intents": figures.moods.intents,
        "n_clear": figures.moods.whole.n_clear,
        "n_judged": figures.moods.whole.tone.n,
        "negative": negative,
        "positive": positive,
        "stretches": [
            StretchOut(
                since=each.period.since,
                until=each.period.until,
                sentiments=each.counts,
                n_judged=each.tone.n,
                negative=_bounds(each.tone.negative),
                positive=_bounds(each.tone.positive),
            )
            for each in figures.moods.stretches
        ],
        "topic_tones": [_topic_tone(line) for line in topic_lines(figures)],
        "places": topic_counts(figures.period, "platform"),
        "authors": [NamedOut(name=link.label, n=link.n) for link in author_links(figures)],
        "hashtags": [NamedOut(name=link.label, n=link.n) for link in hashtag_links(figures)],
        "stories": [
            StoryOut(title=line.title, author=line.author, n=line.n)
            for line in story_lines(figures)
        ],
    }


def _topic_tone(line: TopicLine) -> TopicToneOut:
    negative, positive = map(_tone, line.tones)
    return TopicToneOut(
        id=line.row.topic.pk,
        n_once=line.n_stories,
        voice=line.voice,
        negative=negative,
        positive=positive,
    )


def _bounds(share: Interval) -> BoundsOut:
    return BoundsOut(share=share.share, low=share.low, high=share.high)


def _tone(tone: Tone) -> ToneOut:
    clear, whole = tone.of_clear, tone.estimate
    return ToneOut(
        n=tone.n,
        share=clear.share,
        low=clear.low,
        high=clear.high,
        estimate=whole.share,
        estimate_low=whole.low,
        estimate_high=whole.high,
    )


def _spikes(figures: Figures) -> list[SpikeOut]:
    return [
        SpikeOut(
            day=each.spike.on,
            n=each.spike.count,
            usual=each.spike.usual,
            topic=each.topic.name if each.topic else None,
            share=each.cause.share if each.cause else None,
        )
        for each in figures.spikes
    ]
