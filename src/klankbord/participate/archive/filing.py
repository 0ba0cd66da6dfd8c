"""Month files: history for other programs to read, and the only place of raw payloads.

A file says what the database says of its month, with the payloads that it held before and those
that came in since. So it may be written again at any time, and a killed writer is no trouble:
nothing is taken out of the database before the file is on the disk.
"""

import datetime as dt
from array import array
from collections.abc import Collection, Iterator

import xxhash
from django.db.models import F, Q, QuerySet

from klankbord.core.post import Post, encode_post
from klankbord.participate.archive.keeping import strip_payloads
from klankbord.participate.archive.models import MonthFile
from klankbord.participate.archive.months import month_after, months_of, span_of
from klankbord.participate.archive.parquet import (
    NUMBER,
    clear_drafts,
    only_writer,
    path_of,
    rows_in,
    write_file,
)
from klankbord.participate.archive.payloads import with_payloads
from klankbord.participate.archive.queries import mention_ids, numbered_posts
from klankbord.participate.archive.store import store
from klankbord.trust.retention.contract import MONTHS_KEPT, TimeClass, months_before
from klankbord.trust.retention.pacing import Pace

EVERY = dt.timedelta(days=1)  # what only grew is written again once a day
_READ_AT_ONCE = 1_000


def months_behind(*, at: dt.datetime) -> QuerySet[MonthFile]:
    """Files to be written now: something must go, or the last writing is a day ago."""
    is_old = Q(filed_at=None) | Q(filed_at__lt=at - EVERY)
    return _changed().filter(is_old | Q(must_forget=True)).order_by("month")


def _changed() -> QuerySet[MonthFile]:
    return MonthFile.objects.exclude(n_changes=F("n_filed"))


def file_months(*, at: dt.datetime) -> Iterator[dt.date]:
    """Write all files that are due; gives each month when it is done."""
    for month in list(months_behind(at=at).values_list("month", flat=True)):
        file_month(month=month, at=at)
        yield month


def forget_in_files(*, at: dt.datetime) -> int:
    """Write anew, before this returns, every file with something that must go."""
    months = _changed().filter(must_forget=True).order_by("month")
    found = list(months.values_list("month", flat=True))
    for month in found:
        file_month(month=month, at=at)
    return len(found)


def kept_until(month: dt.date) -> dt.date:
    """The day on which the last mention of a month is gone, and its file with it."""
    start = dt.datetime.combine(month_after(month), dt.time(), dt.UTC)
    return months_before(start, -MONTHS_KEPT[TimeClass.MENTION]).date()


def n_in_files(ids: Collection[int]) -> int:
    """How many of these mentions the files hold."""
    wanted = set(ids)
    paths = [path_of(month) for month in months_of(ids)]
    return sum(row[NUMBER] in wanted for path in paths for row in rows_in(path, [NUMBER]))


def file_month(*, month: dt.date, at: dt.datetime) -> None:
    """Write the file of one month, then take its payloads out of the database.

    What changes meanwhile is still behind afterwards, and comes along the next time.
    """
    with only_writer():
        clear_drafts()
        n_changes = MonthFile.objects.values_list("n_changes", flat=True).get(month=month)
        path, written = path_of(month), _Written()
        n_mentions = write_file(path, with_payloads(written.noted(_posts(month))))
        written.strip()
        done = MonthFile.objects.filter(month=month)
        if not n_mentions and done.filter(n_changes=n_changes).delete()[0]:
            return
        done.update(
            n_filed=n_changes,
            n_mentions=n_mentions,
            n_bytes=path.stat().st_size if n_mentions else 0,
            filed_at=at,
        )
        done.filter(n_changes=n_changes).update(must_forget=False)


def _posts(month: dt.date) -> Iterator[tuple[int, Post]]:
    for ids in mention_ids(batch_size=_READ_AT_ONCE, span=span_of(month)):
        yield from numbered_posts(ids)


class _Written:
    """Which posts brought a payload from the database, and how they stood there."""

    def __init__(self) -> None:
        self._ids, self._prints = array("q"), array("Q")

    def noted(self, rows: Iterator[tuple[int, Post]]) -> Iterator[tuple[int, Post]]:
        for number, post in rows:
            if post.raw:
                self._ids.append(number)
                self._prints.append(_print(post))
            yield number, post

    def strip(self) -> None:
        """Take payloads out of the database, where the post still is what the file holds."""
        pace, start = Pace(), 0
        for ids in pace.cut(self._ids):
            prints = dict(zip(ids, self._prints[start : start + len(ids)], strict=True))
            start += len(ids)
            with pace.turn():
                store().wait_for_other_writers()
                strip_payloads([n for n, post in numbered_posts(ids) if prints[n] == _print(post)])


def _print(post: Post) -> int:
    return xxhash.xxh3_64_intdigest(encode_post(post))
