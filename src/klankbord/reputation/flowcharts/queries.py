"""Read flows, and where cases stand in them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import Count, OuterRef, QuerySet, Subquery

from klankbord.core.flow import Chart, State, Step, propose_answer, replay
from klankbord.core.flow.chart import Finding, Node, Question
from klankbord.core.flow.evidence import Proposal
from klankbord.reputation.flowcharts.models import Flow, FlowRun, FlowVersion, RunStep


@dataclass(frozen=True)
class Standing:
    """Where a case stands, and what evidence proposes there."""

    chart: Chart
    state: State
    node: Node
    proposal: Proposal | None


def flows_listed() -> QuerySet[Flow]:
    """List flows with the number of their published version, their draft and their runs."""
    versions = FlowVersion.objects.filter(flow=OuterRef("pk")).order_by("-number")
    published = versions.filter(published_at__isnull=False)
    return Flow.objects.annotate(
        current_number=Subquery(published.values("number")[:1]),
        current_published_at=Subquery(published.values("published_at")[:1]),
        draft_number=Subquery(versions.filter(published_at=None).values("number")[:1]),
        n_runs=Count("versions__runs"),
    )


def current_version(flow: Flow) -> FlowVersion | None:
    """Find the version in force; None before the first publication."""
    return flow.versions.filter(published_at__isnull=False).order_by("-number").first()


def default_version() -> FlowVersion | None:
    """Find the version that new cases take; None where no flow was chosen."""
    flow = Flow.objects.filter(is_default=True).first()
    return current_version(flow) if flow else None


def draft_of(flow: Flow) -> FlowVersion | None:
    """Find the draft that is being worked on; None if there is none."""
    return flow.versions.filter(published_at=None).first()


def version_before(version: FlowVersion) -> FlowVersion | None:
    """Find the published version before this one."""
    earlier = FlowVersion.objects.filter(
        flow=version.flow_id, number__lt=version.number, published_at__isnull=False
    )
    return earlier.order_by("-number").first()


def chart_of(version: FlowVersion) -> Chart:
    """The chart of a version; it has the shape of a flow, and a published one has no faults."""
    return msgspec.convert(version.document, Chart)


def steps_of(run: FlowRun) -> list[Step]:
    """The history of a run, as it is stepped through."""
    return [step_of(row) for row in run.steps.order_by("number")]


def step_of(row: RunStep) -> Step:
    """One stored step as an event."""
    return msgspec.convert(
        {
            "kind": row.kind,
            "at": row.at,
            "node": row.node,
            "choice": row.choice,
            "by": str(row.actor),
            "roles": [row.role] if row.role else [],
            "proposed": row.proposed,
            "evidence": row.evidence,
        },
        Step,
    )


def state_of(run: FlowRun) -> State:
    """Where a run stands, made from its steps."""
    return replay(chart_of(run.version), steps_of(run))


def standing_of(run: FlowRun, findings: Mapping[str, Finding] | None = None) -> Standing:
    """Where a run stands, with what the findings propose for the question that waits."""
    chart = chart_of(run.version)
    state = state_of(run)
    node = chart.by_id[state.node]
    is_open = isinstance(node, Question) and not state.is_waiting_for_approval
    proposal = propose_answer(node, findings or {}) if is_open else None  # type: ignore[arg-type]
    return Standing(chart, state, node, proposal)


def runs_since(
    flow: Flow, *, since: dt.datetime, until: dt.datetime, limit: int | None = None
) -> QuerySet[FlowRun]:
    """The runs of a flow that started in a period, drills left out, newest first.

    Without their versions: a document is large, and the same for all of them.
    """
    runs = FlowRun.objects.filter(version__flow=flow, started_at__gte=since, started_at__lt=until)
    return runs.filter(is_drill=False).order_by("-started_at")[:limit]
