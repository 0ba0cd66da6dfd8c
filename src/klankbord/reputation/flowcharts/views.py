"""Flows in force: the list, one flow drawn and in words, its figures, its versions."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.core.flow import chart_problems, coverage_of, write_document
from klankbord.core.flow.read import read_document
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.flowcharts import actions, page, queries
from klankbord.reputation.flowcharts.comparison import compare_charts
from klankbord.reputation.flowcharts.declarations import WAYS
from klankbord.reputation.flowcharts.figures import NodeFigures
from klankbord.reputation.flowcharts.figures import flow_figures as figures_of
from klankbord.reputation.flowcharts.forms import DocumentForm, EmptyForm
from klankbord.reputation.flowcharts.models import Flow, FlowVersion
from klankbord.reputation.flowcharts.problem_words import Told, told_problem
from klankbord.reputation.flowcharts.shipped import NAMES, shipped_chart
from klankbord.reputation.flowcharts.wording import STATES
from klankbord.trust.register import declares, no_personal_data

SEERS = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR, Role.EXPERT, Role.APPROVER)
CHANGERS = (Role.MANAGER, Role.ADMINISTRATOR)
PERIODS = (7, 30, 90, 365)


@allow(*SEERS)
@no_personal_data("flows, without any case")
@require_GET
def flow_list(request: MemberRequest) -> HttpResponse:
    """Every flow of the organisation."""
    language = page.language_now()
    rows = [(flow, flow.title_in(language)) for flow in queries.flows_listed()]
    context = {"rows": rows, "may_change": request.user.has_role(*CHANGERS)}
    return render(request, "flowcharts/flow_list.html", context)


@allow(*CHANGERS)
@no_personal_data("begins a flow, without any case")
@require_http_methods(["GET", "POST"])
def flow_add(request: MemberRequest) -> HttpResponse:
    """Begin a flow: with ours, with one question, or with a document."""
    chosen = request.POST.get("start", "")
    empty = EmptyForm(request.POST if chosen == "empty" else None)
    written = DocumentForm(request.POST if chosen == "document" else None)
    told: list[Told] = []
    if request.method == "POST":
        try:
            version = _begin(chosen, empty, written, request)
        except actions.FlowHasProblems as refused:
            told = [told_problem(problem) for problem in refused.problems]
        else:
            if version:
                return redirect("flowcharts:draft-detail", pk=version.flow_id)
    shipped = [(name, shipped_chart(name)) for name in NAMES]
    context = {
        "empty": empty,
        "written": written,
        "problems": told,
        "shipped": [
            (name, page.words_in(chart.title), page.words_in(chart.summary), len(chart.nodes))
            for name, chart in shipped
        ],
    }
    return render(request, "flowcharts/flow_add.html", context)


def _begin(
    chosen: str, empty: EmptyForm, written: DocumentForm, request: MemberRequest
) -> FlowVersion | None:
    """Make what was chosen; None where something has to be filled in first."""
    by, at = request.user, timezone.now()
    if chosen in NAMES:
        return actions.create_shipped_flow(name=chosen, by=by, at=at)
    if chosen == "empty" and empty.is_valid():
        document = actions.empty_document(key="flow", **empty.cleaned_data)
        return actions.create_flow(document=document, by=by, at=at)
    if chosen == "document" and written.is_valid():
        document, problems = read_document(written.cleaned_data["document"])
        if problems:
            raise actions.FlowHasProblems(problems)
        return actions.create_flow(document=document, by=by, at=at)
    return None


@allow(*SEERS)
@no_personal_data("flows, without any case")
@require_GET
def flow_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A flow as it is in force: drawn, in words, with its examples."""
    flow, version = flow_and_version(request, pk)
    chart = queries.chart_of(version)
    key = request.GET.get("step", "")
    example = request.GET.get("example", "")
    path = next((each.path for each in chart.examples if each.id == example), ())
    context = {
        "flow": flow,
        "title": page.words_in(chart.title),
        "summary": page.words_in(chart.summary),
        "version": version,
        "versions": flow.versions.defer("document"),
        "picture": page.picture_of(
            chart, url="?step=STEP#step", current=key, path=path, faulty=_faulty(version)
        ),
        "step": page.step_words(chart, key) if key in chart.by_id else None,
        "steps": page.steps_in_words(chart),
        "examples": page.examples_in_words(chart),
        "example": example,
        "share": coverage_of(chart).share,
        "draft": queries.draft_of(flow),
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "flowcharts/flow_detail.html", context)


def _faulty(version: FlowVersion) -> set[str]:
    if not version.is_draft:
        return set()
    problems = chart_problems(queries.chart_of(version))
    return page.faulty_steps(told_problem(problem) for problem in problems)


def flow_and_version(request: HttpRequest, pk: int) -> tuple[Flow, FlowVersion]:
    """The flow and the version that is asked for, or else the one in force, or the draft."""
    flow = get_object_or_404(Flow, pk=pk)
    asked = request.GET.get("version", "")
    if asked.isdecimal() and len(asked) < 8:  # noqa: PLR2004  # no number that a database refuses
        return flow, get_object_or_404(flow.versions, number=int(asked))
    version = queries.current_version(flow) or queries.draft_of(flow)
    if version is None:
        raise Http404
    return flow, version


@allow(*SEERS)
@declares(WAYS)
@require_GET
def flow_figures(request: MemberRequest, pk: int) -> HttpResponse:
    """How often each branch is taken, how long it takes, and which question is overruled."""
    flow, version = flow_and_version(request, pk)
    chart = queries.chart_of(version)
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    now = timezone.now()
    since = now - dt.timedelta(days=days)
    figures = figures_of(version, chart, since=since, until=now)
    context = {
        "flow": flow,
        "version": version,
        "title": page.words_in(chart.title),
        "days": days,
        "periods": PERIODS,
        "rows": [_figure_row(page.step_words(chart, each.node), each) for each in figures],
        "n_cases": max((each.n for each in figures if each.node == chart.start), default=0),
        "most_overruled": _most_overruled(figures, chart_titles=page.step_choices(chart)),
    }
    return render(request, "flowcharts/flow_figures.html", context)


def _figure_row(step: page.StepWords, figures: NodeFigures) -> dict[str, object]:
    names = {(way.to, number): way.name for number, way in enumerate(step.ways)}
    branches = [
        (names.get((branch.to, number), branch.name), branch)
        for number, branch in enumerate(figures.branches)
    ]
    return {"step": step, "figures": figures, "branches": branches}


def _most_overruled(figures: list[NodeFigures], *, chart_titles: list[tuple[str, str]]) -> str:
    """The question that people overrule most surely: its lowest likely share is over a fifth."""
    titles = dict(chart_titles)
    known = [(each.overruled.low, each.node) for each in figures if each.overruled]
    low, node = max(known, default=(0.0, ""))
    return titles.get(node, "") if low > 0.2 else ""  # noqa: PLR2004  # said above


@allow(*CHANGERS)
@no_personal_data("chooses a flow")
@require_POST
def flow_default(request: MemberRequest, pk: int) -> HttpResponse:
    """Let new cases take this flow."""
    flow = get_object_or_404(Flow, pk=pk)
    if queries.current_version(flow) is None:
        messages.error(request, _("Publish the flow first: cases take what is in force."))
        return redirect("flowcharts:draft-detail", pk=pk)
    actions.choose_default_flow(flow=flow, by=request.user, at=timezone.now())
    messages.success(request, _("New cases take this flow from now on."))
    return redirect("flowcharts:flow-detail", pk=pk)


@allow(*SEERS)
@no_personal_data("a flow as a document")
@require_GET
def version_export(_request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """One version as YAML, to keep, to send or to compare elsewhere."""
    version = get_object_or_404(FlowVersion.objects.select_related("flow"), flow=pk, number=number)
    name = f"{version.flow.key}-{version.number}.yaml"
    return HttpResponse(
        write_document(version.document),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@allow(*SEERS)
@no_personal_data("flows, without any case")
@require_GET
def version_compare(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """What changed from the version before, step by step."""
    version = get_object_or_404(FlowVersion.objects.select_related("flow"), flow=pk, number=number)
    before = queries.version_before(version)
    chart = queries.chart_of(version)
    changes = compare_charts(queries.chart_of(before), chart) if before else []
    titles = dict(page.step_choices(chart))
    context = {
        "flow": version.flow,
        "title": page.words_in(chart.title),
        "version": version,
        "before": before,
        "changes": [(each, titles.get(each.key, each.key), STATES[each.state]) for each in changes],
        "back": reverse("flowcharts:draft-detail" if version.is_draft else "flowcharts:flow-detail",
                        args=[pk]),
    }  # fmt: skip
    return render(request, "flowcharts/version_compare.html", context)
