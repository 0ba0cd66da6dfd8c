"""Two clocks a case: until the first answer, and until it is concluded; in office hours.

The dates stand on the case, so that lists and the watch are plain look-ups; they are computed anew
by every act that moves them. A clock rests while the case waits for its author, and for nothing
else: a department that is slow is late.
"""

import copy
import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Q

from klankbord.core.measure.clocks import WARN_AT, Calendar, Pause, due_at
from klankbord.people.queries import organisation
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    CaseMessage,
    ClockLevel,
    OfficeHours,
    Severity,
    Target,
    WaitingFor,
)

Changes = dict[str, Any]
COUNTRIES = ("NL", "BE", "DE", "FR", "LU")
USUAL_HOURS = {str(weekday): [[9 * 60, 17 * 60]] for weekday in range(5)}
_HOUR = dt.timedelta(hours=1)
USUAL_TARGETS = {
    Severity.URGENT: (_HOUR, 8 * _HOUR),
    Severity.HIGH: (2 * _HOUR, 16 * _HOUR),
    Severity.NORMAL: (4 * _HOUR, 40 * _HOUR),
    Severity.LOW: (16 * _HOUR, 80 * _HOUR),
}
"""First answer and conclusion, in office hours: our own proposal to begin with, to be changed."""
_MOVES_A_CLOCK = frozenset({"severity", "waiting_for", "concluded_at", "first_response_at"})
_YEARS = 3


class Running(NamedTuple):
    """The clock that runs now: since when, and how long it may take."""

    since: dt.datetime
    target: dt.timedelta


def office_calendar(at: dt.datetime) -> Calendar:
    """The hours of the desk, with the holidays of the years around `at`."""
    row, house = OfficeHours.objects.first(), organisation()
    hours = (row.hours if row else {}) or USUAL_HOURS
    return Calendar(
        zone=ZoneInfo(house.time_zone if house else "Europe/Amsterdam"),
        hours={int(day): tuple(map(tuple, ranges)) for day, ranges in hours.items()},
        holidays=_holidays(row.country if row else "", at.year),
    )


@lru_cache(maxsize=32)
def _holidays(country: str, year: int) -> frozenset[dt.date]:
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=range(year - 1, year + _YEARS)))


def begin_with_usual_targets() -> None:
    """One target a severity; what stands already stays."""
    for severity, (first, conclusive) in USUAL_TARGETS.items():
        given = {"first_response": first, "conclusive": conclusive}
        Target.objects.get_or_create(severity=severity, platform="", topic=None, defaults=given)


def target_of(case: Case) -> Target | None:
    """The most precise target that fits: of those that name more, else topic before platform."""
    topics = CaseMessage.objects.filter(case=case).values("mention__matches__topic")
    fitting = Target.objects.filter(
        Q(severity=None) | Q(severity=case.severity),
        Q(platform="") | Q(platform=case.platform),
        Q(topic=None) | Q(topic__in=topics),
    )
    return max(fitting, key=_precision, default=None)


def _precision(target: Target) -> tuple[int, bool, bool]:
    named = (target.topic_id is not None, bool(target.platform), target.severity is not None)
    return sum(named), named[0], named[1]


def start_clock(case: Case, at: dt.datetime) -> None:
    """Set the dates of a case that was just made; an answer date that somebody gave stays."""
    given = case.due_at
    changes = clock_changes(case, at)
    if given is not None:
        changes["due_at"] = given
    for name, value in changes.items():
        setattr(case, name, value)
    Case.objects.filter(pk=case.pk).update(**changes)


def with_clock(case: Case, changes: Changes, at: dt.datetime) -> Changes:
    """The changes of an act, with what they do to the clocks."""
    if not _MOVES_A_CLOCK & changes.keys():
        return changes
    changed = copy.copy(case)
    for name, value in changes.items():
        setattr(changed, name, value)
    return {**changes, **clock_changes(changed, at)}


def clock_changes(case: Case, at: dt.datetime) -> Changes:
    """The dates of both clocks, and when the one that runs must be looked at again."""
    if case.concluded_at is not None:
        return {"clock_level": "", "clock_at": None}
    target = target_of(case)
    if target is None:
        return {}
    calendar, pauses = office_calendar(case.opened_at), pauses_of(case, at)
    running = _running(case, target)
    due = due_at(calendar, running.since, running.target, pauses)
    warn = due_at(calendar, running.since, running.target * WARN_AT, pauses)
    dates: Changes = {
        "conclude_due_at": due_at(calendar, _concludes_since(case), target.conclusive, pauses)
    }
    if case.first_response_at is None:
        dates["due_at"] = due
    level, look = _level(case.clock_level, warn, due, at)
    return {**dates, "clock_level": level, "clock_at": look}


def _running(case: Case, target: Target) -> Running:
    if case.first_response_at is None:
        return Running(_concludes_since(case), target.first_response)
    return Running(_concludes_since(case), target.conclusive)


def _concludes_since(case: Case) -> dt.datetime:
    """A case that was opened again begins anew: nobody waited while it was at rest."""
    return case.reopened_at or case.opened_at


def _level(
    level: str, warn: dt.datetime | None, due: dt.datetime | None, at: dt.datetime
) -> tuple[str, dt.datetime | None]:
    """What is reached at `at`, and the next moment that matters; none while the clock rests.

    A step that is not written down yet is looked at at once: the watch makes the event.
    """
    if warn is None or due is None:
        return "", None
    if at < warn:
        return "", warn
    if at < due:
        return (level, due) if level == ClockLevel.WARNED else ("", at)
    return (level, None) if level == ClockLevel.BREACHED else (level, at)


def pauses_of(case: Case, at: dt.datetime) -> list[Pause]:
    """When the case waited for its author, as its events tell; `case` may be ahead of them."""
    pauses: list[Pause] = []
    since: dt.datetime | None = None
    for event in CaseEvent.objects.filter(case=case, kind__in=_HOLDS).order_by("version"):
        if "waiting_for" not in event.data["set"]:
            continue
        waits = event.data["set"]["waiting_for"] == WaitingFor.AUTHOR
        if since is not None and not waits:
            pauses.append(Pause(since, event.at))
        since = (since or event.at) if waits else None
    if case.waiting_for == WaitingFor.AUTHOR:
        pauses.append(Pause(since or at))
    elif since is not None:
        pauses.append(Pause(since, at))
    return pauses


_HOLDS = tuple(
    CaseEvent.Kind(kind) for kind in ("held", "resumed", "sent", "let-stand", "message-added")
)
