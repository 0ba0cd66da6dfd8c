"""Two clocks a case: until the first answer, and until it is concluded; in office hours.

The dates stand on the case, so that lists and the watch are plain look-ups; they are computed anew
by every act that moves them. A clock rests while the case waits for its author, and for nothing
else: a department that is slow is late. A deadline of the flow counts for the clock that runs
when it is set: of what we promised and what the flow asks, the earlier moment counts. A moment that
somebody gave by hand takes the place of our own target until the first answer: no clock moves it,
only a person who says why.
"""

import copy
import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import holidays
from django.db.models import Q

from klankbord.core.flow import Deadline
from klankbord.core.measure.clocks import WARN_AT, Calendar, Pause, Term, due_at, earliest_due
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.clocks.models import OfficeHours, Target
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    CaseMessage,
    ClockLevel,
    Severity,
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
_MOVES_A_CLOCK = frozenset(
    {
        "severity",
        "waiting_for",
        "concluded_at",
        "first_response_at",
        "deadline_at",
        "promised_at",
    }
)
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_YEARS = 3


def office_calendar(at: dt.datetime) -> Calendar:
    """The hours of the desk, with the holidays of the years around `at`."""
    row = OfficeHours.objects.first()
    hours = (row.hours if row else {}) or USUAL_HOURS
    return Calendar(
        zone=house_zone(),
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
    """Set the dates of a case that was just made."""
    changes = clock_changes(case, at)
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
    target = target_of(case)
    terms = [] if case.concluded_at is not None else list(_terms(case, target))
    given = _given(case)
    if not terms and given is None:
        return {"clock_level": "", "clock_at": None}
    calendar, pauses = office_calendar(case.opened_at), pauses_of(case, at)
    sooner = (Term(term.since, term.length * WARN_AT) for term in terms)
    due = _earlier(earliest_due(calendar, terms, pauses), given)
    warn = _earlier(earliest_due(calendar, sooner, pauses), _most_of_the_way(case, given))
    level, look = _level(case.clock_level, warn, due, at)
    dates: Changes = {"clock_level": level, "clock_at": look}
    if case.first_response_at is not None:
        return {**dates, "conclude_due_at": due}
    since = _concludes_since(case)
    later = due_at(calendar, since, target.conclusive, pauses) if target else None
    return {**dates, "due_at": due, "conclude_due_at": later}


def _terms(case: Case, target: Target | None) -> Iterable[Term]:
    """What the clock that runs now has to keep: our own target, and the deadline of the flow."""
    is_first = case.first_response_at is None
    if target is not None and _given(case) is None:
        length = target.first_response if is_first else target.conclusive
        yield Term(_concludes_since(case), length)
    if case.deadline_at is not None and _counts(case, case.deadline_at):
        yield Term(case.deadline_at, dt.timedelta(minutes=case.deadline_minutes or 0))


def _given(case: Case) -> dt.datetime | None:
    """The moment that somebody gave by hand, as long as nobody answered.

    One that went by while the case was at rest does not come back with it.
    """
    given, again_at = case.promised_at, case.reopened_at
    is_over = case.concluded_at is not None or case.first_response_at is not None
    is_past = given is not None and again_at is not None and given <= again_at
    return None if is_over or is_past else given


def _most_of_the_way(case: Case, given: dt.datetime | None) -> dt.datetime | None:
    """When to warn of a given moment: people think of it by the clock on the wall."""
    if given is None:
        return None
    return min(given, case.opened_at + (given - case.opened_at) * WARN_AT)


def _earlier(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _counts(case: Case, deadline_at: dt.datetime) -> bool:
    """Whether a deadline was set for the clock that runs now: the answer met an earlier one."""
    answered = case.first_response_at
    is_open = answered is None or answered < deadline_at
    return is_open and _concludes_since(case) <= deadline_at


def deadline_changes(case: Case, deadlines: Iterable[Deadline], at: dt.datetime) -> Changes:
    """The changes that put the deadline of the flow on the case that is over first; {} if it is.

    A pause that still lasts is left out: it moves all of them alike.
    """
    calendar = office_calendar(case.opened_at)
    pauses = [pause for pause in pauses_of(case, at) if pause.until is not None]

    def over(each: Deadline) -> dt.datetime:
        return due_at(calendar, each.since, dt.timedelta(minutes=each.minutes), pauses) or _NEVER

    counting = (each for each in deadlines if _counts(case, each.since))
    first = min(counting, key=over, default=None)
    since, minutes = (first.since, first.minutes) if first else (None, None)
    if (since, minutes) == (case.deadline_at, case.deadline_minutes):
        return {}
    # Without a target no clock is left where the flow takes its deadline back.
    due = "due_at" if case.first_response_at is None else "conclude_due_at"
    return {"deadline_at": since, "deadline_minutes": minutes, due: None}


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
    CaseEvent.Kind(kind)
    for kind in ("held", "resumed", "sent", "let-stand", "monitored", "message-added")
)
