"""The platform map for programs: the same figures and fit as on the screen."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from klankbord.participate.keyfigures.declarations import KEY_FIGURES
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.declarations import RESEARCH
from klankbord.participate.platforms.mapping import Placed, platform_map
from klankbord.participate.platforms.models import Research
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


class PlatformOut(Schema):
    """One platform; the fit is from 0 to 1, null where nothing that counts is known."""

    platform: str
    n_mentions: int
    languages: dict[str, int]
    tones: dict[str, int]
    groups: dict[str, int]
    topics: dict[int, int]
    hours: list[int]
    n_followers: int
    n_accounts: int
    fit: float | None
    fit_low: float | None
    fit_high: float | None
    parts: list[PartOut]
    effort: int | None
    notes: str
    verdict: str
    review_on: dt.date | None


@router.get("/map", response=list[PlatformOut], url_name="platform-map")
@allow(*TEAM)
@declares(RESEARCH, GROUPS, KEY_FIGURES, READINGS)
def read_map(request: HttpRequest) -> list[PlatformOut]:  # noqa: ARG001  # ninja gives it
    """Every platform of the last ninety days, best fit first."""
    return [_platform(placed) for placed in platform_map(today=local_day(timezone.now()))]


def _platform(placed: Placed) -> PlatformOut:
    platform, found = placed.platform, placed.fit
    research = platform.research or Research(platform=platform.key)
    return PlatformOut(
        platform=platform.key,
        n_mentions=platform.n_mentions,
        languages=platform.languages,
        tones=platform.tones,
        groups=platform.groups,
        topics=platform.topics,
        hours=platform.figures.hours if platform.figures else [],
        n_followers=platform.n_followers,
        n_accounts=len(platform.accounts),
        fit=found.share if found else None,
        fit_low=found.low if found else None,
        fit_high=found.high if found else None,
        parts=[
            PartOut(
                name=part.name,
                weight=part.weight,
                share=part.known.share if part.known else None,
                low=part.known.low if part.known else None,
                high=part.known.high if part.known else None,
            )
            for part in placed.parts
        ],
        effort=research.effort,
        notes=research.notes,
        verdict=research.verdict,
        review_on=research.review_on,
    )
