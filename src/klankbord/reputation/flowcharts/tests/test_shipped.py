"""The flows that come along: whole, covered by their examples, and true to where they come from."""

from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.flow import Case, Step, coverage_of, read_chart, replay, run_case
from klankbord.core.flow.tests.walking import walk_any_way
from klankbord.core.flow.words import ROLES
from klankbord.people.models import Role
from klankbord.reputation.flowcharts.shipped import NAMES, shipped_chart, shipped_text


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_flow_has_no_problems_and_its_examples_take_every_branch(name):
    checked = read_chart(shipped_text(name))
    assert checked.problems == ()
    assert checked.chart.id == name
    assert coverage_of(checked.chart).untried == []


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data(), platform=st.sampled_from(["", "mastodon", "mail"]))
def test_every_case_in_a_shipped_flow_reaches_an_outcome(name, data, platform):
    chart = shipped_chart(name)
    state, history = walk_any_way(chart, data, platform)
    assert state.is_ended
    stored = msgspec.json.decode(msgspec.json.encode(history), type=list[Step])
    assert replay(chart, stored) == state


def test_the_roles_of_a_flow_are_roles_of_the_house():
    assert set(ROLES) <= set(Role.values)


YES_NO = {True: "yes", False: "no"}
PUBLIC = {"danger": "no", "ours": "yes", "colleague": "no", "asked": "no", "among-users": "no"}


def end_of(chart, **answers):
    given_answers = {key.replace("_", "-"): value for key, value in answers.items()}
    run = run_case(chart, Case(platform="mastodon", answers=given_answers))
    assert run.is_ended, run
    return run.path


def printed(*, positive, provoking, joke, wrong, experience, respond):
    """The assessment as it was printed in 2008: the first row that fits decides."""
    rows = (
        (positive, {"thank", "agree", "share", "nothing-to-add"}),  # concur, share, or let stand
        (provoking, {"watch-provocation"}),  # monitor only
        (joke, {"watch-joke"}),  # monitor only
        (wrong, {"correct"}),  # fix the facts
        (experience, {"restore"}),  # restoration
        (respond, {"escalate"}),  # final evaluation: the influence of site and stakeholder
    )
    return next((ends for fits, ends in rows if fits), {"let-stand"})


@pytest.mark.parametrize("row", list(product([True, False], repeat=6)))
def test_the_decision_table_of_2008_holds_for_public_messages(row):
    positive, provoking, joke, wrong, experience, respond = row
    path = end_of(
        shipped_chart("standard"),
        **PUBLIC,
        positive=YES_NO[positive],
        factual="yes",
        praise="thank",
        provoking=YES_NO[provoking],
        joke=YES_NO[joke],
        facts=YES_NO[wrong],
        valid="no",
        experience=YES_NO[experience],
        growing=YES_NO[respond],
    )
    expected = printed(
        positive=positive,
        provoking=provoking,
        joke=joke,
        wrong=wrong,
        experience=experience,
        respond=respond,
    )
    assert expected & set(path), path


NEGATIVE = {"positive": "no", "provoking": "no", "joke": "no"}
CRITICS = {
    "friendly words with a wrong fact are put right, not thanked": (
        {**PUBLIC, "positive": "yes", "factual": "no", "facts": "yes"},
        "correct",
    ),
    "criticism that is right gets an owner and a day, without an own experience": (
        {**PUBLIC, **NEGATIVE, "facts": "no", "valid": "yes"},
        "follow-up",
    ),
    "a colleague is spoken to, never corrected in public": (
        {**PUBLIC, "colleague": "yes"},
        "colleague-told",
    ),
    "users among themselves are left alone": (
        {**PUBLIC, "among-users": "yes", "needed": "no"},
        "hold-back",
    ),
    "but not where it is about safety": (
        {**PUBLIC, **NEGATIVE, "among-users": "yes", "needed": "yes", "facts": "yes"},
        "correct",
    ),
    "a question to us is answered wherever it is asked": (
        {**PUBLIC, "asked": "yes", "positive": "yes", "factual": "yes", "praise": "reply"},
        "reply",
    ),
    "praise for friends gets a light touch": (
        {**PUBLIC, "positive": "yes", "factual": "yes", "praise": "light"},
        "light-touch",
    ),
    "a threat goes to safety before any other question": ({"danger": "yes"}, "stopped"),
    "what is not about us is let stand": ({**PUBLIC, "ours": "no"}, "not-ours"),
}


@pytest.mark.parametrize("said", list(CRITICS))
def test_what_the_critics_of_the_assessment_missed(said):
    answers, place = CRITICS[said]
    run = run_case(shipped_chart("standard"), Case(answers=answers))
    assert run.is_ended
    assert place in run.path


def test_nothing_goes_out_before_the_list_is_ticked():
    chart = shipped_chart("standard")
    for example in chart.examples:
        if example.path[-1] == "answered":
            assert example.path[-2] == "before-sending"


SITUATION = {
    ("victim", "no"): set(),
    ("victim", "yes"): {"diminish"},
    ("accident", "no"): {"diminish"},
    ("accident", "yes"): {"rebuild"},
    ("preventable", "no"): {"rebuild"},
    ("preventable", "yes"): {"rebuild"},
}


@pytest.mark.parametrize(("blame", "before"), list(SITUATION))
@pytest.mark.parametrize("bolster", ["yes", "no"])
def test_the_stance_fits_the_blame_and_the_history(blame, before, bolster):
    path = end_of(
        shipped_chart("crisis"),
        at_risk="yes",
        rumour="no",
        blame=blame,
        victim_before=before,
        accident_before=before,
        good_to_tell=bolster,
    )
    assert path[:3] == ("at-risk", "instruct", "adjust")
    assert set(path) & {"diminish", "rebuild", "deny"} == SITUATION[blame, before]
    assert ("bolster" in path) == (bolster == "yes")


@settings(deadline=None)
@given(data=st.data())
def test_a_denial_is_never_mixed(data):
    chart = shipped_chart("crisis")
    choices = {
        node.id: data.draw(st.sampled_from([answer.id for answer in node.answers]))
        for node in chart.nodes
        if hasattr(node, "answers")
    }
    path = set(run_case(chart, Case(answers=choices)).path)
    assert "adjust" in path
    assert "deny" not in path or not path & {"diminish", "rebuild", "bolster"}


def test_the_short_flow_asks_five_questions():
    chart = shipped_chart("short")
    assert sum(hasattr(node, "answers") for node in chart.nodes) == 5
