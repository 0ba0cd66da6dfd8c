"""The home page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.ambassadors.guidelines.awareness.queries import is_invited
from klankbord.ambassadors.guidelines.declarations import SITUATION
from klankbord.people.access import MemberRequest, allow_members
from klankbord.people.models import Role
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.reputation.lines.queries import lines_in_force
from klankbord.trust.register import declares

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)


@allow_members
@declares(SITUATION)
@require_GET
def plan(request: MemberRequest) -> HttpResponse:
    """For the team the three phases, measured; for colleagues what is theirs."""
    lines = lines_in_force(on=timezone.localdate())
    if not request.user.has_role(*TEAM):
        invited = is_invited(request.user, at=timezone.now())
        return render(request, "plan/welcome.html", {"lines": lines, "is_invited": invited})
    phases = plan_measured(at=timezone.now())
    context = {"phases": phases, "best": next_best_step(phases), "lines": lines}
    return render(request, "plan/plan.html", context)
