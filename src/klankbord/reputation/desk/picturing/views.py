"""A picture of an answer, for who may see its case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from klankbord.people.access import allow
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.picturing.models import ReplyPicture
from klankbord.reputation.desk.views import SEERS
from klankbord.trust.register import declares


@allow(*SEERS)
@declares(CASES)
@require_GET
def reply_picture(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001  # idem as every view
    """The file itself; a row never changes, so that a browser may keep it."""
    row = get_object_or_404(ReplyPicture, pk=pk)
    return HttpResponse(
        bytes(row.content),
        content_type=row.kind,
        headers={"Cache-Control": "private, max-age=86400, immutable"},
    )
