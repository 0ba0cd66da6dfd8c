"""Time as an office counts it: hours when somebody is there, and what stops the count.

All moments are aware; a calendar reads them on the clock of its zone. Days on which that clock
jumps are cut at the jump: an hour that happens twice counts twice, one that does not happen counts
for nothing. Minutes of a day run from 0 to 1440.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

Span = tuple[dt.datetime, dt.datetime]

WARN_AT: Final = 0.8
DAY_MINUTES: Final = 1440
_NOTHING: Final = dt.timedelta(0)
_SECOND: Final = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office is open.

    `hours` gives for each weekday (Monday is 0) ranges of minutes since midnight, in order and
    apart; `holidays` are days on which it is closed, `special` gives other ranges for single days.
    Raises ValueError for ranges that overlap or run backwards, and for an office that never opens.
    """

    zone: ZoneInfo
    hours: Mapping[int, tuple[tuple[int, int], ...]]
    holidays: frozenset[dt.date] = frozenset()
    special: Mapping[dt.date, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not any(self.hours.get(weekday) for weekday in range(7)):
            raise ValueError(self.hours)
        for ranges in (*self.hours.values(), *self.special.values()):
            edges = [edge for pair in ranges for edge in pair]
            is_rising = all(left < right for left, right in ranges)
            is_apart = all(left <= right for left, right in pairwise(edges))
            if not (is_rising and is_apart and set(edges) <= set(range(DAY_MINUTES + 1))):
                raise ValueError(ranges)

    def ranges(self, on: dt.date) -> tuple[tuple[int, int], ...]:
        """The open minutes of one day."""
        if on in self.special:
            return self.special[on]
        return () if on in self.holidays else self.hours.get(on.weekday(), ())


class Term(NamedTuple):
    """So much open time from a moment on: one of the things that a clock has to keep."""

    since: dt.datetime
    length: dt.timedelta


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, and why; without `until` it still lasts."""

    since: dt.datetime
    until: dt.datetime | None = None
    reason: str = ""


@unique
class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    WARNED = "warned"
    BREACHED = "breached"
    PAUSED = "paused"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at a moment; `due_at` is None while a pause lasts. `share` may be over 1."""

    state: ClockState
    elapsed: dt.timedelta
    left: dt.timedelta
    share: float
    due_at: dt.datetime | None


def open_spans(calendar: Calendar, since: dt.datetime, until: dt.datetime) -> Iterator[Span]:
    """The times between two moments when the office is open, in UTC, in order."""
    at, stop = since.astimezone(dt.UTC), until.astimezone(dt.UTC)
    while at < stop:
        offset = _offset(at, calendar.zone)
        local = (at + offset).replace(tzinfo=None)
        midnight = dt.datetime.combine(local.date(), dt.time())
        edge = _steady_until(at, at + (midnight + dt.timedelta(days=1) - local), calendar.zone)
        for opens, closes in calendar.ranges(local.date()):
            first = at + (midnight + dt.timedelta(minutes=opens) - local)
            last = at + (midnight + dt.timedelta(minutes=closes) - local)
            if max(first, at) < min(last, edge, stop):
                yield max(first, at), min(last, edge, stop)
        at = edge


def business_time(
    calendar: Calendar, since: dt.datetime, until: dt.datetime, pauses: Iterable[Pause] = ()
) -> dt.timedelta:
    """The open time between two moments, without the pauses; nothing if the end comes first."""
    stops = _stops(pauses, until)
    return sum(
        (last - first for first, last in _without(open_spans(calendar, since, until), stops)),
        _NOTHING,
    )


def due_at(
    calendar: Calendar, since: dt.datetime, target: dt.timedelta, pauses: Iterable[Pause] = ()
) -> dt.datetime | None:
    """The first moment at which `target` of open time is over, in UTC.

    None while a pause lasts that begins before then, and where the calendar ends (year 9999).
    """
    if target <= _NOTHING:
        return since.astimezone(dt.UTC)
    known = list(pauses)
    never = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
    left = target
    for first, last in _without(open_spans(calendar, since, never), _stops(known, never)):
        if last - first >= left:
            return first + left
        left -= last - first
    return None


def earliest_due(
    calendar: Calendar, terms: Iterable[Term], pauses: Iterable[Pause] = ()
) -> dt.datetime | None:
    """The first moment at which any of the terms is over, in UTC.

    What is promised twice is due at the earlier promise. None without terms, and while every one
    of them rests.
    """
    known = list(pauses)
    dues = (due_at(calendar, term.since, term.length, known) for term in terms)
    return min((due for due in dues if due is not None), default=None)


def read_clock(
    calendar: Calendar,
    *,
    since: dt.datetime,
    target: dt.timedelta,
    at: dt.datetime,
    pauses: Iterable[Pause] = (),
    stopped_at: dt.datetime | None = None,
) -> Reading:
    """How a clock with a target stands at a moment; `stopped_at` is when the answer came.

    A clock that was stopped in time is met; one that was stopped late stays breached.
    """
    known = list(pauses)
    until = at if stopped_at is None else min(stopped_at, at)
    elapsed = business_time(calendar, since, until, known)
    share = elapsed / target if target else float(elapsed > _NOTHING)
    return Reading(
        state=_state(share, known, at, is_stopped=stopped_at is not None and stopped_at <= at),
        elapsed=elapsed,
        left=target - elapsed,
        share=share,
        due_at=due_at(calendar, since, target, known),
    )


def _state(share: float, pauses: list[Pause], at: dt.datetime, *, is_stopped: bool) -> ClockState:
    if share > 1 or (share == 1 and not is_stopped):
        return ClockState.BREACHED
    if is_stopped:
        return ClockState.MET
    if any(pause.since <= at and (pause.until is None or at < pause.until) for pause in pauses):
        return ClockState.PAUSED
    return ClockState.WARNED if share >= WARN_AT else ClockState.RUNNING


def _stops(pauses: Iterable[Pause], until: dt.datetime) -> list[Span]:
    """Pauses as spans in order, those that overlap as one."""
    ends = sorted((pause.since, until if pause.until is None else pause.until) for pause in pauses)
    merged: list[Span] = []
    for since, end in ends:
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif since < end:
            merged.append((since, end))
    return merged


def _without(spans: Iterable[Span], stops: list[Span]) -> Iterator[Span]:
    """Spans without the stops; both in order. Ends where a stop has no end, so it never hangs."""
    rest = list(stops)
    for first, last in spans:
        at = first
        while rest and rest[0][1] <= at:
            rest.pop(0)
        for since, end in rest:
            if since >= last:
                break
            if since > at:
                yield at, since
            at = max(at, end)
        if at < last:
            yield at, last
        if rest and rest[0][1].year == dt.MAXYEAR and rest[0][0] <= last:
            return


def _offset(at: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or _NOTHING


def _steady_until(at: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The end of the time from `at` on in which the clock does not jump, `until` at the latest."""
    offset = _offset(at, zone)
    if _offset(until - _SECOND, zone) == offset:
        return until
    low, high = at.replace(microsecond=0), until
    while high - low > _SECOND:
        middle = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high
