"""Mentions as a file, in every form that posts leave the house in; written out page by page."""

from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, StreamingHttpResponse

from klankbord.core.exchange.forms import FORMS
from klankbord.core.post import Post
from klankbord.participate.archive.queries import numbered_posts_shown
from klankbord.participate.topics.search import Search, every_id
from klankbord.ui.streaming import stream_file

# Tells spreadsheet programs that a table is UTF-8.
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()


def stream_export(request: HttpRequest, search: Search, name: str) -> StreamingHttpResponse:
    """Send all mentions of a search in a form (a key of `FORMS`), never all in memory."""
    form = FORMS[name]
    pieces = form.write(_posts(search))
    if name == "csv":
        pieces = chain([_MARK], pieces)
    return stream_file(request, pieces, kind=form.media_type, name=f"mentions{form.ending}")


def _posts(search: Search) -> Iterator[Post]:
    """Newest first; colleagues who are masked have no name, no address, no platform id."""
    for ids in every_id(search):
        for _number, post in reversed(numbered_posts_shown(ids)):
            yield post
