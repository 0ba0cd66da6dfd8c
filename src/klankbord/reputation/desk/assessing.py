"""Does it need an answer? The case walks through the flow, and a silence comes with its reason.

The flow decides nothing: people answer its questions. What is known here is proposed, with why.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.db import transaction

from klankbord.core.flow import Step, StepKind, StepRefused, start
from klankbord.core.flow.chart import Chart, Node, Outcome, Question, Text
from klankbord.core.flow.evidence import propose_answer
from klankbord.core.flow.words import SILENT, Result
from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import let_stand, monitor_case
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.evidence import Findings, findings_of
from klankbord.reputation.desk.following import PASSED_ON, asked_by_flow, raise_alarm
from klankbord.reputation.desk.holding import refuse_closed
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, Reason
from klankbord.reputation.desk.replying import work_by
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion
from klankbord.reputation.flowcharts.queries import (
    Standing,
    chart_of,
    current_version,
    default_version,
    standing_of,
)
from klankbord.reputation.flowcharts.walking import RunChanged, start_run, take_step, tick_all


@dataclass(frozen=True)
class Assessment:
    """Where a case stands in its flow; before the first step there is no run yet."""

    standing: Standing
    findings: Findings
    is_begun: bool


def assessment_of(case: Case, *, at: dt.datetime) -> Assessment | None:
    """Where the case stands, and what is proposed there; None where no flow was chosen."""
    run = case.flow_run
    version = version_for(case) if run is None else run.version
    if version is None:
        return None
    findings = findings_of(case, at=at, version=version)
    if run is not None:
        return Assessment(standing_of(run, findings), findings, is_begun=True)
    chart = chart_of(version)
    state = start(chart, Step(kind=StepKind.STARTED, at=at, choice=case.platform, by="1"))
    node = chart.by_id[state.node]
    proposal = propose_answer(node, findings) if isinstance(node, Question) else None
    return Assessment(Standing(chart, state, node, proposal), findings, is_begun=False)


def version_for(case: Case) -> FlowVersion | None:
    """The flow that a rule chose for this case, if it is in force; else the usual one."""
    chosen = current_version(case.flow) if case.flow else None
    return chosen or default_version()


def assess_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    kind: StepKind,
    node: str,
    choices: Sequence[str] = ("",),
    version: int | None = None,
) -> Case:
    """Take a step of the flow; where it ends in silence, the case is let stand with its reason.

    Raises `StepDoesNotFit` where a colleague was first, or somebody else has to take it.
    """
    try:
        with transaction.atomic():
            fresh, run = _in_flow(case, by=by, at=at)
            if version is not None and version != fresh.version:
                raise errors.CaseChanged(fresh, since=version)
            chart = chart_of(run.version)
            data = _told(chart.by_id[node], choices[0] if len(choices) == 1 else "")
            if kind == StepKind.TICKED:
                run = tick_all(run=run, node=node, items=choices, by=by, at=at)
            else:
                findings = findings_of(fresh, at=at, version=run.version)
                run = take_step(
                    run=run,
                    kind=kind,
                    by=by,
                    at=at,
                    node=node,
                    choice=choices[0],
                    findings=findings,
                )
            asked = asked_by_flow(fresh, run, by=by, at=at)
            work = _agree if kind == StepKind.APPROVED else work_by(by, at)
            act = Act(CaseEvent.Kind.ASSESSED, by, at, version)
            fresh, event = change_case(
                fresh, act, lambda now: {**work(now), **asked.changes}, {**data, **asked.told}
            )
            asked.call(event, at)
            return _conclude(fresh, run, chart, by=by, at=at)
    except (StepRefused, RunChanged, KeyError) as refused:
        raise errors.StepDoesNotFit(case) from refused


def _agree(fresh: Case) -> Changes:
    """Who agrees does not take the case over: it stays with who did the work."""
    refuse_closed(fresh)
    return {}


def _in_flow(case: Case, *, by: Member, at: dt.datetime) -> tuple[Case, FlowRun]:
    """The case with its run; of two who begin at once, the second meets `RunChanged`."""
    fresh = Case.objects.select_related("flow_run__version").get(pk=case.pk)
    if fresh.flow_run is not None:
        return fresh, fresh.flow_run
    version = version_for(fresh)
    if version is None:
        raise errors.StepDoesNotFit(case)
    run = start_run(version=version, platform=case.platform, by=by, at=at)
    if not Case.objects.filter(pk=case.pk, flow_run=None).update(flow_run=run):
        raise RunChanged
    fresh.flow_run = run
    return fresh, run


def _told(node: Node, choice: str) -> dict[str, object]:
    """The words of the step as they stand now: the history keeps them when the flow changes."""
    answers = node.answers if isinstance(node, Question) else ()
    label = next((answer.label for answer in answers if answer.id == choice), Text())
    told: dict[str, object] = {"step": msgspec.to_builtins(node.title), "node": node.id}
    if label != Text():
        told["answer"] = msgspec.to_builtins(label)
    return told


def _conclude(case: Case, run: FlowRun, chart: Chart, *, by: Member, at: dt.datetime) -> Case:
    end = chart.by_id[run.node]
    if not isinstance(end, Outcome):
        return case
    if end.result in PASSED_ON:
        return raise_alarm(case=case, end=end, by=by, at=at)
    if end.result not in SILENT or case.is_concluded or run.reason not in Reason.values:
        return case
    reason = Reason(run.reason)
    again = at + dt.timedelta(days=end.review_days) if end.review_days else None
    if end.result == Result.MONITORING and again is not None:
        return monitor_case(case=case, by=by, at=at, reason=reason, look_again_at=again)
    return let_stand(case=case, by=by, at=at, reason=reason, look_again_at=again)
