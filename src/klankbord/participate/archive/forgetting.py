"""What mentions leave behind when they go: authors and hashtags that nobody is heard with."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction

from klankbord.participate.archive.models import (
    Arrival,
    DayTally,
    Hashtag,
    Mention,
    TallyKind,
)
from klankbord.participate.archive.months import note_change
from klankbord.participate.archive.queries import ids_in
from klankbord.participate.archive.rows import (
    AUTHORS,
    HASHTAGS,
    MENTIONS,
    decode_extra,
    key_of,
)
from klankbord.participate.archive.store import store
from klankbord.participate.archive.tally import keys_counted
from klankbord.trust.retention.pacing import Pace

_LEAST_THINNED = 2_000  # entries, a megabyte of index: merged in one step without harm
_MOST_THINNED = 100_000  # five times as many were wiped in 270 ms of processor time for one page


def sweep_names() -> int:
    """Forget authors and hashtags of whom nothing is kept; gives how many authors went."""
    n_authors = _drop_unheard_authors()
    _drop_unheard_hashtags()
    return n_authors


class Thinning:
    """Has the index forget before much of it is marked as gone.

    A merge counts the pages that it writes. Of a word that only the oldest mentions said nothing
    is left to write: it reads and wipes on, through all that is marked, in one transaction. The
    price of asking often is that each time the whole index is written anew, in short turns.
    """

    def __init__(self) -> None:
        self._n_left, self._n_gone = Mention.objects.count(), 0

    def note_gone(self, n_gone: int) -> None:
        """Take note of a batch, outside its transaction."""
        self._n_left -= n_gone
        self._n_gone += n_gone
        if self._n_gone > max(min(self._n_left, _MOST_THINNED), _LEAST_THINNED):
            store().merge_unindexed()
            self._n_gone = 0


def drop_tallies_before(day: dt.date) -> None:
    """Forget who and which hashtags were heard on days before; the plain counts stay."""
    pace = Pace()
    for key in list(DayTally.objects.filter(day__lt=day).order_by("day").values_list("pk")):
        with pace.turn():  # one row of a busy day is as large as many mentions
            DayTally.objects.filter(pk=key[0]).delete()


def _drop_unheard_authors() -> int:
    """One walk over the mentions without a lock; what came in since then is asked for again."""
    heard, pace = _Heard("author_id", lambda number: (number,)), Pace()
    n_dropped = 0
    for ids in pace.cut(_unheard_authors()):
        heard.catch_up()
        with pace.turn():
            store().wait_for_other_writers()
            heard.catch_up()
            silent = set(ids) - heard.keys
            store().delete_by_ids(AUTHORS, silent)
        n_dropped += len(silent)
    return n_dropped


def _unheard_authors() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {AUTHORS} EXCEPT SELECT author_id FROM {MENTIONS}"  # noqa: S608  # our own names
        )
        return [row[0] for row in cursor.fetchall()]


def _drop_unheard_hashtags() -> None:
    """The same: which tags are counted is read before, which came in since then under the lock."""
    heard, pace = _Heard("extra", _hashtag_keys), Pace()
    counted = keys_counted(TallyKind.HASHTAG)
    silent = [pk for pk in Hashtag.objects.values_list("pk", flat=True) if pk not in counted]
    for ids in pace.cut(sorted(silent)):
        heard.catch_up()
        with pace.turn():
            store().wait_for_other_writers()
            heard.catch_up()
            store().delete_by_ids(HASHTAGS, set(ids) - heard.keys)


def _hashtag_keys(extra: str) -> list[int]:
    return [key_of(tag) for tag in decode_extra(extra).hashtags]


class _Heard:
    """Keys in one column of all mentions that came in, or were edited, since now.

    Under the lock only what came in a moment ago is left to read.
    """

    def __init__(self, column: str, keys_in: Callable[[Any], Iterable[int]]) -> None:
        self._column, self._keys_in = column, keys_in
        self._newest = Arrival.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.keys: set[int] = set()

    def catch_up(self) -> None:
        for arrival in Arrival.objects.filter(pk__gt=self._newest).order_by("pk"):
            for row in store().read_by_ids(MENTIONS, (self._column,), ids_in(arrival)):
                self.keys.update(self._keys_in(row[0]))
            self._newest = arrival.pk


def ids_of_authors(author_ids: frozenset[int]) -> list[int]:
    """Find all mentions of some authors; one walk over the table."""
    if not author_ids:
        return []
    rows = Mention.objects.filter(author_id__in=author_ids).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def ids_of_reposts(post_ids: frozenset[str]) -> list[int]:
    """Find mentions that only repeat one of these posts; one walk over the table."""
    repeated = Mention.objects.exclude(repost_of="").order_by("pk")
    rows = repeated.values_list("pk", "platform", "repost_of").iterator(chunk_size=2000)
    return [pk for pk, platform, of in rows if {of, f"{platform}:{of}"} & post_ids]


def strip_quotes(post_ids: frozenset[str]) -> int:
    """Cut posts loose from one of these that they quote: their raw payload holds its words too."""
    rows = Mention.objects.filter(extra__has_key="quote_of").only("pk", "platform", "extra")
    n_stripped = 0
    for row in rows.iterator(chunk_size=500):
        of = row.extra.get("quote_of", "")
        if {of, f"{row.platform}:{of}"} & post_ids:
            left = {key: row.extra[key] for key in row.extra.keys() - {"raw", "quote_of"}}
            with transaction.atomic():
                Mention.objects.filter(pk=row.pk).update(extra=left)
                note_change(ids=[row.pk], must_forget=True)
            n_stripped += 1
    return n_stripped
