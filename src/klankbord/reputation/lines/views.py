"""Screens of a line: for all colleagues to read, for the desk to write, for another to approve."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.reputation.lines import actions, queries
from klankbord.reputation.lines.declarations import LINES
from klankbord.reputation.lines.forms import LineForm
from klankbord.reputation.lines.models import Line, LineVersion
from klankbord.trust.register import declares

DESK = tuple(dict.fromkeys((*actions.WRITERS, *actions.APPROVERS)))


@allow_members
@declares(LINES)
@require_GET
def line_list(request: MemberRequest) -> HttpResponse:
    """What colleagues may say now; for the desk also what is being written."""
    is_desk = request.user.has_role(*DESK)
    context = {
        "lines": [_shown(each) for each in queries.lines_in_force(on=timezone.localdate())],
        "drafts": queries.drafts() if is_desk else (),
        "may_write": request.user.has_role(*actions.WRITERS),
    }
    return render(request, "lines/line_list.html", context)


@allow_members
@declares(LINES)
@require_GET
def line_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One line; drafts and earlier versions are for the desk."""
    line = get_object_or_404(Line, pk=pk)
    is_desk = request.user.has_role(*DESK)
    current = queries.lines_in_force(on=timezone.localdate()).filter(line=line).first()
    draft = queries.draft_of(line) if is_desk else None
    if current is None and not is_desk:
        raise Http404
    published = line.versions.exclude(published_at=None).select_related("published_by")
    context = {
        "line": line,
        "current": _shown(current) if current else None,
        "draft": draft and _shown(draft),
        "earlier": published if is_desk else (),
        "may_write": request.user.has_role(*actions.WRITERS),
        "may_approve": request.user.has_role(*actions.APPROVERS),
        "is_own": draft is not None and draft.written_by_id == request.user.pk,
    }
    return render(request, "lines/line_detail.html", context)


@allow(*actions.WRITERS)
@declares(LINES)
@require_http_methods(["GET", "POST"])
def line_add(request: MemberRequest) -> HttpResponse:
    """Begin a line."""
    return _write(request, None)


@allow(*actions.WRITERS)
@declares(LINES)
@require_http_methods(["GET", "POST"])
def line_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Work on the draft, or begin the next version."""
    return _write(request, get_object_or_404(Line, pk=pk))


@allow(*actions.APPROVERS)
@declares(LINES)
@require_POST
def line_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody else than the writer lets it out."""
    draft = queries.draft_of(get_object_or_404(Line, pk=pk))
    try:
        read_at = request.POST.get("read_at", "")
        actions.publish_version(version=draft, by=request.user, at=timezone.now(), read_at=read_at)
    except actions.OwnWords:
        messages.error(request, _("You wrote this yourself: another pair of eyes has to approve."))
    except actions.DraftChanged:
        messages.error(request, _("The words changed while you read them: read them again."))
    else:
        messages.success(request, _("Published: every colleague sees it now."))
    return redirect("lines:line-detail", pk)


@allow(*actions.APPROVERS)
@declares(LINES)
@require_POST
def line_end(request: MemberRequest, pk: int) -> HttpResponse:
    """It is over."""
    line = get_object_or_404(Line, pk=pk)
    actions.end_line(line=line, by=request.user, at=timezone.now())
    messages.success(request, _("Colleagues do not see this line any more."))
    return redirect("lines:line-detail", pk)


def _write(request: MemberRequest, line: Line | None) -> HttpResponse:
    newest = line.versions.first() if line else None
    values = {} if line else {"title": request.GET.get("title", "")[:120]}
    form = LineForm(request.POST or None, instance=_copy(newest), initial=values)
    if request.method == "POST" and form.is_valid():
        version = actions.write_line(
            by=request.user, at=timezone.now(), line=line, **form.cleaned_data
        )
        messages.success(request, _("The draft is kept. Somebody else approves it."))
        return redirect("lines:line-detail", version.line_id)
    return render(request, "lines/line_change.html", {"form": form, "line": line})


def _copy(version: LineVersion | None) -> LineVersion | None:
    """The words to begin with; nothing of the row itself is changed by the form."""
    if version is not None:
        version.pk = None
    return version


def _shown(version: LineVersion) -> dict[str, Any]:
    language = "nl" if (get_language() or "").startswith("nl") else "en"
    is_dutch = language == "nl"
    return {
        "version": version,
        "happened": version.happened_nl if is_dutch else version.happened_en,
        "say": version.say_nl if is_dutch else version.say_en,
        "read_at": version.written_at.isoformat(),
    }
