"""Change where a case stands in its flow: the desk starts a run and takes steps.

The reply in place, the silence ledger and the clocks are the desk's: it reads the standing of a run
(`queries.standing_of`), does what the node says, and reports it here as a step.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec
from django.db import transaction

from klankbord.core.flow import Chart, State, Step, StepKind, advance, start
from klankbord.core.flow.chart import Finding, Outcome, guard_of
from klankbord.people.models import Member
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion, RunStep
from klankbord.reputation.flowcharts.queries import chart_of, standing_of


class RunChanged(Exception):  # noqa: N818  # named after the broken promise
    """Somebody else took a step meanwhile: nothing was written."""


class VersionNotPublished(Exception):  # noqa: N818  # named after the broken promise
    """Cases are decided by published versions only."""


@transaction.atomic
def start_run(
    *,
    version: FlowVersion,
    platform: str,
    by: Member,
    at: dt.datetime,
    is_drill: bool = False,
) -> FlowRun:
    """Let a case enter a flow."""
    if version.is_draft:
        raise VersionNotPublished
    chart = chart_of(version)
    entry = Step(kind=StepKind.STARTED, at=at, choice=platform, by="1")
    state = start(chart, entry)
    run = FlowRun.objects.create(
        version=version,
        platform=platform,
        node=state.node,
        started_at=at,
        entered_at=at,
        is_drill=is_drill,
        is_sample=version.flow.is_sample,
    )
    _write(run, chart, entry, state, by=by, before_at=at)
    return run


@transaction.atomic
def take_step(
    *,
    run: FlowRun,
    kind: StepKind,
    by: Member,
    at: dt.datetime,
    node: str,
    choice: str = "",
    findings: Mapping[str, Finding] | None = None,
) -> FlowRun:
    """Take one step of a case; what evidence proposes is kept beside what a person answers.

    Raises StepRefused where the step does not fit and RunChanged where a colleague was first; then
    nothing is written. Approvals need one of the member's own roles.
    """
    standing = standing_of(run, findings)
    chart, before = standing.chart, standing.state
    proposal = standing.proposal if kind == StepKind.ANSWERED else None
    role = guard_of(standing.node).approval if kind == StepKind.APPROVED else ""
    step = Step(
        kind=kind,
        at=at,
        node=node,
        choice=choice,
        by=str(_actor(run, by)),
        roles=(role,) if role and role in by.roles else (),
        proposed=proposal.answer if proposal else "",
        evidence={key: msgspec.to_builtins(each) for key, each in (findings or {}).items()},
    )
    state = advance(chart, before, step)
    _write(run, chart, step, state, by=by, before_at=before.entered_at)
    return run


def tick_all(
    *, run: FlowRun, node: str, items: Iterable[str], by: Member, at: dt.datetime
) -> FlowRun:
    """Tick several lines of a list as one act."""
    with transaction.atomic():
        for item in items:
            take_step(run=run, kind=StepKind.TICKED, by=by, at=at, node=node, choice=item)
    return run


@transaction.atomic
def forget_evidence(*, run: FlowRun) -> int:
    """Take out what was found about the author: the way stays, what showed it goes."""
    return run.steps.exclude(evidence={}).update(evidence={})


def _actor(run: FlowRun, by: Member) -> int:
    """The number of a person in a run: theirs, or the next."""
    known = dict(run.steps.exclude(by=None).values_list("by", "actor"))
    highest = max(run.steps.values_list("actor", flat=True), default=0)
    return known.get(by.pk, highest + 1)


def _write(
    run: FlowRun, chart: Chart, step: Step, state: State, *, by: Member, before_at: dt.datetime
) -> None:
    """Keep the step and where it led; the row of the run is taken by counting its steps."""
    end = chart.by_id[state.node]
    outcome = end if isinstance(end, Outcome) else None
    taken = FlowRun.objects.filter(pk=run.pk, n_steps=run.n_steps).update(
        node=state.node,
        n_steps=run.n_steps + 1,
        entered_at=state.entered_at,
        ended_at=step.at if outcome else None,
        result=str(outcome.result) if outcome else "",
        reason=outcome.reason if outcome else "",
    )
    if not taken:
        raise RunChanged
    RunStep.objects.create(
        run=run,
        number=run.n_steps + 1,
        kind=step.kind,
        node=step.node,
        choice=step.choice,
        to=state.node,
        by=by,
        actor=int(step.by),
        role=step.roles[0] if step.roles else "",
        at=step.at,
        waited=max(step.at - before_at, dt.timedelta(0)),
        proposed=step.proposed,
        evidence=step.evidence,
        is_override=step.is_override,
    )
    run.refresh_from_db()
