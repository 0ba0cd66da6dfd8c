"""Copies that a count leaves out when every story counts once."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.rows import HASH_BITS, id_at
from klankbord.participate.stories.queries import copies_between
from klankbord.people.queries import house_zone


@dataclass(frozen=True)
class LeftOut:
    """How many copies there are, by what they are counted by."""

    by_day: Counter[dt.date] = field(default_factory=Counter)
    by_platform: Counter[str] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        """All of them."""
        return self.by_day.total()


def left_out(*, since: dt.date, until: dt.date) -> LeftOut:
    """Copies said on these days that do not stand for their story; both ends count."""
    first, last = ids_between(since=since, until=until)
    copies, days = copies_between(first, last), local_days()
    return LeftOut(
        Counter(days.day_of(copy.mention >> HASH_BITS) for copy in copies),
        Counter(copy.platform for copy in copies),
        Counter(copy.language for copy in copies),
    )


def ids_between(*, since: dt.date, until: dt.date) -> tuple[int, int]:
    """First and last id that a mention of these days can have, by the organisation's calendar."""
    here = house_zone()
    start = dt.datetime.combine(since, dt.time(), tzinfo=here)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), tzinfo=here)
    return id_at(start), id_at(end) - 1
