"""Members from a file: look first, then do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.actions import LastAdministrator
from klankbord.people.declarations import DIRECTORY_SYNC
from klankbord.people.imports import actions
from klankbord.people.imports.forms import AgreeForm, MembersFileForm
from klankbord.people.imports.models import MemberImport
from klankbord.people.models import Role
from klankbord.trust.register import declares

SHOWN = 50


@allow(Role.ADMINISTRATOR)
@declares(DIRECTORY_SYNC)
@require_http_methods(["GET", "POST"])
def import_members(request: MemberRequest) -> HttpResponse:
    """Give a file."""
    form = MembersFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        waiting = actions.keep_import(
            rows=form.rows,
            file_name=form.cleaned_data["file"].name,
            by=request.user,
            at=timezone.now(),
        )
        return redirect("people:import-check", pk=waiting.pk)
    return render(request, "people/import_members.html", {"form": form})


@allow(Role.ADMINISTRATOR)
@declares(DIRECTORY_SYNC)
@require_http_methods(["GET", "POST"])
def import_check(request: MemberRequest, pk: int) -> HttpResponse:
    """See what the file would change, and say yes."""
    waiting = get_object_or_404(MemberImport, pk=pk, by=request.user)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.carry_out(
                waiting=waiting, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except LastAdministrator:
            form.add_error(None, _("This would leave nobody who is administrator."))
        else:
            text = _("Done: %(joined)s joined, %(changed)s changed.")
            n_done = {"joined": len(plan.joining), "changed": len(plan.changing)}
            messages.success(request, text % n_done)
            return redirect("people:member-list")
    plan = actions.plan_of(waiting)
    context = {"form": form, "plan": plan, "waiting": waiting, "shown": f":{SHOWN}"}
    return render(request, "people/import_check.html", context)
