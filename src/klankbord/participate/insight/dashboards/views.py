"""Screens of dashboards: the list, one of them, its PDF, and the form."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.dashboards.actions import delete_dashboard
from klankbord.participate.insight.dashboards.forms import (
    MAILED,
    SHARED,
    SHOWN,
    DashboardForm,
    first_times,
    read_choices,
    values_of,
)
from klankbord.participate.insight.dashboards.letters import language_of
from klankbord.participate.insight.dashboards.queries import (
    EDITORS,
    READERS,
    Outcome,
    dashboard_for,
    dashboards_for,
    figures_of,
    last_outcomes,
    may_change,
    may_read,
    wants_letters,
)
from klankbord.participate.insight.dashboards.report import write_report
from klankbord.participate.insight.dashboards.schedule import next_due
from klankbord.participate.insight.declarations import DASHBOARDS, OVERVIEW
from klankbord.participate.insight.models import Dashboard
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.views import shown
from klankbord.participate.listening.queries import local_day
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.views import member_of
from klankbord.participate.understanding.declarations import READINGS
from klankbord.people.access import allow
from klankbord.people.models import Role
from klankbord.people.queries import house_zone
from klankbord.trust.register import declares


@dataclass(frozen=True)
class Line:
    """A dashboard in the list: who sees it, when it is mailed, how that went."""

    dashboard: Dashboard
    readers: str
    mailed: str
    outcome: Outcome | None
    may_change: bool


@require_GET
@allow(*READERS)
@declares(DASHBOARDS)
def dashboard_list(request: HttpRequest) -> HttpResponse:
    """What the member made, and what is shared with them."""
    member, rows = member_of(request), dashboards_for(member_of(request))
    outcomes, zone = last_outcomes(rows), house_zone()
    lines = [
        Line(
            row,
            _readers(row),
            _mailed(row, zone),
            outcomes.get(row.pk),
            may_change=may_change(row, member),
        )
        for row in rows
    ]
    context = {"lines": lines, "may_make": member.has_role(*EDITORS), "member": member}
    return render(request, "insight/dashboard_list.html", context)


@require_GET
@allow(*READERS)
@declares(DASHBOARDS, OVERVIEW, READINGS, GROUPS)
def dashboard_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview as it was chosen, with the figures of now."""
    dashboard, member = _mine(request, pk), member_of(request)
    own = {
        "dashboard": dashboard,
        "may_change": may_change(dashboard, member),
        "readers": _readers(dashboard),
        "mailed": _mailed(dashboard, house_zone()),
        "wants_letters": wants_letters(dashboard, member),
        "outcome": last_outcomes([dashboard]).get(pk),
        "shut_out": [
            each.member for each in dashboard.readers.all() if not may_read(dashboard, each.member)
        ],
    }
    try:
        figures = figures_of(dashboard, today=local_day(timezone.now()))
    except Topic.DoesNotExist:
        return render(request, "insight/dashboard_empty.html", own)
    context = shown(figures, Chosen.read(dashboard.choices)) | own
    return render(request, "insight/overview.html", context)


@require_GET
@allow(*READERS)
@declares(DASHBOARDS, OVERVIEW, READINGS, GROUPS)
def dashboard_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    dashboard, now = _mine(request, pk), timezone.now()
    try:
        figures = figures_of(dashboard, today=local_day(now))
    except Topic.DoesNotExist as error:
        raise Http404 from error
    report = write_report(
        name=dashboard.name,
        figures=figures,
        chosen=Chosen.read(dashboard.choices),
        language=language_of(member_of(request)),
        at=now,
    )
    headers = {"Content-Disposition": f'attachment; filename="{report.file_name}"'}
    return HttpResponse(report.pdf, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(DASHBOARDS)
def dashboard_add(request: HttpRequest) -> HttpResponse:
    """Keep what the overview shows under a name."""
    period = Period.read(request.GET, today=local_day(timezone.now()))
    return _edited(request, None, read_choices(request.GET, period.n_days) | first_times())


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(DASHBOARDS)
def dashboard_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it shows, who reads it, and when it is mailed."""
    dashboard = _changeable(request, pk)
    return _edited(request, dashboard, values_of(dashboard))


@require_POST
@allow(*EDITORS)
@declares(DASHBOARDS)
def dashboard_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it, for everybody."""
    dashboard = _changeable(request, pk)
    delete_dashboard(dashboard=dashboard, by=member_of(request), at=timezone.now())
    messages.success(request, _("The dashboard “%(name)s” is deleted.") % {"name": dashboard.name})
    return redirect("insight:dashboard-list")


def _edited(
    request: HttpRequest, dashboard: Dashboard | None, begin: dict[str, Any]
) -> HttpResponse:
    member = member_of(request)
    form = DashboardForm(request.POST or None, initial=begin, by=member)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(dashboard=dashboard, by=member, at=timezone.now())
        if kept is not None:
            messages.success(request, _("Saved. This is what its readers see."))
            return redirect("insight:dashboard-detail", kept.pk)
    parts = [
        (title, [form[name] for name in names])
        for title, names in (
            (_("What it shows"), SHOWN),
            (_("Who may read it"), SHARED),
            (_("By mail"), MAILED),
        )
    ]
    context = {"form": form, "parts": parts, "dashboard": dashboard, "zone": house_zone().key}
    return render(request, "insight/dashboard_edit.html", context)


def _mine(request: HttpRequest, pk: int) -> Dashboard:
    dashboard = dashboard_for(member_of(request), pk)
    if dashboard is None:
        raise Http404
    return dashboard


def _changeable(request: HttpRequest, pk: int) -> Dashboard:
    dashboard = _mine(request, pk)
    if not may_change(dashboard, member_of(request)):
        raise Http404
    return dashboard


def _readers(dashboard: Dashboard) -> str:
    """With whom it is shared, in words; empty where with nobody."""
    roles = [str(Role(role).label) for role in dashboard.roles]
    names = sorted(each.member.name for each in dashboard.readers.all())
    return ", ".join([*roles, *names])


def _mailed(dashboard: Dashboard, zone: dt.tzinfo) -> str:
    """How often, and when next; empty where never."""
    due = next_due(dashboard, timezone.now(), zone)
    if due is None:
        return ""
    here = localtime(due, zone)
    return _("%(rhythm)s, next on %(day)s at %(time)s") % {
        "rhythm": dashboard.get_rhythm_display(),
        "day": date_format(here, "l j F"),
        "time": time_format(here, "H:i"),
    }
