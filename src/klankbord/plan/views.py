"""The home page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.ambassadors.guidelines.awareness.queries import is_invited
from klankbord.ambassadors.guidelines.declarations import SITUATION
from klankbord.ambassadors.pulse.declarations import ASKED
from klankbord.ambassadors.pulse.queries import round_for
from klankbord.people.access import MemberRequest, allow_guests
from klankbord.people.models import Role
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.reputation.lines.queries import lines_in_force
from klankbord.trust.register import declares

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)


@allow_guests
@declares(SITUATION, ASKED)
@require_GET
def plan(request: MemberRequest) -> HttpResponse:
    """For the team the three phases, measured; for colleagues what is theirs."""
    if request.user.is_guest:
        return redirect("community:feed")
    lines = lines_in_force(on=timezone.localdate())
    if not request.user.has_role(*TEAM):
        now = timezone.now()
        context = {
            "lines": lines,
            "is_invited": is_invited(request.user, at=now),
            "pulse": round_for(request.user, at=now),
        }
        return render(request, "plan/welcome.html", context)
    phases = plan_measured(at=timezone.now())
    context = {"phases": phases, "best": next_best_step(phases), "lines": lines}
    return render(request, "plan/plan.html", context)
