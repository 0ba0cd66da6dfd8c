"""Posts as rows of a CSV file, and back: every field has a column, lists and media are JSON.

Lost are only payloads longer than `MAX_RAW` characters, and the character NUL.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from klankbord.core.exchange.columns import raw_of
from klankbord.core.post import Author, Engagement, Media, Post

MAX_RAW = 500_000
"""Longest payload in a cell, in characters: a record of more than a million is read by nobody."""
_TEXTS = ("id", "platform", "source", "url", "title", "text", "lang", "published_at")
_AUTHOR = ("id", "handle", "name", "url", "followers", "bio", "verified_links", "is_bot")
_RELATIONS = ("in_reply_to", "repost_of", "quote_of", "thread")
_LISTS = ("links", "hashtags", "mentions", "media")
_COUNTS = ("replies", "reposts", "likes", "views")
COLUMNS = (
    *_TEXTS,
    *(f"author_{name}" for name in _AUTHOR),
    *_RELATIONS,
    *_LISTS,
    *_COUNTS,
    "place",
    "visibility",
    "raw",
)
HEADER = ",".join(COLUMNS)
_FLAGS = {"": None, "yes": True, "no": False}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS_AT_ONCE = 1_000


def csv_of(posts: Iterable[Post]) -> Iterator[bytes]:
    """Write posts as UTF-8 CSV with column names, some thousand rows at a time."""
    rows = map(cells_of, posts)
    part: list[list[str]] = [list(COLUMNS)]
    while part:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(part)
        yield out.getvalue().encode()
        part = list(islice(rows, _ROWS_AT_ONCE))


def cells_of(post: Post) -> list[str]:
    """Lay out one post in the order of `COLUMNS`."""
    author, counts = post.author, post.engagement
    raw = bytes(post.raw).decode()
    values = [
        *(getattr(post, name) for name in _TEXTS),
        *(getattr(author, name) for name in _AUTHOR),
        *(getattr(post, name) for name in (*_RELATIONS, *_LISTS)),
        *(getattr(counts, name) for name in _COUNTS),
        post.place,
        post.visibility,
        raw if len(raw) <= MAX_RAW else "",
    ]
    return [_cell(value) for value in values]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode() if value else ""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula; `_given` takes the mark off."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def _given(cell: str) -> str:
    is_marked = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if is_marked else cell


def post_of_cells(cells: Sequence[str]) -> Post:
    """Make the post of a row again; raises `ValueError` that names the wrong field."""
    row = dict(zip(COLUMNS, map(_given, cells), strict=True))
    author = {name: row[f"author_{name}"] for name in _AUTHOR}
    texts: dict[str, Any] = {name: row[name] for name in (*_TEXTS[:-1], *_RELATIONS)}
    post = Post(
        **texts,
        published_at=dt.datetime.fromisoformat(row["published_at"]),
        author=Author(
            **{name: author[name] for name in _AUTHOR[:4]},
            followers=_number(author["followers"]),
            bio=author["bio"],
            verified_links=_list(author["verified_links"]),
            is_bot=_flag(author["is_bot"]),
        ),
        **{name: _list(row[name]) for name in _LISTS[:-1]},
        media=_list(row["media"], tuple[Media, ...]),
        engagement=Engagement(
            **{name: _number(row[name]) or 0 for name in _COUNTS[:-1]},
            views=_number(row["views"]),
        ),
        place=row["place"],
        visibility=row["visibility"] or "public",
    )
    return msgspec.structs.replace(post, raw=raw_of(row["raw"])) if row["raw"] else post


def _list(cell: str, kind: Any = tuple[str, ...]) -> Any:
    return msgspec.json.decode(cell, type=kind) if cell else ()


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _flag(cell: str) -> bool | None:
    if cell not in _FLAGS:
        message = f"author_is_bot: {cell[:50]}"
        raise ValueError(message)
    return _FLAGS[cell]
