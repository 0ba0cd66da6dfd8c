"""The platform map for programs: the same figures and fit as on the screen."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from klankbord.core.measure.fit import Part
from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.listening.hearing import Unheard, unheard_days
from klankbord.participate.listening.hearing_api import UnheardOut, unheard_out
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.answering import Answered
from klankbord.participate.platforms.declarations import RESEARCH
from klankbord.participate.platforms.mapping import Placed, platform_map
from klankbord.participate.platforms.measuring import days_measured
from klankbord.participate.platforms.views import TEAM
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.understanding.declarations import READINGS
from klankbord.people.access import allow
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["platform map"])


class PartOut(Schema):
    """One part of the fit, from 0 to 1; null where it is not known."""

    name: str
    weight: int
    share: float | None
    low: float | None
    high: float | None


class SubjectOut(Schema):
    """One of our topics on a platform, and how many times as often as on all others."""

    topic: int
    n_mentions: int
    times_as_elsewhere: float


class AnswersThereOut(Schema):
    """How we answer there: cases that wanted an answer, and hours that we are open."""

    n_asked: int
    n_answered: int
    half_within_hours: float | None


class PublishedOut(Schema):
    """A fact that others published; `as_of` is a day or a year."""

    words: str
    source: str
    address: str
    as_of: str


class PlatformOut(Schema):
    """One platform; the fit is from 0 to 1, null where it was not heard in ninety days."""

    platform: str
    n_mentions: int
    n_in_topics: int
    languages: dict[str, int]
    tones: dict[str, int]
    groups: dict[str, int]
    subjects: list[SubjectOut]
    hours: list[int]
    n_key_figures: int
    n_followers: int
    n_accounts: int
    n_sources: int
    answered: AnswersThereOut | None
    fit: float | None
    fit_low: float | None
    fit_high: float | None
    parts: list[PartOut]
    effort: int | None
    notes: str
    verdict: str
    review_on: dt.date | None
    facts: list[PublishedOut]
    unheard: list[UnheardOut]


@router.get("/map", response=list[PlatformOut], url_name="platform-map")
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def read_map(request: HttpRequest) -> list[PlatformOut]:  # noqa: ARG001  # ninja gives it
    """Every platform of which anything is known, best fit first; counts are of ninety days."""
    now = timezone.now()
    today = local_day(now)
    since, until = days_measured(today)
    unheard = unheard_days(since=since, until=until, now=now)
    return [_platform(placed, unheard) for placed in platform_map(today=today, at=now)]


def _platform(placed: Placed, unheard: Mapping[dt.date, Sequence[Unheard]]) -> PlatformOut:
    platform, found, research = placed.platform, placed.fit, placed.research
    return PlatformOut(
        platform=platform.key,
        n_mentions=platform.n_mentions,
        n_in_topics=platform.days.n_in_topics,
        languages=platform.languages,
        tones=platform.tones,
        groups=platform.groups,
        subjects=[
            SubjectOut(topic=each.topic, n_mentions=each.n, times_as_elsewhere=each.times)
            for each in platform.subjects
        ],
        hours=platform.days.hours,
        n_key_figures=platform.n_key_figures,
        n_followers=platform.n_followers,
        n_accounts=len(platform.accounts),
        n_sources=platform.n_sources,
        answered=_answered(platform.answered),
        fit=found.share if found else None,
        fit_low=found.low if found else None,
        fit_high=found.high if found else None,
        parts=[_part(part) for part in placed.parts],
        effort=research.effort,
        notes=research.notes,
        verdict=research.verdict,
        review_on=research.review_on,
        facts=[
            PublishedOut(
                words=fact.words, source=fact.source, address=fact.address, as_of=fact.as_of
            )
            for fact in platform.facts
        ],
        unheard=unheard_out(unheard, connector=platform.key),
    )


def _part(part: Part) -> PartOut:
    known = part.known
    return PartOut(
        name=part.name,
        weight=part.weight,
        share=known.share if known else None,
        low=known.low if known else None,
        high=known.high if known else None,
    )


def _answered(answered: Answered | None) -> AnswersThereOut | None:
    if answered is None:
        return None
    half = answered.half_within
    return AnswersThereOut(
        n_asked=answered.n_asked,
        n_answered=answered.n_answered,
        half_within_hours=None if half is None else half / dt.timedelta(hours=1),
    )
