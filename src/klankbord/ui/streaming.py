"""Files that are written while they are sent: never all in memory."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def stream_file(
    request: HttpRequest, pieces: Iterator[bytes], *, kind: str, name: str
) -> StreamingHttpResponse:
    """Send pieces as a file to keep, each when it is made; `kind` is its media type."""
    # Under ASGI a plain iterator would be read to its end first.
    body = _async(pieces) if isinstance(request, ASGIRequest) else pieces
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(body, content_type=kind, headers=headers)


async def _async(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    return next(pieces, None)
