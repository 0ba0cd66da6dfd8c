"""The figures of the desk over the API: what the page shows, and how to ask for the cases."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from klankbord.core.measure.survival import Wait
from klankbord.participate.insight.period import MAX_DAYS, Period
from klankbord.participate.listening.queries import local_day
from klankbord.people.access import MemberRequest, allow
from klankbord.people.routers import Router
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.figures import tables
from klankbord.reputation.desk.figures.counting import Clock, Figures, Times, Until
from klankbord.trust.register import declares

router = Router(tags=["desk"])
_BAD_REQUEST = 400
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(9000, 1, 1)


class FigureDays(Schema):
    """Which cases: those opened on these days, both included; the last four weeks if not said."""

    since: dt.date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)
    until: dt.date | None = Field(
        None, ge=FIRST_DAY, le=LAST_DAY, description=f"At most {MAX_DAYS} days in all."
    )


class WaitOut(Schema):
    """Hours, with what chance leaves open; null where too many still wait to tell."""

    hours: float | None
    low: float | None
    high: float | None


class TimesOut(Schema):
    """One of the two waits by one of the two clocks."""

    until: Until
    clock: Clock
    median: WaitOut
    p90: WaitOut


class AnsweredOut(Schema):
    """A share from 0 to 1, with what chance leaves open."""

    share: float
    low: float
    high: float


class EquityOut(Schema):
    """Cases that have something in common; `filters` are what `GET /desk/cases` takes."""

    by: str
    name: str
    n_cases: int
    n_answered: int
    n_concluded: int
    answered: AnsweredOut
    times: list[TimesOut]
    filters: dict[str, str]


class SilenceOut(Schema):
    """Cases that were let stand for one reason."""

    reason: str
    n_cases: int
    n_watched: int
    share: float
    filters: dict[str, str]


class DeskFiguresOut(Schema):
    """The cases that were opened in a period, as they stand now."""

    since: dt.date
    until: dt.date
    n_cases: int
    n_answerable: int
    n_answered: int
    n_unanswered: int
    n_unconcluded: int
    n_silent: int
    n_bots: int = Field(description="Cases of automatic accounts: no other number counts them.")
    answered: AnsweredOut
    times: list[TimesOut]
    groups: list[EquityOut]
    silences: list[SilenceOut]
    filters: dict[str, dict[str, str]]


@router.get("", response=DeskFiguresOut, url_name="figures")
@allow(*CHANGERS)
@declares(CASES)
def figures(request: MemberRequest, days: Query[FigureDays]) -> DeskFiguresOut:  # noqa: ARG001  # ninja calls it by name
    """How quickly the desk answers and concludes, whom, and what it leaves alone."""
    if days.since and days.until and days.until < days.since:
        raise HttpError(_BAD_REQUEST, "`until` lies before `since`.")
    now = timezone.now()
    found = Figures(Period.read(days.dict(), today=local_day(now)), at=now)
    return DeskFiguresOut(
        since=found.period.since,
        until=found.period.until,
        n_cases=len(found.rows),
        n_answerable=len(found.answerable),
        n_answered=found.n_answered,
        n_unanswered=found.n_open,
        n_unconcluded=found.n_unconcluded,
        n_silent=found.n_silent,
        n_bots=found.n_bots,
        answered=_share(found.share_answered),
        times=_times(found.times()),
        groups=[_group(row) for _way, rows in tables.equity(found) for row in rows],
        silences=[_silence(row) for row in tables.ledger(found)],
        filters={name: tables.case_filters(found, outcome=name) for name in _OUTCOMES},
    )


_OUTCOMES = ("counted", "answerable", "answered", "unanswered", "unconcluded", "silent", "bots")


def _group(row: tables.GroupRow) -> EquityOut:
    group = row.group
    return EquityOut(
        by=row.way,
        name=row.name,
        n_cases=group.n_cases,
        n_answered=group.n_answered,
        n_concluded=group.n_concluded,
        answered=_share(group.answered),
        times=_times(group.times),
        filters=row.filters,
    )


def _silence(row: tables.SilenceRow) -> SilenceOut:
    silence = row.silence
    return SilenceOut(
        reason=silence.reason,
        n_cases=silence.n_cases,
        n_watched=silence.n_watched,
        share=row.share,
        filters=row.filters,
    )


def _times(times: Mapping[tuple[Until, Clock], Times]) -> list[TimesOut]:
    return [
        TimesOut(until=until, clock=clock, median=_wait(each.median), p90=_wait(each.p90))
        for (until, clock), each in times.items()
    ]


def _wait(wait: Wait) -> WaitOut:
    return WaitOut(hours=wait.at, low=wait.low, high=wait.high)


def _share(share: Any) -> AnsweredOut:
    return AnsweredOut(share=share.share, low=share.low, high=share.high)
