"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from klankbord.people.access import allow_members
from klankbord.trust.register import no_personal_data


@allow_members
@no_personal_data("shows counts of things")
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Three phases, each step with its measured state."""
    return render(request, "plan/plan.html")
