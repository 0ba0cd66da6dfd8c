"""A member's own sessions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from klankbord.people.access import MemberRequest, allow_guests
from klankbord.people.declarations import SESSIONS
from klankbord.people.sessions import actions
from klankbord.people.sessions.models import MemberSession, handle_of
from klankbord.trust.register import declares

MOST = 100


@allow_guests
@declares(SESSIONS)
@require_GET
def session_list(request: MemberRequest) -> HttpResponse:
    """Where I am signed in."""
    mine = MemberSession.objects.filter(member=request.user, expire_date__gt=timezone.now())
    context = {
        "sessions": mine.only("handle", "browser", "used_on")[:MOST],
        "this_one": handle_of(request.session.session_key or ""),
    }
    return render(request, "people/session_list.html", context)


@allow_guests
@declares(SESSIONS)
@require_POST
def session_end(request: MemberRequest, handle: str) -> HttpResponse:
    """Sign out in one browser; somebody else's session does not exist here."""
    if not actions.end_session(member=request.user, handle=handle, at=timezone.now()):
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("people:session-list")


@allow_guests
@declares(SESSIONS)
@require_POST
def session_end_all(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    spare = request.session.session_key or ""
    n_ended = actions.end_sessions(member=request.user, at=timezone.now(), spare=spare)
    text = ngettext(
        "You are signed out in %(n)s other browser.",
        "You are signed out in %(n)s other browsers.",
        n_ended,
    )
    messages.success(request, text % {"n": n_ended})
    return redirect("people:session-list")
