"""Tables of the figures: the same rows for the page, the file and the interface.

Each row says by which filters of the case list exactly its cases are found.
"""

from collections.abc import Iterator
from typing import NamedTuple

from klankbord.core.measure.survival import Wait
from klankbord.reputation.desk.figures.counting import (
    WAYS,
    Clock,
    Figures,
    Group,
    Silence,
    Until,
)
from klankbord.reputation.desk.figures.words import group_name, reason_name
from klankbord.reputation.desk.listing import UNKNOWN
from klankbord.reputation.desk.models import Severity

Filters = dict[str, str]
_WAIT = ("median_hours", "median_low", "median_high", "p90_hours", "p90_low", "p90_high")
EQUITY_COLUMNS = (
    "by",
    "group",
    "name",
    "cases",
    "answered",
    "answered_share",
    "answered_low",
    "answered_high",
    "concluded",
    *(f"{until}_{clock}_{name}" for until in Until for clock in Clock for name in _WAIT),
)
SILENCE_COLUMNS = ("reason", "name", "cases", "share", "looked_at_again")


class GroupRow(NamedTuple):
    """A group with its name, and how the case list is asked for it."""

    way: str
    name: str
    filters: Filters
    group: Group


class SilenceRow(NamedTuple):
    """A reason of the silence ledger, with its name, its share and its filters."""

    name: str
    share: float
    filters: Filters
    silence: Silence


def case_filters(found: Figures, **more: str) -> Filters:
    """What the case list is asked for: all tabs, the same days."""
    return {"view": "all", **found.period.params, **more}


def equity(found: Figures) -> Iterator[tuple[str, list[GroupRow]]]:
    """Response equity: the same question asked of several ways to tell people apart."""
    for way in WAYS:
        rows = [
            GroupRow(
                way=way,
                name=group_name(way, group.key),
                filters=case_filters(found, outcome="answerable", **{way: _asked(way, group.key)}),
                group=group,
            )
            for group in found.groups(way)
        ]
        if rows:
            yield way, rows


def ledger(found: Figures) -> list[SilenceRow]:
    """The silence ledger by reason."""
    return [
        SilenceRow(
            name=reason_name(silence.reason),
            share=silence.n_cases / found.n_silent,
            filters=case_filters(found, outcome="silent", reason=silence.reason),
            silence=silence,
        )
        for silence in found.silences()
    ]


def equity_cells(found: Figures) -> Iterator[list[object]]:
    """The cells of each group, in the order of `EQUITY_COLUMNS`."""
    for way, rows in equity(found):
        for row in rows:
            yield [way, row.filters[way], row.name, *_cells(row.group)]


def _cells(group: Group) -> Iterator[object]:
    share = group.answered
    yield from (group.n_cases, group.n_answered)
    yield from (_written(each) for each in (share.share, share.low, share.high))
    yield group.n_concluded
    for until in Until:
        for clock in Clock:
            for wait in group.times[until, clock]:
                yield from _bounds(wait)


def _bounds(wait: Wait) -> Iterator[str]:
    for each in (wait.at, wait.low, wait.high):
        yield _written(each)


def silence_cells(found: Figures) -> Iterator[list[object]]:
    """The cells of each reason, in the order of `SILENCE_COLUMNS`."""
    for row in ledger(found):
        silence = row.silence
        yield [silence.reason, row.name, silence.n_cases, _written(row.share), silence.n_watched]


def _written(number: float | None) -> str:
    """Empty where too many still wait to tell."""
    return "" if number is None else f"{number:.4f}"


def _asked(way: str, key: str) -> str:
    if way == "severity":
        return Severity(int(key)).name.lower()
    return key or UNKNOWN
