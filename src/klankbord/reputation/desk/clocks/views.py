"""Screens of the desk's clocks: office hours, and the times within which we want to answer."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.people.queries import organisation
from klankbord.reputation.desk import wording
from klankbord.reputation.desk.clocks.forms import HoursForm, TargetForm
from klankbord.reputation.desk.clocks.models import OfficeHours, Target
from klankbord.reputation.desk.clocks.running import begin_with_usual_targets
from klankbord.reputation.desk.models import Severity
from klankbord.trust.audit import record
from klankbord.trust.register import no_personal_data

CHANGERS = (Role.MANAGER, Role.ADMINISTRATOR)


@allow(*CHANGERS)
@no_personal_data("office hours and targets")
@require_http_methods(["GET", "POST"])
def clock_list(request: MemberRequest) -> HttpResponse:
    """When the desk is open, and how quickly it wants to answer."""
    row = OfficeHours.objects.first()
    form = HoursForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        values = {"hours": form.hours, "country": form.cleaned_data["country"], "changed_at": now}
        OfficeHours.objects.update_or_create(pk=1, defaults=values)
        _record(request, "desk.hours-changed", now, hours=form.hours)
        messages.success(request, _("Kept. New cases are counted in these hours."))
        return redirect("desk:clock-list")
    house = organisation()
    context = {
        "form": form,
        "rows": [
            _row(target)
            for target in Target.objects.select_related("topic", "late_department", "late_member")
        ],
        "zone": house.time_zone if house else "",
    }
    return render(request, "desk/clock_list.html", context)


@allow(*CHANGERS)
@no_personal_data("times within which we want to answer")
@require_http_methods(["GET", "POST"])
def target_add(request: MemberRequest) -> HttpResponse:
    """Say how quickly for some cases."""
    platforms = sorted(wording.PLATFORM_NAMES.items(), key=lambda pair: pair[1])
    form = TargetForm(request.POST or None, platforms=platforms)
    if request.method == "POST" and form.is_valid():
        target = form.save()
        _record(request, "desk.target-added", timezone.now(), target=str(target))
        messages.success(request, _("Kept. It counts for cases that are opened from now on."))
        return redirect("desk:clock-list")
    return render(request, "desk/target_add.html", {"form": form})


@allow(*CHANGERS)
@no_personal_data("times within which we want to answer")
@require_POST
def target_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a time away; dates that stand on cases stay."""
    target = get_object_or_404(Target, pk=pk)
    _record(request, "desk.target-deleted", timezone.now(), target=str(target))
    target.delete()
    messages.success(request, _("Deleted. Dates that stand on cases stay."))
    return redirect("desk:clock-list")


@allow(*CHANGERS)
@no_personal_data("times within which we want to answer")
@require_POST
def target_usual(request: MemberRequest) -> HttpResponse:
    """Begin with usual times, one a severity."""
    with transaction.atomic():
        begin_with_usual_targets()
        _record(request, "desk.target-added", timezone.now(), target="usual")
    messages.success(request, _("These are a start: change what does not fit you."))
    return redirect("desk:clock-list")


def _row(target: Target) -> dict[str, Any]:
    severity = Severity(target.severity).label if target.severity else ""
    platform = wording.platform_name(target.platform) if target.platform else ""
    names = [severity, platform, target.topic.name if target.topic else ""]
    return {
        "target": target,
        "for": " · ".join(str(name) for name in names if name) or _("every case"),
        "first": wording.office_time(target.first_response),
        "conclusive": wording.office_time(target.conclusive),
        "late": wording.late_acts(target),
    }


def _record(request: MemberRequest, act: str, at: dt.datetime, **detail: Any) -> None:
    actor = f"member:{request.user.pk}"
    record(at=at, actor=actor, act=act, object="desk:clocks", detail=detail)
