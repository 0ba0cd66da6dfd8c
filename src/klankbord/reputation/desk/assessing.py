"""Does it need an answer? The case walks through the flow, and a silence comes with its reason.

The flow decides nothing: people answer its questions. What is known here is proposed, with why.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.db import transaction
from django.utils import timezone

from klankbord.ambassadors.guidelines.advice import ADVICE
from klankbord.connectors.plaintext import mentions_in
from klankbord.core.flow import Step, StepKind, StepRefused, start
from klankbord.core.flow.chart import Chart, Finding, Node, Outcome, Question, Text
from klankbord.core.flow.evidence import propose_answer
from klankbord.core.flow.words import SILENT
from klankbord.core.guard.check import check_post
from klankbord.core.guard.finding import Rule
from klankbord.participate.listening.models import Account
from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import let_stand
from klankbord.reputation.desk.clocks import Changes
from klankbord.reputation.desk.following import PASSED_ON, asked_by_flow, raise_alarm
from klankbord.reputation.desk.holding import refuse_closed
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, Reason
from klankbord.reputation.desk.queries import cases_with_same_author, topics_of
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

Findings = dict[str, Finding]
_PERSONAL = frozenset(
    {
        Rule.BSN, Rule.EDUCATION_NUMBER, Rule.NATIONAL_NUMBER_BE, Rule.NATIONAL_NUMBER,
        Rule.IDENTITY_DOCUMENT, Rule.IBAN, Rule.CARD, Rule.PHONE, Rule.EMAIL, Rule.ADDRESS,
        Rule.BIRTH_DATE, Rule.LICENCE_PLATE,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Assessment:
    """Where a case stands in its flow; before the first step there is no run yet."""

    standing: Standing
    findings: Findings
    is_begun: bool


def assessment_of(case: Case, *, at: dt.datetime) -> Assessment | None:
    """Where the case stands, and what is proposed there; None where no flow was chosen."""
    findings = findings_of(case, at=at)
    if case.flow_run is not None:
        return Assessment(standing_of(case.flow_run, findings), findings, is_begun=True)
    version = version_for(case)
    if version is None:
        return None
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
                findings = findings_of(fresh, at=at)
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
    return let_stand(
        case=case,
        by=by,
        at=at,
        reason=Reason(run.reason),
        look_again_at=at + dt.timedelta(days=end.review_days) if end.review_days else None,
    )


def findings_of(case: Case, *, at: dt.datetime) -> Findings:
    """What is known of a case, without any model: counts and names, each with why."""
    message = case.messages.filter(direction=CaseMessage.Direction.INCOMING).first()
    if message is None:
        return {}
    found = {
        "asked": _asked(message),
        "about_us": _about_us(message),
        "history": _history(case),
        "reach": _reach(message),
        "identifiers": _identifiers(message, at),
        "hours_open": Finding(max((at - message.published_at).total_seconds() / 3600, 0.0)),
    }
    return {source: finding for source, finding in found.items() if finding is not None}


def _asked(message: CaseMessage) -> Finding | None:
    """Tagged is asked; that nobody tagged us says nothing."""
    handles = Account.objects.filter(connector=message.platform).values_list("handle", flat=True)
    names = [handle.partition("@")[0] for handle in handles]
    spoken_to = {name.casefold() for name in mentions_in(message.text)}
    tagged = [name for name in names if name.casefold() in spoken_to]
    return Finding("yes", 0.95, tuple(f"@{name}" for name in tagged)) if tagged else None


def _about_us(message: CaseMessage) -> Finding | None:
    """A topic that somebody wrote a query for found it."""
    names = tuple(topic.name for topic in topics_of([message]))
    return Finding("yes", 0.7, names[:5]) if names else None


def _history(case: Case) -> Finding | None:
    if not case.author_handle:
        return None
    is_known = cases_with_same_author(case).exists()
    return Finding("known" if is_known else "new", 1.0, (case.author_handle,))


def _identifiers(message: CaseMessage, at: dt.datetime) -> Finding | None:
    """Data of a person in the message itself; that none was seen says nothing."""
    on = timezone.localtime(at).date()
    seen = [each.rule for each in check_post(message.text, on=on).findings]
    kinds = [str(ADVICE[rule].label) for rule in seen if rule in _PERSONAL]
    return Finding(float(len(kinds)), 0.7, tuple(dict.fromkeys(kinds))[:5]) if kinds else None


def _reach(message: CaseMessage) -> Finding | None:
    mention = message.mention
    followers = mention.author.followers if mention is not None and message.post_id else None
    return None if followers is None else Finding(float(followers))
