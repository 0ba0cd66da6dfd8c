"""The way out of the letters of a dashboard, and back in, for who only reads it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.participate.insight.dashboards.actions import resume_letters, stop_letters
from klankbord.participate.insight.dashboards.letters import stop_of_token
from klankbord.participate.insight.dashboards.queries import READERS, dashboard_for
from klankbord.participate.insight.declarations import DASHBOARDS
from klankbord.participate.insight.models import Dashboard
from klankbord.people.access import MemberRequest, allow, allow_everybody
from klankbord.people.models import Member
from klankbord.trust.register import declares


@require_POST
@allow(*READERS)
@declares(DASHBOARDS)
def dashboard_mail(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop the letters to me, or ask for them again."""
    dashboard, now = dashboard_for(request.user, pk), timezone.now()
    if dashboard is None:
        raise Http404
    if "stop" in request.POST:
        stop_letters(dashboard=dashboard, member=request.user, at=now)
        messages.success(request, _("This dashboard is not mailed to you any more."))
    else:
        resume_letters(dashboard=dashboard, member=request.user, at=now)
        messages.success(request, _("This dashboard is mailed to you again."))
    return redirect("insight:dashboard-detail", pk)


@allow_everybody
@declares(DASHBOARDS)
@csrf_exempt  # mail programs press the button for people (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
def dashboard_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of a letter; only pressing the button counts, scanners merely open pages."""
    stop = stop_of_token(token)
    if stop is None:
        raise Http404
    dashboard = get_object_or_404(Dashboard, pk=stop[0])
    member = get_object_or_404(Member, pk=stop[1])
    if request.method == "POST":
        stop_letters(dashboard=dashboard, member=member, at=timezone.now())
    context = {"is_done": request.method == "POST", "dashboard": dashboard}
    return render(request, "insight/dashboard_stop.html", context)
