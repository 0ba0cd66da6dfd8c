"""Stepping is pure, replays from its events, and always comes to an end."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.flow import Step, StepKind, StepRefused, advance, check_document, replay, start
from klankbord.core.flow.chart import Finding
from klankbord.core.flow.evidence import propose_answer
from klankbord.core.flow.examples import Case, coverage_of, run_case
from klankbord.core.flow.step import Deadline
from klankbord.core.flow.tests.sample import flow
from klankbord.core.flow.tests.walking import NOW, possible, step, walk_any_way

CHART = check_document(flow()).chart


def begin(platform="mastodon"):
    return start(CHART, step(StepKind.STARTED, choice=platform))


def test_a_case_walks_to_its_outcome():
    state = begin()
    for each in (
        step(StepKind.ANSWERED, "asked", "yes"),
        step(StepKind.ANSWERED, "wrong", "yes"),
        step(StepKind.ACTED, "correct"),
    ):
        state = advance(CHART, state, each)
    assert (state.node, state.is_waiting_for_approval, state.owner) == ("correct", True, "expert")
    assert state.deadlines == (Deadline(60, NOW, 1),)
    approval = Step(kind=StepKind.APPROVED, at=NOW, node="correct", by="bo", roles=("approver",))
    state = advance(CHART, state, approval)
    state = advance(CHART, state, step(StepKind.TICKED, "ready", "cite"))
    assert state.node == "ready"
    state = advance(CHART, state, step(StepKind.TICKED, "ready", "disclose"))
    assert (state.node, state.is_ended) == ("sent", True)


def test_a_node_for_other_platforms_is_passed_by():
    state = advance(CHART, begin("reddit"), step(StepKind.ANSWERED, "asked", "yes"))
    state = advance(CHART, state, step(StepKind.ANSWERED, "wrong", "no"))
    assert state.node == "thank"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (step(StepKind.ANSWERED, "wrong", "yes"), "elsewhere"),
        (step(StepKind.ANSWERED, "asked", "perhaps"), "answer-unknown"),
        (step(StepKind.ACTED, "asked"), "nothing-to-do"),
        (step(StepKind.TICKED, "asked", "cite"), "nothing-to-tick"),
        (step(StepKind.APPROVED, "asked"), "nothing-to-approve"),
        (step(StepKind.RETURNED, "wrong"), "not-on-the-path"),
        (step(StepKind.STARTED, "asked"), "started-already"),
    ],
)
def test_a_step_that_does_not_fit_is_refused(wrong, code):
    with pytest.raises(StepRefused) as refused:
        advance(CHART, begin(), wrong)
    assert refused.value.code == code


def test_nobody_approves_their_own_work_or_without_the_role():
    state = advance(CHART, begin(), step(StepKind.ANSWERED, "asked", "yes"))
    state = advance(CHART, state, step(StepKind.ANSWERED, "wrong", "yes"))
    state = advance(CHART, state, step(StepKind.ACTED, "correct"))
    own = step(StepKind.APPROVED, "correct", roles=("approver",))
    other = Step(kind=StepKind.APPROVED, at=NOW, node="correct", by="bo", roles=("expert",))
    for wrong, code in ((own, "own-work"), (other, "role-needed")):
        with pytest.raises(StepRefused) as refused:
            advance(CHART, state, wrong)
        assert refused.value.code == code


def test_a_question_can_be_asked_again_after_the_end():
    state = advance(CHART, begin(), step(StepKind.ANSWERED, "asked", "no"))
    assert state.is_ended
    state = advance(CHART, state, step(StepKind.RETURNED, "asked"))
    assert (state.path, state.is_ended) == (("asked", "rest", "asked"), False)


def test_a_later_deadline_stands_beside_an_earlier_one_and_goes_with_its_answer():
    document = flow()
    wrong = next(node for node in document["nodes"] if node["id"] == "wrong")
    wrong["answers"][0]["deadline"] = 240
    chart = check_document(document).chart
    state = start(chart, step(StepKind.STARTED, choice="mastodon"))
    state = advance(chart, state, step(StepKind.ANSWERED, "asked", "yes"))
    state = advance(chart, state, step(StepKind.ANSWERED, "wrong", "yes"))
    assert [each.minutes for each in state.deadlines] == [60, 240]
    again = advance(chart, state, step(StepKind.RETURNED, "wrong"))
    assert [each.minutes for each in again.deadlines] == [60]
    fresh = advance(chart, again, step(StepKind.RETURNED, "asked"))
    assert fresh.deadlines == ()


@settings(max_examples=50, deadline=None)
@given(st.data(), st.sampled_from(["", "mastodon", "reddit"]))
def test_every_case_reaches_an_outcome_and_replays_from_its_steps(data, platform):
    state, history = walk_any_way(CHART, data, platform)
    assert state.is_ended
    stored = msgspec.json.decode(msgspec.json.encode(history), type=list[Step])
    assert replay(CHART, stored) == state


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_step_changes_nothing_but_gives_the_next_state(data):
    before = check_document(flow()).chart
    state = begin()
    for _turn in range(6):
        choices = possible(CHART, state)
        if not choices:
            break
        taken = data.draw(st.sampled_from(choices))
        copied = (hash(state), repr(state))
        once, twice = advance(CHART, state, taken), advance(CHART, state, taken)
        assert once == twice
        assert (hash(state), repr(state)) == copied
        state = once
    assert before == CHART


def test_an_empty_history_is_refused():
    with pytest.raises(StepRefused, match="not-started"):
        replay(CHART, [])


def test_evidence_proposes_with_confidence_and_never_on_a_tie():
    question = CHART.by_id["asked"]
    strong = {"asked": Finding("no", 0.9), "reach": Finding(5000.0, 0.2)}
    proposal = propose_answer(question, strong)
    assert (proposal.answer, proposal.confidence, proposal.is_sure) == ("no", 0.7, False)
    assert proposal.sources == ("asked",)
    assert propose_answer(question, {"asked": Finding("no", 0.9)}).is_sure
    tie = propose_answer(question, {"asked": Finding("no", 0.9), "reach": Finding(5000.0, 0.9)})
    assert tie.confidence == 0
    assert propose_answer(question, {"reach": Finding(10.0)}) is None


def test_an_override_can_be_seen():
    taken = step(StepKind.ANSWERED, "asked", "no", proposed="yes")
    assert taken.is_override
    assert not step(StepKind.ANSWERED, "asked", "no", proposed="no").is_override


def test_a_run_says_who_answered_and_where_it_stood_still():
    run = run_case(CHART, Case(evidence={"asked": Finding("no", 0.8)}))
    assert (run.path, run.decisions[0].by) == (("asked", "rest"), "evidence")
    assert run_case(CHART, Case()).stopped == "no-answer"
    assert run_case(CHART, Case(answers={"asked": "yes", "wrong": "ask-again"})).stopped == "loop"


def test_coverage_counts_branches():
    covered = coverage_of(CHART)
    untried = {(branch.node, branch.name) for branch in covered.untried}
    assert untried == {("asked", "no"), ("wrong", "ask-again"), ("share", "on")}
    assert covered.share == 0.7
