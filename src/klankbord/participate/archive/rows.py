"""A post as the archive's rows, and back: ids, times, columns. No database here."""

import datetime as dt
import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import xxhash

from klankbord.core.post import (
    NO_RAW,
    Author,
    Batch,
    Engagement,
    Media,
    Post,
    decode_batch,
    encode_batch,
)
from klankbord.core.text.fields import hashtags_of
from klankbord.core.text.tokens import index_keys, key_token
from klankbord.participate.archive.languages import Heard, with_languages

FIRST_SECOND = 0  # 1970
LAST_SECOND = 4_102_444_799  # the end of 2099: what 33 bits hold with room to spare
HASH_BITS = 30
_HASH_MASK = (1 << HASH_BITS) - 1
_SIGNED_63 = (1 << 63) - 1
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MAX_COUNT = 2**31 - 1

MENTIONS, AUTHORS = "archive_mention", "archive_author"
HASHTAGS, DAY_COUNTS = "archive_hashtag", "archive_daycount"
FORGOTTEN = "archive_forgotten"
MENTION_COLUMNS = (
    "id",
    "external_id",
    "source_id",
    "author_id",
    "platform",
    "language",
    "title",
    "text",
    "url",
    "thread",
    "in_reply_to",
    "repost_of",
    "published_at",
    "n_replies",
    "n_reposts",
    "n_likes",
    "extra",
    "content_hash",
)
AUTHOR_COLUMNS = (
    "id",
    "platform",
    "external_id",
    "handle",
    "name",
    "url",
    "followers",
    "is_bot",
)


class Extra(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is shown of a mention but never asked for by column.

    `hashtags` are folded: those that the platform gave and those that stand in the text.
    `said_at` is the platform's own time where that lies outside what the archive can order;
    `source` is the place within a source that the post itself names (a subreddit, a site);
    `language_p` is how sure its language is where we read it from the text.
    """

    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    place: str = ""
    views: int | None = None
    quote_of: str = ""
    visibility: str = "public"
    bio: str = ""
    verified_links: tuple[str, ...] = ()
    said_at: str = ""
    source: str = ""
    language_p: float | None = None
    raw: msgspec.Raw = NO_RAW


_ID = operator.attrgetter("id")
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_encode = msgspec.json.Encoder().encode
decode_extra = msgspec.json.Decoder(Extra).decode


@dataclass(slots=True)
class Draft:
    """One post on its way into the table; the id may still be bumped."""

    id: int
    post: Post
    second: int
    author_id: int
    hashtags: tuple[str, ...]
    content_hash: int
    extra: str


def keep_language(item: Draft, *, language: str, extra: str) -> None:
    """Leave a mention the language that it has: days are counted by it."""
    if item.post.lang == language and item.extra == extra:
        return
    item.post = msgspec.structs.replace(item.post, lang=language)
    told = decode_extra(extra).language_p
    item.extra = _encode(
        msgspec.structs.replace(decode_extra(item.extra), language_p=told)
    ).decode()


def without_quote(extra: str) -> str:
    """Leave out which post is quoted, and the payload that holds its words."""
    kept = msgspec.structs.replace(decode_extra(extra), quote_of="", raw=NO_RAW)
    return _encode(kept).decode()


def without_raw(extra: str) -> str:
    """Leave out the platform's own payload."""
    return _encode(msgspec.structs.replace(decode_extra(extra), raw=NO_RAW)).decode()


def second_of(moment: dt.datetime) -> int:
    """Seconds since 1970, held between 1970 and 2099 so that every id keeps its order."""
    return min(max((moment - _EPOCH) // dt.timedelta(seconds=1), FIRST_SECOND), LAST_SECOND)


def id_at(moment: dt.datetime) -> int:
    """Find the smallest id that a mention of this second can have: ends of a period are ids."""
    return second_of(moment) << HASH_BITS


def moment_of(mention_id: int) -> dt.datetime:
    """Read the second, in UTC, that an id begins with."""
    return _EPOCH + dt.timedelta(seconds=mention_id >> HASH_BITS)


def mention_id(post_id: str, second: int) -> int:
    """Time first, then 30 bits of the post's own id: the same post always finds its own row."""
    return second << HASH_BITS | _print(post_id) & _HASH_MASK


def _print(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode())


def bumped(number: int) -> int:
    """Give the next id within the same second, for a post whose place is taken by another."""
    return number & ~_HASH_MASK | number + 1 & _HASH_MASK


def key_of(text: str) -> int:
    """63 bits of a hash: authors and hashtags need no look-up."""
    return _print(text) & _SIGNED_63


def drafts(posts: Sequence[Post], source: str) -> list[Draft]:
    """Lay out posts of one source, sorted by id; of the same post twice the last counts."""
    return sorted(
        {
            heard.post.id: _draft(heard, source) for heard in with_languages(_without_nul(posts))
        }.values(),
        key=_ID,
    )


def _draft(heard: Heard, source: str) -> Draft:
    post = heard.post
    second = second_of(post.published_at)
    hashtags = tuple(tag[:300] for tag in hashtags_of(post))
    extra = _encode(_extra(heard, second, hashtags))
    post = _cut(post, source)
    return Draft(
        id=mention_id(post.id, second),
        post=post,
        second=second,
        author_id=key_of(f"{post.platform}:{post.author.id}"),
        hashtags=hashtags,
        content_hash=_content_hash(post),
        extra=extra.decode(),
    )


def _content_hash(post: Post) -> int:
    """Hash all that an edit can change and the search index holds; counts are no content."""
    content = _encode(
        (
            (post.title, post.text, post.url, post.thread, post.in_reply_to, post.repost_of),
            (post.quote_of, post.place, post.visibility, post.source),
            (post.links, post.hashtags, post.mentions, post.media),
        )
    )
    return xxhash.xxh3_64_intdigest(content) & _SIGNED_63


def _extra(heard: Heard, second: int, hashtags: tuple[str, ...]) -> Extra:
    post = heard.post
    is_held = FIRST_SECOND < second < LAST_SECOND
    return Extra(
        links=post.links,
        hashtags=hashtags,
        mentions=post.mentions,
        media=post.media,
        place=post.place,
        views=post.engagement.views,
        quote_of=post.quote_of,
        visibility=post.visibility,
        bio=post.author.bio,
        verified_links=post.author.verified_links,
        said_at="" if is_held else post.published_at.isoformat(),
        source=post.source,
        language_p=heard.language_p,
        raw=post.raw or NO_RAW,
    )


def search_keys(post: Post, *, story: int | None = None) -> str:
    """Keys of the query language, and two of our own: this post, and the post it answers."""
    keys = [index_keys(post), post_key(post.id)]
    if story is not None:
        keys.append(key_token("story", str(story)))
    if post.in_reply_to:
        keys.append(reply_key(whole_id(post.in_reply_to, post.platform)))
    return " ".join(keys)


def post_key(post_id: str) -> str:
    """Name the key token by which one post is found, without an index on the big table."""
    return f"post:{key_of(post_id):x}"


def reply_key(post_id: str) -> str:
    """Name the key token of all answers to one post."""
    return f"reply:{key_of(post_id):x}"


def whole_id(text: str, platform: str) -> str:
    """Put the platform in front of an id that came without."""
    return text if text.startswith(f"{platform}:") else f"{platform}:{text}"


def mention_row(item: Draft, source_id: int) -> tuple[Any, ...]:
    """Lay out the values of `MENTION_COLUMNS`; the time as PostgreSQL takes it."""
    post = item.post
    return (
        item.id,
        post.external_id,
        source_id,
        item.author_id,
        post.platform,
        post.lang,
        post.title,
        post.text,
        post.url,
        post.thread,
        post.in_reply_to,
        post.repost_of,
        kept_time(item),
        *counts_of(post),
        item.extra,
        item.content_hash,
    )


def counts_of(post: Post) -> tuple[int, int, int]:
    """Answers, reposts and likes as the columns hold them."""
    given = post.engagement
    return _count(given.replies), _count(given.reposts), _count(given.likes)


def kept_time(item: Draft) -> dt.datetime:
    """Give the post's own time, or the end of our calendar that it lies beyond."""
    if FIRST_SECOND < item.second < LAST_SECOND:
        return item.post.published_at
    return _EPOCH + dt.timedelta(seconds=item.second)


def author_rows(items: Iterable[Draft]) -> list[tuple[Any, ...]]:
    """One row an author, the newest word about them counts; in the order of the table."""
    found = {item.author_id: item.post for item in items}
    return [_author_row(number, found[number]) for number in sorted(found)]


def _author_row(number: int, post: Post) -> tuple[Any, ...]:
    author = post.author
    followers = None if author.followers is None else max(author.followers, 0)
    return (
        number,
        post.platform,
        author.id[:300],
        author.handle[:300],
        author.name[:300],
        author.url[:2000],
        followers,
        author.is_bot,
    )


def post_of_row(row: Sequence[Any], author: Sequence[Any], source: str) -> Post:
    """Make the post again: `row` as `MENTION_COLUMNS`, `author` as `AUTHOR_COLUMNS`."""
    extra = decode_extra(row[16])
    return Post(
        id=f"{row[4]}:{row[1]}",
        platform=row[4],
        text=row[7],
        published_at=_aware(row[12]),
        author=Author(
            id=author[2],
            handle=author[3],
            name=author[4],
            url=author[5],
            followers=author[6],
            bio=extra.bio,
            verified_links=extra.verified_links,
            is_bot=None if author[7] is None else bool(author[7]),
        ),
        source=extra.source or source,
        url=row[8],
        title=row[6],
        lang=row[5],
        in_reply_to=row[10],
        repost_of=row[11],
        quote_of=extra.quote_of,
        thread=row[9],
        links=extra.links,
        hashtags=extra.hashtags,
        mentions=extra.mentions,
        media=extra.media,
        engagement=Engagement(row[13], row[14], row[15], extra.views),
        place=extra.place,
        visibility=extra.visibility,
        raw=extra.raw,
    )


def _aware(moment: dt.datetime) -> dt.datetime:
    """SQLite keeps UTC without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _count(number: int) -> int:
    return min(max(number, 0), _MAX_COUNT)


_CUTS = {
    "platform": 40,
    "lang": 8,
    "url": 2000,
    "thread": 500,
    "in_reply_to": 500,
    "repost_of": 500,
}


def _cut(post: Post, source: str) -> Post:
    """Cut what is longer than its column."""
    changes: dict[str, Any] = {
        name: getattr(post, name)[:length]
        for name, length in _CUTS.items()
        if len(getattr(post, name)) > length
    }
    if len(post.id) > 500:  # noqa: PLR2004  # the column's length
        changes["id"] = f"{post.platform}:{key_of(post.id):x}"
    return msgspec.structs.replace(post, source=post.source or source, **changes)


def _without_nul(posts: Sequence[Post]) -> Sequence[Post]:
    """Drop the one character that PostgreSQL cannot hold."""
    lines = encode_batch(Batch(tuple(posts)))
    if b"\\u0000" not in lines:
        return posts
    return decode_batch(_NUL.sub(rb"\1", lines)).posts
