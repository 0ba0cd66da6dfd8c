"""Opening a door, and giving it another address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.participate.listening.doors import actions
from klankbord.participate.listening.doors.forms import DoorForm
from klankbord.participate.listening.models import Door
from klankbord.participate.listening.platforms import PLATFORMS
from klankbord.participate.listening.views import CHANGERS
from klankbord.people.access import MemberRequest, allow
from klankbord.trust.register import no_personal_data


@allow(*CHANGERS)
@no_personal_data("opens a way in, nothing came yet")
@require_http_methods(["GET", "POST"])
def door_add(request: MemberRequest) -> HttpResponse:
    """A page for anybody, or an address for a program."""
    form = DoorForm(request.POST or None, chosen=request.GET.get("kind", ""))
    if request.method == "POST" and form.is_valid():
        door = actions.open_door(
            **form.cleaned_data, at=timezone.now(), actor=f"member:{request.user.pk}"
        )
        messages.success(request, _("It is open. Its address stands below."))
        return redirect("listening:source-detail", pk=door.source_id)
    platform = PLATFORMS.get(str(form["kind"].value())) if form["kind"].is_hidden else None
    return render(request, "listening/door_add.html", {"form": form, "platform": platform})


@allow(*CHANGERS)
@no_personal_data("changes an address and a secret")
@require_POST
def door_renew(request: MemberRequest, pk: int) -> HttpResponse:
    """Another address; the old one opens nothing any more."""
    door = get_object_or_404(Door, source_id=pk, source__erase_asked_at=None)
    actions.renew_door(door=door, at=timezone.now(), actor=f"member:{request.user.pk}")
    messages.success(request, _("The address and its secret are new. Tell whoever uses them."))
    return redirect("listening:source-detail", pk=pk)
