"""From the sample to an own organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from klankbord.people.access import allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data


@allow(Role.ADMINISTRATOR)
@no_personal_data("being written")
@require_http_methods(["GET", "POST"])
def start_own(request: HttpRequest) -> HttpResponse:
    """Remove the sample and start with an own organisation."""
    return render(request, "site/start_own.html")
