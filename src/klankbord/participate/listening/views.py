"""Screens of listening: sources, how they do, and files that somebody brings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.jobs.queries import job_progress
from klankbord.participate.listening import actions, queries
from klankbord.participate.listening.doors.page import door_of
from klankbord.participate.listening.importing import job_key
from klankbord.participate.listening.listing import (
    how_all_do,
    source_rows,
    warning_rows,
    worst_first,
)
from klankbord.participate.listening.models import Push, Source
from klankbord.participate.listening.platforms import PLATFORMS
from klankbord.participate.listening.reasons import sentence
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
CHANGERS = (Role.MANAGER, Role.ADMINISTRATOR)
_N_GAPS = 20


@allow(*TEAM)
@no_personal_data("names and health of sources, no posts")
@require_GET
def source_list(request: MemberRequest) -> HttpResponse:
    """Every source, and how it does."""
    now = timezone.now()
    rows = source_rows(list(queries.sources_listed()), now)
    context = {
        "rows": worst_first(rows),
        "headline": how_all_do(rows),
        "now": now,
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "listening/source_list.html", context)


@allow(*TEAM)
@no_personal_data("health and warnings of a source, no posts")
@require_GET
def source_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How one source does, what it could not give, and what we could not hear."""
    now = timezone.now()
    source = get_object_or_404(queries.sources_listed(), pk=pk)
    brought = getattr(source, "file_import", None)
    context = {
        "source": source,
        "file_import": brought,
        "progress": job_progress(job_key(brought)) if brought else None,
        "row": source_rows([source], now)[0],
        "is_awaited": queries.is_awaited(source, now),
        "bars": queries.day_bars([source.pk], queries.local_day(now))[source.pk],
        "platform": PLATFORMS.get(source.connector),
        "door": door_of(source) if request.user.has_role(*CHANGERS) else None,
        "push": Push.objects.filter(source=source, until_at__gt=now).first(),
        "warnings": warning_rows(source),
        "gaps": [
            (gap, sentence(gap.reason, gap.reason_values)) for gap in source.gaps.all()[:_N_GAPS]
        ],
        "set_aside": queries.deliveries_set_aside(source)[:_N_GAPS],
        "now": now,
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "listening/source_detail.html", context)


@allow(*CHANGERS)
@no_personal_data("switches a source off")
@require_POST
def source_pause(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop visiting a source."""
    actions.pause_source(source=_source(pk), at=timezone.now(), actor=_actor(request))
    messages.success(request, _("Paused. What is said there now, we do not hear."))
    return redirect("listening:source-detail", pk=pk)


@allow(*CHANGERS)
@no_personal_data("switches a source on")
@require_POST
def source_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Visit a source again."""
    actions.resume_source(source=_source(pk), at=timezone.now(), actor=_actor(request))
    messages.success(request, _("We visit this source again, starting now."))
    return redirect("listening:source-detail", pk=pk)


@allow(*CHANGERS)
@no_personal_data("makes a visit due")
@require_POST
def source_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Do not wait for the next visit."""
    if actions.run_source_now(source=_source(pk), at=timezone.now()):
        messages.success(request, _("The visit starts within seconds."))
    else:
        messages.warning(request, _("This source is paused. Resume it first."))
    return redirect("listening:source-detail", pk=pk)


@allow(*CHANGERS)
@no_personal_data("asks before a source is deleted")
@require_http_methods(["GET", "POST"])
def source_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete a source with all that it gave, after asking."""
    source = _source(pk)
    if request.method == "POST":
        actions.delete_source(source=source, at=timezone.now(), actor=_actor(request))
        messages.success(request, _("The source is being deleted, with everything it gave."))
        return redirect("listening:source-list")
    return render(request, "listening/source_delete.html", {"source": source})


def _source(pk: int) -> Source:
    return get_object_or_404(Source, pk=pk, erase_asked_at=None)


def _actor(request: MemberRequest) -> str:
    return f"member:{request.user.pk}"
