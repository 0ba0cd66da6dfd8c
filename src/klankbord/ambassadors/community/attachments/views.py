"""The pictures and files themselves, for who may read the words that they go along with."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.attachments.queries import file_name
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.people.access import MemberRequest, allow_guests
from klankbord.trust.register import declares

_PNG = b"\x89PNG"
# Asked again each time: who may no longer read it does not get it from the browser's own store.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@allow_guests
@declares(WORDS)
@require_GET
def attachment_open(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A picture as it is kept, or a file to save."""
    return _answer(request, pk, is_small=False)


@allow_guests
@declares(WORDS)
@require_GET
def attachment_small(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A picture as lists show it."""
    return _answer(request, pk, is_small=True)


def _answer(request: MemberRequest, pk: int, *, is_small: bool) -> HttpResponseBase:
    """Ask first whether the browser has it still: then no bytes are read."""
    listed = audience.attachments_readable(request.user).defer("content", "small")
    row = get_object_or_404(listed, pk=pk)
    etag = f'"{row.digest[:32]}{"s" if is_small else ""}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged or _content(row, is_small=is_small)
    for name, value in {**HEADERS, "ETag": etag, **_saving(row)}.items():
        answer.headers[name] = value
    return answer


def _content(row: Attachment, *, is_small: bool) -> HttpResponse:
    """A small copy of what was drawn may have become a JPEG to be small."""
    if not is_small or row.small is None:
        return HttpResponse(bytes(row.content), content_type=row.kind)
    small = bytes(row.small)
    kind = row.kind if small.startswith(_PNG) == (row.kind == "image/png") else "image/jpeg"
    return HttpResponse(small, content_type=kind)


def _saving(row: Attachment) -> dict[str, str]:
    """What is no picture is saved, never shown in our name."""
    value = content_disposition_header(not row.is_picture, file_name(row))
    return {"Content-Disposition": value or "attachment"}
