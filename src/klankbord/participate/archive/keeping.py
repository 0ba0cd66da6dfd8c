"""How a batch of posts becomes rows: new ones in, known ones updated, everything counted.

All of it runs inside one transaction of `actions.keep_posts`, in statements that each take the
whole batch.
"""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CASCADE
from django.db.models.fields.reverse_related import ForeignObjectRel

from klankbord.core.text.tokens import index_words
from klankbord.participate.archive.models import DayCount, Forgotten, Mention, TallyKind
from klankbord.participate.archive.queries import stories_of
from klankbord.participate.archive.rows import (
    AUTHOR_COLUMNS,
    AUTHORS,
    DAY_COUNTS,
    FORGOTTEN,
    HASH_BITS,
    HASHTAGS,
    MENTION_COLUMNS,
    MENTIONS,
    Draft,
    author_rows,
    bumped,
    counts_of,
    decode_extra,
    keep_language,
    key_of,
    mention_row,
    post_key,
    search_keys,
    whole_id,
    without_quote,
    without_raw,
)
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Entry
from klankbord.participate.archive.tally import add_to_tallies, counted

_KNOWN_COLUMNS = (
    "id",
    "platform",
    "external_id",
    "content_hash",
    "n_replies",
    "n_reposts",
    "n_likes",
    "extra",
    "language",
)
_EDITED_COLUMNS = (
    "title",
    "text",
    "url",
    "thread",
    "in_reply_to",
    "repost_of",
    "extra",
    "content_hash",
    "n_replies",
    "n_reposts",
    "n_likes",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of a mention that comes in again."""

    id: int
    platform: str
    external_id: str
    content_hash: int
    counts: tuple[int, ...]
    extra: str
    language: str

    def is_counted_otherwise(self, item: Draft) -> bool:
        """Whether answers, reposts, likes or views differ from what we know."""
        views = item.post.engagement.views
        return self.counts != counts_of(item.post) or decode_extra(self.extra).views != views

    @property
    def post_id(self) -> str:
        """The id that its post has."""
        return f"{self.platform}:{self.external_id}"


@dataclass(frozen=True)
class Sorted:
    """A batch, told apart: never seen, said otherwise than before, counted otherwise."""

    new: list[Draft]
    edited: list[tuple[Known, Draft]]
    recounted: list[Draft]


def sort_out(items: Sequence[Draft], *, fresh_from: int) -> Sorted:
    """Tell new posts from known ones; a post whose id belongs to another moves up one.

    A post said after the second `fresh_from` that is not where its time says is looked up by its
    own id: sources that give no date, or change it, must not make a second mention of it.
    """
    known = _known_by_id(items)
    known |= _known_elsewhere(
        [item for item in items if item.second >= fresh_from and item.id not in known]
    )
    result = Sorted([], [], [])
    taken: set[int] = set()
    for item in items:
        standing = _own_row(item, known, taken)
        taken.add(item.id)
        if standing is None:
            result.new.append(item)
            continue
        keep_language(item, language=standing.language, extra=standing.extra)
        if standing.content_hash != item.content_hash:
            result.edited.append((standing, item))
        elif standing.is_counted_otherwise(item):
            result.recounted.append(item)
    result.new.sort(key=lambda item: item.id)
    return result


def _known_elsewhere(items: Sequence[Draft]) -> dict[int, Known]:
    """Find posts that stand at another time, and lead their drafts there."""
    found = _ids_of_posts([item.post.id for item in items]) if items else {}
    rows = {row.id: row for row in _read_known(sorted({n for ids in found.values() for n in ids}))}
    known: dict[int, Known] = {}
    for item in items:
        ids = found.get(item.post.id, ())
        own = [n for n in ids if n in rows and rows[n].post_id == item.post.id]
        if own:
            item.id = min(own)
            item.second = item.id >> HASH_BITS
            known[item.id] = rows[item.id]
    return known


def ids_of_post(post_id: str) -> list[int]:
    """Ids that the search index has for a post: one, if it is kept."""
    return _ids_of_posts([post_id]).get(post_id, [])


def _ids_of_posts(post_ids: Sequence[str]) -> dict[str, list[int]]:
    tokens = {post_key(post_id): post_id for post_id in post_ids}
    return {tokens[token]: ids for token, ids in store().ids_by_key(list(tokens)).items()}


def _known_by_id(items: Sequence[Draft]) -> dict[int, Known]:
    rows = _read_known([item.id for item in items])
    known = {row.id: row for row in rows}
    wanted = {item.id: item.post.id for item in items}
    if any(row.post_id != wanted[row.id] for row in rows) or len(wanted) < len(items):
        # A place is taken: look a few places on, which no batch of ours outruns.
        ids = {number for item in items for number in _places(item.id)}
        known |= {row.id: row for row in _read_known(sorted(ids))}
    return known


def _places(number: int) -> Iterable[int]:
    for _ in range(8):
        yield number
        number = bumped(number)


def _own_row(item: Draft, known: dict[int, Known], taken: set[int]) -> Known | None:
    """Move the draft to its own place; give the row that stands there, if it is its own."""
    while True:
        standing = known.get(item.id)
        if item.id not in taken and (standing is None or standing.post_id == item.post.id):
            return standing
        item.id = bumped(item.id)


def _read_known(ids: Sequence[int]) -> list[Known]:
    rows = store().read_by_ids(MENTIONS, _KNOWN_COLUMNS, ids)
    return [Known(row[0], row[1], row[2], row[3], row[4:7], *row[7:]) for row in rows]


def write_authors(items: Iterable[Draft]) -> None:
    """Add authors, or renew what is known of them."""
    names = ", ".join(AUTHOR_COLUMNS)
    marks = ", ".join(["%s"] * len(AUTHOR_COLUMNS))
    renewed = ("handle", "name", "url", "followers")
    table = AUTHORS
    differs = " OR ".join(f"{table}.{name} IS DISTINCT FROM excluded.{name}" for name in renewed)
    told = "COALESCE(excluded.is_bot, archive_author.is_bot)"  # a source may tell nothing of it
    differs += f" OR {table}.is_bot IS DISTINCT FROM {told}"
    values = ", ".join([*(f"{name} = excluded.{name}" for name in renewed), f"is_bot = {told}"])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names of our own columns
            f" ON CONFLICT (id) DO UPDATE SET {values} WHERE {differs}",
            author_rows(items),
        )


def write_new(items: Sequence[Draft], source_id: int) -> None:
    """Add rows and index entries of posts that were never here."""
    rows = [mention_row(item, source_id) for item in items]
    if connection.vendor == "sqlite":
        rows = [(*row[:12], _sqlite_time(row[12]), *row[13:]) for row in rows]
    store().insert(MENTIONS, MENTION_COLUMNS, rows)
    store().index([entry_of(item) for item in items])


def write_edited(items: Sequence[Draft]) -> None:
    """Put the new words in place of the old ones, in the row and in the index.

    Who said it, where, when, in which language, and from which source: the first word counts.
    """
    places = [MENTION_COLUMNS.index(column) for column in _EDITED_COLUMNS]
    rows = [mention_row(item, 0) for item in items]
    update_rows(_EDITED_COLUMNS, [(*(row[place] for place in places), row[0]) for row in rows])
    stories = stories_of([item.id for item in items])
    store().unindex([item.id for item in items])
    store().index([entry_of(item, story=stories.get(item.id)) for item in items])


def write_counts(items: Sequence[Draft]) -> None:
    """Renew how often a post was answered, repeated, liked and seen."""
    rows = [(*counts_of(item.post), item.extra, item.id) for item in items]
    update_rows(("n_replies", "n_reposts", "n_likes", "extra"), rows)


def update_rows(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set columns of mentions; each row holds their values and ends with the id."""
    if not rows:
        return
    values = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {MENTIONS} SET {values} WHERE id = %s",  # noqa: S608  # names of our own columns
            rows,
        )


def strip_payloads(ids: Sequence[int]) -> None:
    """Take the raw payload off mentions whose file holds it, unless it changes meanwhile."""
    rows = store().read_by_ids(MENTIONS, ("id", "extra"), ids)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {MENTIONS} SET extra = %s WHERE id = %s AND CAST(extra AS text) = %s",  # noqa: S608  # our own name
            [(without_raw(extra), number, extra) for number, extra in rows],
        )


def delete_mentions(ids: Sequence[int]) -> None:
    """Take rows away, with what hangs on them further up; a statement a table.

    Django would first ask every table what there is: six times the work, while others wait.
    """
    for table, column, goes_along in _hanging_on_mentions():
        if goes_along:
            store().delete_by_ids(table, ids, column=column)
        else:
            store().release_by_ids(table, ids, column=column)
    store().delete_by_ids(MENTIONS, ids)


@cache
def _hanging_on_mentions() -> list[tuple[str, str, bool]]:
    """Table, column, and whether rows go along: what stands further up said so of its key."""
    fields = Mention._meta.get_fields(include_hidden=True)  # noqa: SLF001  # Django calls it public
    relations = [field for field in fields if isinstance(field, ForeignObjectRel)]
    return [
        (each.field.model._meta.db_table, str(each.field.column), each.on_delete is CASCADE)  # noqa: SLF001  # Django calls it public
        for each in relations
    ]


def entry_of(item: Draft, *, story: int | None = None) -> Entry:
    """Cut a post into what is searched."""
    return Entry(item.id, index_words(item.post), search_keys(item.post, story=story))


def _sqlite_time(moment: dt.datetime) -> str:
    """Write it as Django's backend does: UTC, without a zone."""
    return str(moment.astimezone(dt.UTC).replace(tzinfo=None))


class LocalDays:
    """Whole days of the organisation's own time zone; each quarter of an hour is asked once."""

    def __init__(self, zone: zoneinfo.ZoneInfo) -> None:
        self._zone = zone
        self._days: dict[int, dt.date] = {}

    def day_of(self, second: int) -> dt.date:
        """Find the day on the organisation's calendar of a second since 1970."""
        quarter = second // 900
        if quarter not in self._days:
            self._days[quarter] = dt.datetime.fromtimestamp(quarter * 900, self._zone).date()
        return self._days[quarter]


def count_new(items: Sequence[Draft], source_id: int, days: LocalDays) -> None:
    """Add new posts to the counts a day, and their authors and hashtags to the tallies."""
    dated = [(days.day_of(item.second), item) for item in items]
    add_to_day_counts(
        Counter((day, item.post.platform, item.post.lang, source_id) for day, item in dated)
    )
    add_to_tallies(TallyKind.AUTHOR, counted((day, item.author_id, 1) for day, item in dated))
    count_hashtags([(day, item.hashtags, 1) for day, item in dated])


def add_to_day_counts(counts: Counter[tuple[dt.date, str, str, int]]) -> None:
    """Add to the rows a day; one statement for the batch."""
    table = DAY_COUNTS
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (day, platform, language, source_id, n_mentions)"  # noqa: S608  # our own name
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (day, platform, language, source_id)"
            f" DO UPDATE SET n_mentions = {table}.n_mentions + excluded.n_mentions",
            [(_day(key[0]), *key[1:], n) for key, n in sorted(counts.items())],
        )


def _day(day: dt.date) -> str:
    return day.isoformat()


def count_hashtags(rows: Iterable[tuple[dt.date, Sequence[str], int]]) -> None:
    """Add (day, folded tags of one post, +1 or -1); a tag counts once a post."""
    tags: dict[int, str] = {}
    changes: list[tuple[dt.date, int, int]] = []
    for day, folded, change in rows:
        for tag in folded:
            number = key_of(tag)
            tags[number] = tag
            changes.append((day, number, change))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {HASHTAGS} (id, tag) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608  # our own name
            sorted(tags.items()),
        )
    add_to_tallies(TallyKind.HASHTAG, counted(changes))


def recount_edited(pairs: Sequence[tuple[Known, Draft]], days: LocalDays) -> None:
    """Take the hashtags of the old words out of the tallies and add those of the new."""
    rows = []
    for known, item in pairs:
        day = days.day_of(item.second)
        rows.append((day, decode_extra(known.extra).hashtags, -1))
        rows.append((day, item.hashtags, 1))
    count_hashtags(rows)


def uncount(mentions: Sequence[Mention], days: LocalDays) -> None:
    """Take mentions that go out of all counts again."""
    dated = [(days.day_of(mention.pk >> HASH_BITS), mention) for mention in mentions]
    counts = Counter((day, row.platform, row.language, row.source_id) for day, row in dated)
    table = DAY_COUNTS
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET n_mentions = n_mentions - %s"  # noqa: S608  # our own name
            " WHERE day = %s AND platform = %s AND language = %s AND source_id = %s",
            [(n, _day(key[0]), *key[1:]) for key, n in sorted(counts.items())],
        )
    DayCount.objects.filter(n_mentions=0).delete()
    add_to_tallies(TallyKind.AUTHOR, counted((day, row.author_id, -1) for day, row in dated))
    count_hashtags([(day, row.extra.get("hashtags", ()), -1) for day, row in dated])


def not_forgotten(items: list[Draft]) -> list[Draft]:
    """Leave out authors who asked to be forgotten, and posts that their platform took away."""
    if not items or not Forgotten.objects.exists():
        return items
    keys = {key for item in items for key in (item.author_id, *_said_by(item), *_quoted_by(item))}
    refused = {row[0] for row in store().read_by_ids(FORGOTTEN, ("id",), sorted(keys))}
    for item in items:
        if not refused.isdisjoint(_quoted_by(item)):
            item.extra = without_quote(item.extra)
    return [item for item in items if refused.isdisjoint({item.author_id, *_said_by(item)})]


def _said_by(item: Draft) -> list[int]:
    """Keys of a post and of the one whose words it only repeats."""
    post = item.post
    ids = [post.id, whole_id(post.repost_of, post.platform)] if post.repost_of else [post.id]
    return [key_of(text) for text in ids]


def _quoted_by(item: Draft) -> list[int]:
    post = item.post
    return [key_of(whole_id(post.quote_of, post.platform))] if post.quote_of else []
