"""A button for the works council: see for yourself that a check leaves nothing behind."""

import re
import secrets
import time

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from klankbord.ambassadors.guidelines.checking import look_at
from klankbord.ambassadors.guidelines.proof import search_for
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data

_MARKER = re.compile(r"[0-9a-f]{24}")
_LONGEST = 86_400.0  # seconds that a marker may be old


@sensitive_post_parameters()
@never_cache
@allow(Role.COUNCIL, Role.ADMINISTRATOR)
@no_personal_data("a random marker goes through the check, and is searched for")
@require_http_methods(["GET", "POST"])
def check_proof(request: MemberRequest) -> HttpResponse:
    """First the marker is looked at like a post; then it is searched for, in a second request."""
    marker = request.POST.get("marker", "")
    if not _MARKER.fullmatch(marker):
        marker = secrets.token_hex(12)
        return _page(request, marker=marker, step="look")
    if request.POST.get("step") != "search":
        look_at(text=f"{marker} BSN 123456782", pictures=(), on=timezone.localdate())
        return _page(request, marker=marker, step="search", since=f"{time.time():.0f}")
    since = max(_seconds(request.POST.get("since", "")), time.time() - _LONGEST)
    return _page(request, marker=marker, step="done", search=search_for(marker, since=since))


def _page(request: MemberRequest, **context: object) -> HttpResponse:
    return render(request, "guidelines/check_proof.html", context)


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() and len(text) < 12 else 0.0  # noqa: PLR2004  # of the epoch
