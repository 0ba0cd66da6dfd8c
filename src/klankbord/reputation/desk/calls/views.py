"""The page of what waits for you, and ticking off a note."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.desk.calls.queries import calls_of, for_you
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.views import SEERS
from klankbord.reputation.desk.wording import call_words
from klankbord.trust.register import declares


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def for_you_list(request: MemberRequest) -> HttpResponse:
    """What waits for you at the desk."""
    now = timezone.now()
    mine = for_you(request.user, at=now)
    calls = [(call, call_words(call.event)) for call in mine.calls]
    context = {"mine": mine, "calls": calls, "now": now}
    return render(request, "desk/for_you.html", context)


@allow(*SEERS)
@declares(WORK)
@require_POST
def call_seen(request: MemberRequest, pk: int) -> HttpResponse:
    """Tick off a note that called you; somebody else's stays."""
    calls_of(request.user).filter(pk=pk).update(seen_at=timezone.now())
    return redirect("desk:for-you")
