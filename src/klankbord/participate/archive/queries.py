"""Read the archive: find mentions, walk threads, count days, name the most heard.

Days are whole days of the organisation's own calendar, and both ends of a period count.
"""

import array
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from django.db.models import Min, QuerySet, Sum

from klankbord.core.match import Query
from klankbord.core.match.facts import NO_FACTS, Facts
from klankbord.core.match.tree import Node, Value, walk
from klankbord.core.post import NO_RAW, Post
from klankbord.core.post import Author as PostAuthor
from klankbord.participate.archive.models import (
    Arrival,
    Author,
    DayCount,
    Hashtag,
    Mention,
    Reading,
    TallyKind,
)
from klankbord.participate.archive.rows import (
    AUTHOR_COLUMNS,
    AUTHORS,
    MENTION_COLUMNS,
    MENTIONS,
    post_of_row,
)
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.archive.tally import top_of
from klankbord.participate.listening.models import Source
from klankbord.people.queries import accounts_masked

_MAX_PLATFORMS = 30
_MORE = 10  # times as many are asked where some of them have no name


@dataclass(frozen=True, kw_only=True)
class AuthorCount:
    """One author and how often they were heard; a colleague who is masked has no name here."""

    author: Author
    n_mentions: int
    is_masked: bool


class Saying(NamedTuple):
    """The words of a mention, and of which post it says that it repeats it."""

    id: int
    platform: str
    title: str
    text: str
    repost_of: str


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Who, where: a row a name, a cell a platform (0 where they were not heard)."""

    platforms: list[str]
    names: list[str]
    counts: list[list[int]]


def mention(mention_id: int) -> Mention | None:
    """One mention with its author and source, masked where it must be; None if it is not kept."""
    found = mentions_shown([mention_id])
    return found[0] if found else None


def mentions_shown(ids: Sequence[int]) -> list[Mention]:
    """Mentions as people may see them, newest first, with author and source; two queries."""
    rows = (
        Mention.objects.filter(pk__in=ids)
        .order_by("-pk")
        .select_related("author", "source", "reading")
    )
    return mask(list(rows))


def mask(mentions: list[Mention]) -> list[Mention]:
    """Take the names off colleagues who did not choose to be shown.

    Sets `is_masked` on every mention; on a masked one name, handle and addresses are gone.
    """
    hidden = masked_handles()
    for row in mentions:
        row.is_masked = is_hidden(row.author, hidden)
        if row.is_masked:
            row.author = Author(pk=row.author_id, platform=row.platform)
            row.url = ""
    return mentions


def masked_handles() -> frozenset[tuple[str, str]]:
    """Find (platform, folded handle) of colleagues who did not choose to be shown."""
    pairs = accounts_masked().values_list("platform", "handle")
    found = ((platform.casefold(), fold_handle(handle)) for platform, handle in pairs)
    return frozenset(pair for pair in found if pair[1])  # no handle is no colleague


def is_hidden(author: Author, hidden: frozenset[tuple[str, str]]) -> bool:
    """Whether an author is a colleague who must stay unnamed."""
    platform = author.platform.casefold()
    return (platform, fold_handle(author.handle)) in hidden


def fold_handle(handle: str) -> str:
    """One spelling for a handle: without the sign in front and without case."""
    return handle.strip().lstrip("@").casefold()


def posts_of(ids: Sequence[int]) -> list[Post]:
    """Posts by mention id, in the order of the table (oldest first); unknown ids are left out."""
    return [post for _number, post in numbered_posts(ids)]


def numbered_posts(ids: Sequence[int]) -> list[tuple[int, Post]]:
    """The same, each with its mention id: what a matcher reads."""
    rows = store().read_by_ids(MENTIONS, MENTION_COLUMNS, ids)
    author_ids = sorted({row[3] for row in rows})
    authors = store().read_by_ids(AUTHORS, AUTHOR_COLUMNS, author_ids)
    by_id = {author[0]: author for author in authors}
    names = dict(Source.objects.values_list("pk", "name"))
    return [
        (row[0], post_of_row(row, by_id[row[3]], names.get(row[2], "")))
        for row in rows
        if row[3] in by_id  # erased between the two look-ups
    ]


def numbered_posts_shown(ids: Sequence[int]) -> list[tuple[int, Post]]:
    """The same as people may see them: on a colleague's nothing is left that says whose it is."""
    return list(as_shown(numbered_posts(ids)))


def as_shown(rows: Iterable[tuple[int, Post]]) -> Iterator[tuple[int, Post]]:
    """Mask posts by their mention id, as everywhere."""
    hidden = masked_handles()
    for number, post in rows:
        yield number, _shown(number, post, hidden)


def _shown(number: int, post: Post, hidden: frozenset[tuple[str, str]]) -> Post:
    if (post.platform.casefold(), fold_handle(post.author.handle)) not in hidden:
        # The payload of a post about another holds that one, author and all.
        is_of_another = hidden and (post.repost_of or post.quote_of)
        return msgspec.structs.replace(post, raw=NO_RAW) if is_of_another else post
    return msgspec.structs.replace(
        post,
        id=f"{post.platform}:masked-{number}",
        author=PostAuthor(id="", handle=""),
        url="",
        mentions=(),
        raw=NO_RAW,
    )


def sayings_of(ids: Sequence[int]) -> list[Saying]:
    """Only what is said in these mentions, in the order of the table; unknown ids are left out."""
    return [Saying(*row) for row in store().read_by_ids(MENTIONS, Saying._fields, ids)]


def stories_of(ids: Sequence[int]) -> dict[int, int]:
    """Number of the story of each of these mentions that belongs to one."""
    rows = store().read_by_ids(MENTIONS, ("id", "story"), ids)
    return {number: story for number, story in rows if story is not None}


def story_facts(ids: Sequence[int]) -> list[Facts]:
    """What a query may ask of these mentions beside their posts, in their order."""
    known = stories_of(ids)
    return [{"story": str(known[number])} if number in known else NO_FACTS for number in ids]


def known_facts(ids: Sequence[int], query: Query | None) -> list[Facts]:
    """The same, and what the words say of mentions that were read, where the query asks for it."""
    facts = story_facts(ids)
    if query is None or not any(_asks_for_reading(node) for node in walk(query.tree)):
        return facts
    rows = Reading.objects.filter(pk__in=ids).values_list("pk", "sentiment", "intent")
    said = {number: {"sentiment": mood, "intent": intent} for number, mood, intent in rows}
    return [{**known, **said.get(number, {})} for number, known in zip(ids, facts, strict=True)]


def _asks_for_reading(node: Node) -> bool:
    return isinstance(node, Value) and node.field in {"sentiment", "intent"}


def mention_ids(
    *, batch_size: int, source_id: int | None = None, span: Span | None = None
) -> Iterator[list[int]]:
    """Ids of all mentions (of one source, of one span), oldest first, in batches.

    The table is walked once.
    """
    after, before = span or Span()
    kept = Mention.objects.order_by("pk")
    if source_id is not None:
        kept = kept.filter(source_id=source_id)
    if before is not None:
        kept = kept.filter(pk__lt=before)
    after = -1 if after is None else after
    while ids := list(kept.filter(pk__gt=after).values_list("pk", flat=True)[:batch_size]):
        yield ids
        after = ids[-1]


def mention_ids_of_source(source_id: int, *, batch_size: int) -> Iterator[list[int]]:
    """Ids of what one source gave, in batches."""
    return mention_ids(batch_size=batch_size, source_id=source_id)


def ids_in(arrival: Arrival) -> list[int]:
    """Unpack the ids of an arrival, ascending."""
    ids = array.array("q", bytes(arrival.mention_ids))
    if sys.byteorder == "big":
        ids.byteswap()
    return ids.tolist()


def n_mentions() -> int:
    """How many mentions are kept; read from the day counts."""
    return DayCount.objects.aggregate(n=Sum("n_mentions"))["n"] or 0


def first_day() -> dt.date | None:
    """The first day that anything was said; None in an empty archive."""
    first: dt.date | None = DayCount.objects.aggregate(first=Min("day"))["first"]
    return first


def volume_by_day(
    *, since: dt.date, until: dt.date, platform: str = "", source_id: int | None = None
) -> dict[dt.date, int]:
    """Mentions a day, every day of the period present, 0 where nothing was heard."""
    found = _counts(since, until)
    if platform:
        found = found.filter(platform=platform)
    if source_id is not None:
        found = found.filter(source_id=source_id)
    counts = dict(found.values_list("day").annotate(n=Sum("n_mentions")))
    n_days = (until - since).days + 1
    days = (since + dt.timedelta(days=step) for step in range(n_days))
    return {day: counts.get(day, 0) for day in days}


def day_counts(
    *, since: dt.date, until: dt.date, by: str = "platform"
) -> list[tuple[dt.date, str, int]]:
    """Mentions a day and `by` (platform, language or source__name), in order of day."""
    rows = _counts(since, until).values_list("day", by)
    return list(rows.annotate(n=Sum("n_mentions")).order_by("day", by))


def totals(*, since: dt.date, until: dt.date, by: str = "platform") -> dict[str, int]:
    """Mentions in the period by platform, language or source__name, most first."""
    rows = _counts(since, until).values_list(by).annotate(n=Sum("n_mentions"))
    return dict(rows.order_by("-n", by))


def totals_by_place(*, since: dt.date, until: dt.date) -> dict[tuple[str, str], int]:
    """Mentions in the period by platform and language."""
    rows = _counts(since, until).values_list("platform", "language")
    return {(one, other): n for one, other, n in rows.annotate(n=Sum("n_mentions"))}


def _counts(since: dt.date, until: dt.date) -> QuerySet[DayCount]:
    return DayCount.objects.filter(day__gte=since, day__lte=until).order_by()


def top_authors(*, since: dt.date, until: dt.date, n: int = 10) -> list[AuthorCount]:
    """Authors heard most in the period, exactly; colleagues masked as everywhere."""
    heard = top_of(TallyKind.AUTHOR, since=since, until=until, n=n)
    named = author_counts(dict(heard))
    if len(named) < len(heard) == n:  # posts that name nobody stand between them
        heard = top_of(TallyKind.AUTHOR, since=since, until=until, n=n * _MORE)
        named = author_counts(dict(heard))
    return named[:n]


def author_counts(counts: Mapping[int, int]) -> list[AuthorCount]:
    """Authors by number with how often they were heard, in this order; colleagues masked.

    Who has no handle is left out: their post names nobody.
    """
    authors = Author.objects.in_bulk(counts)
    hidden = masked_handles()
    return [
        _author_count(authors[pk], count, hidden)
        for pk, count in counts.items()
        if pk in authors and authors[pk].handle
    ]


def _author_count(
    author: Author, n_mentions: int, hidden: frozenset[tuple[str, str]]
) -> AuthorCount:
    if not is_hidden(author, hidden):
        return AuthorCount(author=author, n_mentions=n_mentions, is_masked=False)
    nobody = Author(pk=author.pk, platform=author.platform)
    return AuthorCount(author=nobody, n_mentions=n_mentions, is_masked=True)


def top_hashtags(*, since: dt.date, until: dt.date, n: int = 10) -> list[tuple[str, int]]:
    """Folded hashtags heard most in the period, with in how many mentions, exactly."""
    counts = dict(top_of(TallyKind.HASHTAG, since=since, until=until, n=n))
    tags = Hashtag.objects.in_bulk(counts)
    return [(tags[pk].tag, count) for pk, count in counts.items() if pk in tags]


def author_platform_matrix(*, since: dt.date, until: dt.date, n: int = 12) -> Matrix:
    """Who, where: the `n` names heard most, and on which platforms.

    A handle is one row wherever it is used; that it is the same person is not claimed. Colleagues
    who are masked are left out.
    """
    # Twice as many authors as rows: the same name may stand on several platforms.
    heard = [row for row in top_authors(since=since, until=until, n=n * 4) if not row.is_masked]
    table: dict[str, dict[str, int]] = {}
    shown: dict[str, str] = {}
    for row in heard:
        key = fold_handle(row.author.handle) or row.author.name
        shown.setdefault(key, row.author.name or row.author.handle)
        cells = table.setdefault(key, {})
        cells[row.author.platform] = cells.get(row.author.platform, 0) + row.n_mentions
    best = sorted(table, key=lambda key: (-sum(table[key].values()), key))[:n]
    platforms = list(totals(since=since, until=until))[:_MAX_PLATFORMS]
    return Matrix(
        platforms=platforms,
        names=[shown[key] for key in best],
        counts=[[table[key].get(platform, 0) for platform in platforms] for key in best],
    )
