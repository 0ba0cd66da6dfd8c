"""Mentions as a file, in every form that posts leave the house in; written out page by page."""

from collections.abc import AsyncIterator, Iterator
from itertools import chain

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from klankbord.core.exchange.forms import FORMS
from klankbord.core.post import Post
from klankbord.participate.archive.queries import numbered_posts_shown
from klankbord.participate.topics.search import Search, every_id

# Tells spreadsheet programs that a table is UTF-8.
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()


def stream_export(request: HttpRequest, search: Search, name: str) -> StreamingHttpResponse:
    """Send all mentions of a search in a form (a key of `FORMS`), never all in memory."""
    form = FORMS[name]
    pieces = form.write(_posts(search))
    if name == "csv":
        pieces = chain([_MARK], pieces)
    # Under ASGI a plain iterator would be read to its end first.
    body = _async(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(body, content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="mentions{form.ending}"'
    return response


def _posts(search: Search) -> Iterator[Post]:
    """Newest first; colleagues who are masked have no name, no address, no platform id."""
    for ids in every_id(search):
        for _number, post in reversed(numbered_posts_shown(ids)):
            yield post


async def _async(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
