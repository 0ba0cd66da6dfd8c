"""What mentions leave behind when they go: authors and hashtags that nobody is heard with."""

import datetime as dt
from typing import Any

from django.db import connection

from klankbord.participate.archive.models import (
    Arrival,
    Author,
    DayTally,
    Hashtag,
    Mention,
    TallyKind,
)
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


def sweep_names() -> int:
    """Forget authors and hashtags of whom nothing is kept; gives how many authors went."""
    n_authors = _drop_unheard_authors()
    _drop_unheard_hashtags()
    return n_authors


def drop_tallies_before(day: dt.date) -> None:
    """Forget who and which hashtags were heard on days before; the plain counts stay."""
    pace = Pace()
    for key in list(DayTally.objects.filter(day__lt=day).order_by("day").values_list("pk")):
        with pace.turn():  # one row of a busy day is as large as many mentions
            DayTally.objects.filter(pk=key[0]).delete()


def _drop_unheard_authors() -> int:
    """One walk over the mentions without a lock; what came in since then is asked for again."""
    newest, pace = _newest_arrival(), Pace()
    n_dropped = 0
    for ids in pace.cut(_unheard_authors()):
        with pace.turn():
            store().wait_for_other_writers()
            silent = set(ids) - {row[0] for row in _heard_since(newest, "author_id")}
            n_dropped += Author.objects.filter(pk__in=silent).delete()[0]
    return n_dropped


def _unheard_authors() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {AUTHORS} EXCEPT SELECT author_id FROM {MENTIONS}"  # noqa: S608  # our own names
        )
        return [row[0] for row in cursor.fetchall()]


def _drop_unheard_hashtags() -> None:
    """The same: which tags are counted is read before, which came in since then under the lock."""
    newest, pace = _newest_arrival(), Pace()
    counted = keys_counted(TallyKind.HASHTAG)
    silent = [pk for pk in Hashtag.objects.values_list("pk", flat=True) if pk not in counted]
    for ids in pace.cut(sorted(silent)):
        with pace.turn():
            store().wait_for_other_writers()
            rows = _heard_since(newest, "extra")
            said = {key_of(tag) for row in rows for tag in decode_extra(row[0]).hashtags}
            store().delete_by_ids(HASHTAGS, set(ids) - said)


def _newest_arrival() -> int:
    return Arrival.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _heard_since(arrival_id: int, column: str) -> list[tuple[Any, ...]]:
    """Read one column of all mentions that came in, or were edited, after an arrival."""
    arrivals = Arrival.objects.filter(pk__gt=arrival_id)
    ids = [number for arrival in arrivals for number in ids_in(arrival)]
    return store().read_by_ids(MENTIONS, (column,), ids)


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
            Mention.objects.filter(pk=row.pk).update(extra=left)
            n_stripped += 1
    return n_stripped
