"""Cases on their way: every step kept, two people never both first, and the figures of it."""

import copy
import datetime as dt

import pytest

from klankbord.core.flow import StepKind, StepRefused
from klankbord.core.flow.chart import Finding
from klankbord.people.models import Role
from klankbord.reputation.flowcharts import actions, queries, walking
from klankbord.reputation.flowcharts.figures import flow_figures
from klankbord.reputation.flowcharts.models import FlowRun, RunStep, StepIsHistory
from klankbord.reputation.flowcharts.replaying import past_cases, replay_cases
from klankbord.trust.retention.contract import KEPT
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

CORRECTED = {"danger": "no", "ours": "yes", "facts": "yes"}
MINUTE = dt.timedelta(minutes=1)


def test_a_case_keeps_its_whole_way(published, walk):
    run = walk(published, CORRECTED)
    assert (run.node, run.result, run.ended_at is not None) == ("answered", "answered", True)
    state = queries.state_of(run)
    assert state.path == (
        "danger", "ours", "facts", "correct", "before-sending", "answered",
    )  # fmt: skip
    assert (state.node, state.is_ended, run.n_steps) == (run.node, True, run.steps.count())


def test_evidence_and_overrides_stand_beside_the_answer(published, walk):
    found = {"facts": Finding("wrong", 0.9, ("twenty euros",))}
    run = walk(published, CORRECTED | {"facts": "no", "problem": "yes"}, findings=found)
    step = run.steps.get(node="facts")
    assert (step.proposed, step.is_override) == ("yes", True)
    assert step.evidence["facts"]["because"] == ["twenty euros"]
    assert walking.forget_evidence(run=run) == 4
    assert not run.steps.exclude(evidence={}).exists()
    assert queries.state_of(run).is_ended


def test_of_two_people_one_is_first(published, walk, responder, colleague, now):
    run = walk(published, {})
    theirs = FlowRun.objects.get(pk=run.pk)
    first = {"kind": StepKind.ANSWERED, "node": "danger", "choice": "no", "at": now + MINUTE}
    walking.take_step(run=run, by=responder, **first)
    with pytest.raises((walking.RunChanged, StepRefused)):
        walking.take_step(run=theirs, by=colleague, **first)
    assert RunStep.objects.count() == 2


def test_a_step_that_does_not_fit_leaves_no_trace(published, walk, responder, now):
    run = walk(published, {})
    with pytest.raises(StepRefused):
        walking.take_step(
            run=run, kind=StepKind.ACTED, node="danger", by=responder, at=now + MINUTE
        )
    assert run.steps.count() == 1


def test_a_step_is_history(published, walk):
    step = walk(published, CORRECTED).steps.first()
    with pytest.raises(StepIsHistory):
        step.save()


def test_cases_take_published_versions_only(draft, responder, now):
    with pytest.raises(walking.VersionNotPublished):
        walking.start_run(version=draft, platform="", by=responder, at=now)


@pytest.fixture
def with_approval(draft, document, manager, now):
    for node in document["nodes"]:
        if node["id"] == "correct":
            node["guard"] = {"approval": "approver"}
    draft = actions.change_draft(version=draft, document=document, revision=draft.revision)
    actions.publish_version(version=draft, by=manager, at=now)
    return draft


def test_an_act_waits_for_somebody_else_with_the_role(
    with_approval, walk, responder, approver, make_member, now
):
    run = walk(with_approval, {"danger": "no", "ours": "yes"})
    at = {"at": now + 9 * MINUTE}
    walking.take_step(
        run=run, kind=StepKind.ANSWERED, node="facts", choice="yes", by=responder, **at
    )
    act = {"run": run, "node": "correct", **at}
    walking.take_step(kind=StepKind.ACTED, by=responder, **act)
    for wrong in (responder, make_member("Other", Role.RESPONDER)):
        with pytest.raises(StepRefused):
            walking.take_step(kind=StepKind.APPROVED, by=wrong, **act)
    walking.take_step(kind=StepKind.APPROVED, by=approver, **act)
    assert run.node == "before-sending"
    LEAVERS["flowcharts.steps"].remove(responder.pk)
    LEAVERS["flowcharts.steps"].remove(approver.pk)
    assert queries.state_of(run).node == "before-sending"  # replays without names


def test_a_member_gets_their_own_steps(published, walk, responder):
    walk(published, CORRECTED)
    rows = list(OWN_DATA["flowcharts.steps"].rows(responder.pk))
    assert [row["answer"] for row in rows if row["what"] == "answered"] == ["no", "yes", "yes"]


def test_ways_are_kept_as_long_as_cases(published, walk, now):
    walk(published, CORRECTED)
    sweep = KEPT["flowcharts.ways"].sweep
    assert sweep.find(now, 0, 10) == []
    due = sweep.find(now + dt.timedelta(days=1), 0, 10)
    assert sweep.drop(due) == 1
    assert not RunStep.objects.exists()


def test_figures_count_branches_waits_and_overrules(published, walk, now):
    found = {"facts": Finding("wrong", 0.9)}
    for number in range(4):
        answers = CORRECTED if number else CORRECTED | {"facts": "no", "problem": "yes"}
        walk(published, answers, findings=found, at=now + number * MINUTE)
    walk(published, {"danger": "no", "ours": "yes"})
    chart = queries.chart_of(published)
    period = {"since": now - MINUTE, "until": now + dt.timedelta(hours=2)}
    figures = {each.node: each for each in flow_figures(published, chart, **period)}
    facts = figures["facts"]
    assert (facts.n, facts.n_waiting, facts.n_proposed, facts.n_overruled) == (5, 1, 4, 1)
    assert facts.overruled.low < 0.25 < facts.overruled.high
    assert {branch.name: branch.n for branch in facts.branches} == {"yes": 3, "no": 1}
    assert facts.median.at == 60
    assert facts.branches[0].median.at == 120
    danger = figures["danger"]
    assert danger.branches[1].ninetieth.at is None  # a fifth of the cases is open still
    assert danger.overruled is None


def test_past_cases_show_what_a_draft_would_change(published, walk, manager, now):
    walk(published, CORRECTED)
    walk(published, {"danger": "no", "ours": "no"})
    walk(published, {"danger": "no"})
    draft = actions.start_draft(flow=published.flow, by=manager, at=now)
    document = copy.deepcopy(draft.document)
    facts = next(node for node in document["nodes"] if node["id"] == "facts")
    facts["answers"][0]["to"] = "problem"
    draft = actions.change_draft(version=draft, document=document, revision=1)
    period = {"since": now - MINUTE, "until": now + dt.timedelta(hours=1)}
    cases = past_cases(published.flow, **period)
    assert len(cases) == 2
    same = replay_cases(queries.chart_of(published), cases)
    assert same.counts == {"same": 2}
    replay = replay_cases(queries.chart_of(draft), cases)
    assert replay.counts == {"same": 1, "open": 1}
    (changed,) = replay.changed
    assert (changed.parts_at, changed.rest_after) == ("facts", ("problem",))
    assert changed.rest_before == ("correct", "before-sending", "answered")


def test_reading_many_runs_takes_few_queries(published, walk, now, django_assert_max_num_queries):
    for _turn in range(5):
        walk(published, CORRECTED)
    chart = queries.chart_of(published)
    period = {"since": now - MINUTE, "until": now + dt.timedelta(hours=1)}
    with django_assert_max_num_queries(4):
        flow_figures(published, chart, **period)
        past_cases(published.flow, **period)
