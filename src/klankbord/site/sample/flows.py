"""The flows of the sample organisation, and the ways that cases took through one."""

import datetime as dt
from typing import Any

from klankbord.core.flow import Case, StepKind
from klankbord.core.flow.chart import Check, Example, Finding, Question
from klankbord.core.flow.examples import case_of, run_case
from klankbord.people.models import Member
from klankbord.reputation.flowcharts import actions, walking
from klankbord.reputation.flowcharts.models import FlowRun, FlowVersion
from klankbord.reputation.flowcharts.queries import chart_of, standing_of

PUBLISHED_DAYS_AGO = 35
N_WAYS = 42
OPEN_ONES = (5, 23, 40)  # stand still at a question


def make_flows(
    members: dict[str, Member], *, manager: str, responder: str, at: dt.datetime
) -> None:
    """Publish the standard flow for new cases and the crisis flow; leave the short one a draft."""
    by, began = members[manager], at - dt.timedelta(days=PUBLISHED_DAYS_AGO)
    standard = actions.create_shipped_flow(name="standard", by=by, at=began, is_sample=True)
    crisis = actions.create_shipped_flow(name="crisis", by=by, at=began, is_sample=True)
    actions.create_shipped_flow(name="short", by=by, at=at, is_sample=True)
    for version in (standard, crisis):
        actions.publish_version(version=version, by=by, at=began)
    actions.choose_default_flow(flow=standard.flow, by=by, at=began)
    examples = chart_of(standard).examples
    for number in range(N_WAYS):
        example = examples[number * number % len(examples)]
        started_at = at - dt.timedelta(hours=16 * (N_WAYS - number), minutes=number % 50)
        _walk(standard, example, number, by=members[responder], at=started_at)


def _walk(
    version: FlowVersion, example: Example, number: int, *, by: Member, at: dt.datetime
) -> FlowRun:
    """One case that goes as an example does; now and then somebody overrules the program."""
    chart = chart_of(version)
    case = case_of(example)
    answers = {each.node: each.answer for each in run_case(chart, case).decisions}
    run = walking.start_run(version=version, platform=case.platform or "mastodon", by=by, at=at)
    while run.ended_at is None:
        node = standing_of(run).node
        at += dt.timedelta(minutes=1 + (number * 7 + run.n_steps * 3) % 19)
        step: dict[str, Any] = {"run": run, "by": by, "at": at, "node": node.id}
        if isinstance(node, Question):
            if number in OPEN_ONES and run.n_steps > number % 4:
                return run
            found = _findings(case, node, answers[node.id], number)
            walking.take_step(
                kind=StepKind.ANSWERED, choice=answers[node.id], findings=found, **step
            )
        elif isinstance(node, Check):
            walking.tick_all(items=[item.id for item in node.items], **step)
        else:
            walking.take_step(kind=StepKind.ACTED, **step)
    return run


def _findings(case: Case, node: Question, answer: str, number: int) -> dict[str, Finding]:
    """What the example says, and on some cases a sentiment that a person corrects."""
    is_mistaken = node.id == "positive" and number % 3 == 0
    if not is_mistaken:
        return dict(case.evidence)
    label = "negative" if answer == "yes" else "positive"
    return {**case.evidence, "sentiment": Finding(label, 0.8)}
