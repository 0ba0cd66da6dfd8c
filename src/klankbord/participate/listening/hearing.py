"""Days on which not everything was heard: beside every count over them, and in every picture."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import ngettext

from klankbord.participate.listening.queries import silences
from klankbord.participate.listening.reasons import PAUSED
from klankbord.people.queries import house_zone

_N_NAMED = 3
LEAST_UNHEARD = dt.timedelta(hours=1)
"""Shorter silences are not told of a day: a source is visited four times an hour."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Unheard:
    """For how long a source was silent on one day."""

    source_id: int
    source: str
    length: dt.timedelta
    connector: str = ""


def unheard_days(
    *, since: dt.date, until: dt.date, now: dt.datetime, connector: str = ""
) -> dict[dt.date, list[Unheard]]:
    """Days on which sources were silent for an hour or more, longest silence first. Two queries.

    Counts of these days may be too low. A source that somebody paused is not meant to be heard.
    """
    zone = house_zone()
    first, end = _midnight(since, zone), min(_midnight(until + _DAY, zone), now)
    lengths: Counter[tuple[dt.date, int]] = Counter()
    names: dict[int, tuple[str, str]] = {}
    for each in silences(since=first, until=end, connector=connector):
        if each.reason != PAUSED:
            names[each.source_id] = each.source, each.connector
            begin, last = max(each.from_at, first), min(each.until_at or end, end)
            for day, length in _by_day(begin, last, zone):
                lengths[day, each.source_id] += int(length.total_seconds())
    found: dict[dt.date, list[Unheard]] = {}
    for (day, source), n_seconds in lengths.most_common():
        length = dt.timedelta(seconds=n_seconds)
        if length >= LEAST_UNHEARD:
            name, kind = names[source]
            found.setdefault(day, []).append(Unheard(source, name, length, kind))
    return dict(sorted(found.items()))


def _by_day(
    begin: dt.datetime, end: dt.datetime, zone: dt.tzinfo
) -> Iterator[tuple[dt.date, dt.timedelta]]:
    """Each local day of a time, and how much of the time falls on it."""
    begin, end = begin.astimezone(dt.UTC), end.astimezone(dt.UTC)
    day = begin.astimezone(zone).date()
    while begin < end:
        day += _DAY
        next_day = min(_midnight(day, zone), end)
        yield day - _DAY, next_day - begin
        begin = next_day


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def unheard_words(days: Mapping[dt.date, Sequence[Unheard]]) -> dict[dt.date, str]:
    """Days with the sources that were silent, as in `Krant (7 hours), Forum (1 hour)`."""
    return {day: _silent(silent) for day, silent in days.items()}


def too_low_words(*, since: dt.date, until: dt.date, now: dt.datetime, connector: str = "") -> str:
    """What to say beside counts over these days, of one connector or all; empty if nothing."""
    days = unheard_days(since=since, until=until, now=now, connector=connector)
    lengths: dict[int, Unheard] = {}
    for each in (each for silent in days.values() for each in silent):
        before = lengths.get(each.source_id)
        length = each.length + before.length if before else each.length
        lengths[each.source_id] = Unheard(each.source_id, each.source, length)
    if not days:
        return ""
    silent = sorted(lengths.values(), key=lambda each: each.length, reverse=True)
    told = ngettext(
        "On %(n)s day of this not every source was heard, so numbers may be too low: %(who)s.",
        "On %(n)s days of this not every source was heard, so numbers may be too low: %(who)s.",
        len(days),
    )
    return told % {"n": number_format(len(days)), "who": _silent(silent)}


def _silent(silent: Sequence[Unheard]) -> str:
    named = [f"{each.source} ({_hours(each.length)})" for each in silent[:_N_NAMED]]
    if more := len(silent) - len(named):
        named.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": number_format(more)})
    return ", ".join(named)


def _hours(length: dt.timedelta) -> str:
    n = max(round(length.total_seconds() / 3600), 1)
    return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": number_format(n)}
