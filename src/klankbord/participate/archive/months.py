"""Months of the archive: which one an id belongs to, and that its file no longer says it all."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F

from klankbord.participate.archive.models import MonthFile
from klankbord.participate.archive.rows import HASH_BITS, id_at
from klankbord.participate.archive.store.contract import Span

_DAY_BITS = 86_400 << HASH_BITS
_FIRST = dt.date(1970, 1, 1)


def months_of(ids: Iterable[int]) -> set[dt.date]:
    """First days of the months (UTC) in which these mentions were said."""
    days = {number // _DAY_BITS for number in ids}
    return {(_FIRST + dt.timedelta(days=day)).replace(day=1) for day in days}


def month_after(month: dt.date) -> dt.date:
    """First day of the next month."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def span_of(month: dt.date) -> Span:
    """Ids that a month can have."""
    return Span(_start(month) - 1, _start(month_after(month)))


def _start(month: dt.date) -> int:
    return id_at(dt.datetime.combine(month, dt.time(), dt.UTC))


def note_change(*, ids: Iterable[int], must_forget: bool = False) -> None:
    """Say that the files of these mentions are behind, in the transaction that changes them."""
    months = months_of(ids)
    changes = {"n_changes": F("n_changes") + 1} | ({"must_forget": True} if must_forget else {})
    known = MonthFile.objects.filter(month__in=months)
    if known.update(**changes) == len(months):
        return
    new = months - set(known.values_list("month", flat=True))
    MonthFile.objects.bulk_create(
        [MonthFile(month=month, n_changes=1, must_forget=must_forget) for month in sorted(new)]
    )


def note_change_before(moment: dt.datetime) -> None:
    """Say of all files with mentions of before that something in them must go."""
    old = MonthFile.objects.filter(month__lte=moment.astimezone(dt.UTC).date())
    old.update(n_changes=F("n_changes") + 1, must_forget=True)
