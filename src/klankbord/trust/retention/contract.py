"""What each room says of its tables: the class of each, and how rows go when their time is over.

A room fills the register in its `retention.py`, which is loaded at start. A test walks all models:
one without a class fails the build.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
DAY = dt.timedelta(days=1)


class TimeClass(StrEnum):
    """How long rows of a table are kept."""

    MENTION = "mention"
    CASE = "case"
    FEED_ITEM = "feed item"
    NOTIFICATION = "notification"
    ACKNOWLEDGEMENT = "acknowledgement"
    MEMBERSHIP = "membership"
    GUEST = "guest"
    AUDIT = "audit"
    JOB = "job"
    SESSION = "session"
    LOG = "log"
    COPY = "copy"
    RAW = "raw"
    MOMENT = "moment"
    COUNT = "count"
    SETTING = "setting"

    @property
    def label(self) -> Words:
        """The time in the reader's words."""
        return _LABELS[self]

    def before(self, at: dt.datetime) -> dt.datetime | None:
        """Find the moment before which rows go at `at`; None where no clock runs."""
        if self in MONTHS_KEPT:
            return months_before(at, MONTHS_KEPT[self])
        return at - _DAYS[self] if self in _DAYS else None


MONTHS_KEPT = {TimeClass.MENTION: 13, TimeClass.CASE: 24, TimeClass.FEED_ITEM: 24}
_DAYS = {
    TimeClass.NOTIFICATION: 90 * DAY,
    TimeClass.GUEST: 90 * DAY,
    TimeClass.ACKNOWLEDGEMENT: 731 * DAY,
    TimeClass.JOB: 14 * DAY,
    TimeClass.SESSION: dt.timedelta(0),
    TimeClass.LOG: 14 * DAY,
    TimeClass.COPY: 7 * DAY,
    TimeClass.MOMENT: dt.timedelta(0),
}
_LABELS: dict[TimeClass, Words] = {
    TimeClass.MENTION: _("13 months; after that only counts"),
    TimeClass.CASE: _("24 months after the case is closed"),
    TimeClass.FEED_ITEM: _("24 months, unless it is pinned"),
    TimeClass.NOTIFICATION: _("90 days"),
    TimeClass.ACKNOWLEDGEMENT: _("as long as somebody works here, and two years after"),
    TimeClass.MEMBERSHIP: _("as long as somebody is a member"),
    TimeClass.GUEST: _("90 days after the stay of a guest ended"),
    TimeClass.AUDIT: _("7 years"),
    TimeClass.JOB: _("14 days after it ended, 90 days if it failed"),
    TimeClass.SESSION: _("until it expires, at most 14 days"),
    TimeClass.LOG: _("14 days"),
    TimeClass.COPY: _("7 days"),
    TimeClass.RAW: _("until it is worked up: seconds, a week for what nobody finished"),
    TimeClass.MOMENT: _("seconds, at most a minute after a page is closed"),
    TimeClass.COUNT: _("stays: counts without persons"),
    TimeClass.SETTING: _("stays as long as it is in use"),
}


def months_before(at: dt.datetime, n_months: int) -> dt.datetime:
    """Go back whole months on the calendar; the 31st becomes the last day there is."""
    years, month = divmod(at.year * 12 + at.month - 1 - n_months, 12)
    next_month = dt.date(years + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004  # December
    day = min(at.day, (next_month - DAY).day)
    return at.replace(year=years, month=month + 1, day=day)


_LAST = dt.datetime.max.replace(tzinfo=dt.UTC) - 3660 * DAY

Find = Callable[[dt.datetime, int, int], Sequence[int]]
"""(before, after, limit) → ids that are due, ascending, all above `after`."""
Drop = Callable[[Sequence[int]], int]
"""Takes these rows away, in the caller's transaction; gives how many went."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """How rows of one kind are found when their time is over, and how they go.

    `upkeep` begins a run and gives what is told, between transactions, how many went each time.
    `finish` runs after the last batch, outside a transaction, and gives how many more went.
    """

    find: Find
    drop: Drop
    finish: Callable[[dt.datetime], int] | None = None
    upkeep: Callable[[], Callable[[int], None]] = lambda: lambda _n_dropped: None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Tables of one kind of thing, their class, and how they go; no sweep: `why` says so."""

    key: str
    label: Words
    tables: tuple[str, ...]
    time: TimeClass
    sweep: Sweep | None = None
    why: Words = ""
    can_be_held: bool = False


class TableTwice(Exception):  # noqa: N818  # named after the broken promise
    """One table has two classes."""


KEPT: dict[str, Kept] = {}


def keep(*kinds: Kept) -> None:
    """Enter kinds in the register; raises `TableTwice`."""
    for kind in kinds:
        taken = {table for each in KEPT.values() for table in each.tables}
        if twice := taken.intersection(kind.tables) or ({kind.key} & KEPT.keys()):
            raise TableTwice(sorted(twice))
        KEPT[kind.key] = kind


def kind_of(table: str) -> Kept | None:
    """Find what is said of a table, by its label (`desk.Case`)."""
    return next((kind for kind in KEPT.values() if table in kind.tables), None)


def rows_before(due: Callable[[dt.datetime], QuerySet[Any]]) -> Sweep:
    """Sweep a table by a query of what is due; rows go with all that hangs on them."""

    def find(before: dt.datetime, after: int, limit: int) -> Sequence[int]:
        rows = due(before).filter(pk__gt=after).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    def drop(ids: Sequence[int]) -> int:
        due(_LAST).filter(pk__in=ids).delete()
        return len(ids)

    return Sweep(find=find, drop=drop)


def rows_at_once(due: Callable[[dt.datetime], QuerySet[Any]]) -> Sweep:
    """Sweep a table that stays small, in one statement."""
    return Sweep(
        find=lambda _before, _after, _limit: (),
        drop=len,
        finish=lambda before: due(before).delete()[0],
    )


def due_kinds() -> Iterable[Kept]:
    """Kinds that have a sweep, in the order of the register."""
    return [kind for kind in KEPT.values() if kind.sweep is not None]
