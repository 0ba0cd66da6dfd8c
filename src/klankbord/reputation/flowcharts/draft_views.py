"""Work on a draft: the drawing and a form side by side, and what the draft would change."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.core.flow import chart_problems, coverage_of
from klankbord.people.access import MemberRequest, allow
from klankbord.reputation.flowcharts import actions, page, queries
from klankbord.reputation.flowcharts.declarations import WAYS
from klankbord.reputation.flowcharts.editing import Document
from klankbord.reputation.flowcharts.forms import FlowForm
from klankbord.reputation.flowcharts.models import Flow, FlowVersion, VersionAlreadyPublished
from klankbord.reputation.flowcharts.problem_words import told_problem
from klankbord.reputation.flowcharts.replaying import past_cases, replay_cases
from klankbord.reputation.flowcharts.views import CHANGERS
from klankbord.reputation.flowcharts.wording import CHANGES
from klankbord.trust.register import declares, no_personal_data

LAST_MONTH = dt.timedelta(days=30)
MOST_SHOWN = 100


def draft_or_404(pk: int) -> FlowVersion:
    """The draft of a flow."""
    drafts = FlowVersion.objects.select_related("flow")
    return get_object_or_404(drafts, flow=pk, published_at=None)


def editor(
    request: MemberRequest, draft: FlowVersion, template: str, *, key: str = "", **more: Any
) -> HttpResponse:
    """The page on which a draft is changed: the drawing, a form, problems and examples."""
    chart = queries.chart_of(draft)
    told = [told_problem(problem) for problem in chart_problems(chart)]
    url = reverse("flowcharts:step-edit", args=[draft.flow_id, "STEP"]) + "#form"
    context = {
        "flow": draft.flow,
        "draft": draft,
        "title": page.words_in(chart.title, chart.id),
        "before": queries.version_before(draft),
        "picture": page.picture_of(
            chart,
            url=url,
            current=key,
            faulty=page.faulty_steps(told),
            path=more.pop("path", ()),
        ),
        "steps": page.steps_in_words(chart),
        "problems": told,
        "examples": page.examples_in_words(chart),
        "share": coverage_of(chart).share,
        "untried": page.untried_in_words(chart),
    }
    return render(request, template, context | more)


def keep(request: MemberRequest, draft: FlowVersion, document: Document) -> bool:
    """Keep a changed draft; says what is the matter and gives False where that is not possible."""
    asked = request.POST.get("revision", "")
    revision = int(asked) if asked.isdecimal() and len(asked) < 9 else 0  # noqa: PLR2004  # fits a column
    try:
        actions.change_draft(version=draft, document=document, revision=revision)
    except actions.DraftChanged:
        words = _("A colleague changed this draft meanwhile. Look at it again, then change it.")
        messages.error(request, words)
    except actions.FlowHasProblems as refused:
        for told in map(told_problem, refused.problems):
            messages.error(request, f"{told.where}: {told.sentence} {told.remedy}")
    except VersionAlreadyPublished:
        messages.error(request, _("This version was published meanwhile, so it stays as it is."))
    else:
        return True
    return False


@allow(*CHANGERS)
@no_personal_data("flows, without any case")
@require_http_methods(["GET", "POST"])
def draft_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The draft as a whole: its words and its first step."""
    draft = draft_or_404(pk)
    chart = queries.chart_of(draft)
    form = FlowForm(request.POST or None, chart=chart, steps=page.step_choices(chart))
    if request.method == "POST" and form.is_valid():
        keep(request, draft, form.changed(draft.document))
        return redirect("flowcharts:draft-detail", pk=pk)
    return editor(request, draft, "flowcharts/draft_detail.html", form=form)


@allow(*CHANGERS)
@no_personal_data("starts a draft")
@require_POST
def draft_start(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on from the version in force."""
    flow = get_object_or_404(Flow, pk=pk)
    actions.start_draft(flow=flow, by=request.user, at=timezone.now())
    return redirect("flowcharts:draft-detail", pk=pk)


@allow(*CHANGERS)
@no_personal_data("deletes a draft")
@require_http_methods(["GET", "POST"])
def draft_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    draft = draft_or_404(pk)
    if request.method == "POST":
        try:
            actions.delete_draft(version=draft, by=request.user, at=timezone.now())
        except VersionAlreadyPublished:
            messages.error(request, _("A colleague was first. Look at the flow again."))
        return redirect("flowcharts:flow-list")
    context = {"flow": draft.flow, "draft": draft, "title": _title(draft)}
    return render(request, "flowcharts/draft_delete.html", context)


def _title(draft: FlowVersion) -> str:
    return page.words_in(queries.chart_of(draft).title, draft.flow.key)


@allow(*CHANGERS)
@no_personal_data("publishes a draft")
@require_http_methods(["GET", "POST"])
def version_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the draft in force, or say everything that stands in the way."""
    draft = draft_or_404(pk)
    if request.method == "POST":
        try:
            actions.publish_version(version=draft, by=request.user, at=timezone.now())
        except actions.FlowHasProblems:
            messages.error(request, _("Not published: see what has to be mended first."))
            return redirect("flowcharts:version-publish", pk=pk)
        except (actions.DraftChanged, VersionAlreadyPublished):
            messages.error(request, _("A colleague was first. Look at the flow again."))
            return redirect("flowcharts:flow-detail", pk=pk)
        messages.success(request, _("Published. New cases take this version."))
        return redirect("flowcharts:flow-detail", pk=pk)
    return editor(request, draft, "flowcharts/version_publish.html")


@allow(*CHANGERS)
@declares(WAYS)
@require_GET
def draft_replay(request: MemberRequest, pk: int) -> HttpResponse:
    """The cases of the last month through the draft: which would go another way."""
    draft = draft_or_404(pk)
    chart = queries.chart_of(draft)
    now = timezone.now()
    replay = replay_cases(chart, past_cases(draft.flow, since=now - LAST_MONTH, until=now))
    rows = [
        {
            "case": row.case,
            "parts_at": page.way_words(chart, [row.parts_at]),
            "before": page.way_words(chart, row.rest_before),
            "after": page.way_words(chart, row.rest_after),
            "change": CHANGES[row.change],
            "state": row.change,
        }
        for row in replay.changed[:MOST_SHOWN]
    ]
    context = {
        "flow": draft.flow,
        "draft": draft,
        "title": _title(draft),
        "rows": rows,
        "n_cases": len(replay.rows),
        "n_changed": len(replay.changed),
        "counts": [(words, replay.counts.get(key, 0)) for key, words in CHANGES.items()],
    }
    return render(request, "flowcharts/draft_replay.html", context)
