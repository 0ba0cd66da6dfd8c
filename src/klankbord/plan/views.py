"""The home page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.models import Role
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.trust.register import no_personal_data

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)


@allow_members
@no_personal_data("shows counts of things, and of people only through their rooms' own limits")
@require_GET
def plan(request: MemberRequest) -> HttpResponse:
    """For the team the three phases, measured; for colleagues what is theirs."""
    if not request.user.has_role(*TEAM):
        return render(request, "plan/welcome.html")
    phases = plan_measured(at=timezone.now())
    context = {"phases": phases, "best": next_best_step(phases)}
    return render(request, "plan/plan.html", context)
