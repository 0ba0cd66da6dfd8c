"""The lines that an open page hears, and the sign that somebody writes."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk.declarations import PRESENCE
from klankbord.reputation.desk.listing import read_id
from klankbord.reputation.desk.live.hub import HUB, newest_event
from klankbord.reputation.desk.live.pages import Page
from klankbord.reputation.desk.live.presence import note_typing
from klankbord.reputation.desk.page import find_case
from klankbord.reputation.desk.views import SEERS
from klankbord.trust.register import declares

_MOST_MISSED = 400  # events: who was away for longer looks at the whole page anyway


@allow(*SEERS)
@declares(PRESENCE)
@require_GET
def list_stream(request: MemberRequest) -> StreamingHttpResponse:
    """What happens at the desk, for the list."""
    return _stream(request, None)


@allow(*SEERS)
@declares(PRESENCE)
@require_GET
def case_stream(request: MemberRequest, pk: int) -> StreamingHttpResponse:
    """Who looks and writes at one case, and that it changed."""
    return _stream(request, find_case(pk).pk)


@allow(*SEERS)
@declares(PRESENCE)
@require_POST
def case_typing(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody writes."""
    note_typing(case=find_case(pk).pk, member=request.user.pk, at=timezone.now())
    return HttpResponse(status=204)


def _stream(request: MemberRequest, case: int | None) -> StreamingHttpResponse:
    said = request.headers.get("Last-Event-ID", "") or request.GET.get("since", "")
    newest = newest_event()
    since = min(read_id(said) or newest, newest)
    page = Page(request.user.pk, case, max(since, newest - _MOST_MISSED))
    response = StreamingHttpResponse(HUB.lines(page), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold lines back
    return response
