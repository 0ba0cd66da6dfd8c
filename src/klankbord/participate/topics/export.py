"""Mentions as a file: a table, or posts as JSON Lines; written out page by page."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from klankbord.core.post import encode_post
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mentions_shown, numbered_posts_shown
from klankbord.participate.topics.search import Search, every_id

COLUMNS = (
    "published_at",
    "platform",
    "author",
    "handle",
    "language",
    "title",
    "text",
    "url",
    "source",
    "replies",
    "reposts",
    "likes",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def stream_export(request: HttpRequest, search: Search, form: str) -> StreamingHttpResponse:
    """Send all mentions of a search as `form` (a key of `EXPORTS`), never all in memory."""
    content_type, write = EXPORTS[form]
    pieces = write(search)
    # Under ASGI a plain iterator would be read to its end first.
    body = _async(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="mentions.{form}"'
    return response


def _csv(search: Search) -> Iterator[bytes]:
    # The mark at the start tells spreadsheet programs that this is UTF-8.
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + _lines([COLUMNS])
    for ids in every_id(search):
        yield _lines([_values(row) for row in mentions_shown(ids)])


def _jsonl(search: Search) -> Iterator[bytes]:
    """Our post format; colleagues who are masked have no name, no address, no platform id."""
    for ids in every_id(search):
        posts = reversed(numbered_posts_shown(ids))
        yield b"".join(encode_post(post) + b"\n" for _number, post in posts)


def _values(row: Mention) -> tuple[object, ...]:
    return (
        row.published_at.isoformat(),
        row.platform,
        row.author.name,
        row.author.handle,
        row.language,
        row.title,
        row.text,
        row.url,
        row.source.name,
        row.n_replies,
        row.n_reposts,
        row.n_likes,
    )


def _lines(rows: list[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _harmless(value: object) -> object:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


async def _async(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)


EXPORTS: dict[str, tuple[str, Callable[[Search], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "jsonl": ("application/jsonl; charset=utf-8", _jsonl),
}
