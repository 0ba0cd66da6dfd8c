"""Everything wrong with a flow is found at once, and the JSON Schema agrees on its shape."""

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.flow import ProblemCode, check_document, document_of, json_schema, read_chart
from klankbord.core.flow.problems import SHAPE
from klankbord.core.flow.read import read_document, write_document
from klankbord.core.flow.shape import shape_problems
from klankbord.core.flow.tests.sample import answer, flow, node_of, words

KEPT = st.characters(codec="utf-8", exclude_characters="\0")  # what a document may hold
VALIDATOR = jsonschema_rs.Draft202012Validator(json_schema())


def found(document):
    return {(problem.code, problem.place) for problem in check_document(document).problems}


def test_a_good_flow_has_no_problems():
    checked = check_document(flow())
    assert (checked.problems, checked.is_fine) == ((), True)


def test_all_problems_of_a_bad_flow_are_told_at_once():
    bad = flow()
    asked = node_of(bad, "asked")
    asked["answers"][0]["to"] = "wrnog"
    asked["answers"][1]["label"] = {"nl": "Nee"}
    asked["evidence"] = [
        {"source": "sentimint", "labels": ["negative"], "answer": "yes"},
        {"source": "sentiment", "labels": ["furious"], "answer": "yes"},
        {"source": "sentiment", "at_least": 1, "answer": "yse"},
    ]
    asked["guard"] = {"owner": "boss", "platforms": ["hyves"]}
    node_of(bad, "correct").update(to="", guard={"approval": "aprover"})
    node_of(bad, "ready")["items"] = []
    del node_of(bad, "rest")["reason"]
    bad["nodes"] += [
        {"kind": "question", "id": "alone", "title": words("?"), "answers": [answer("a", "ring")]},
        {"kind": "question", "id": "mute", "title": words("?")},
        {"kind": "action", "id": "ring", "title": words("Ring"), "act": "reply", "to": "ring-2"},
        {"kind": "action", "id": "ring-2", "title": words("Ring"), "act": "reply", "to": "ring"},
        {"kind": "action", "id": "watch", "title": words("W"), "act": "monitor", "to": "direct"},
        {"kind": "action", "id": "give", "title": words("G"), "act": "hand_over", "to": "over"},
        {"kind": "outcome", "id": "over", "title": words("O"), "result": "handed_over"},
        {"kind": "outcome", "id": "look", "title": words("O"), "result": "monitoring"},
        {"kind": "outcome", "id": "odd", "title": words("O"), "result": "let_stand", "reason": "x"},
        {"kind": "outcome", "id": "direct", "title": words("O"), "result": "answered"},
        {"kind": "outcome", "id": "direct", "title": words("O"), "result": "answered"},
    ]
    asked["answers"].append(answer("watch", "watch"))
    bad["examples"].append(
        {
            "id": "astray",
            "message": words("?"),
            "evidence": {"mood": {"value": "bad"}},
            "answers": {"asked": "no", "asked-2": "yes"},
            "path": ["asked", "sent"],
        }
    )
    bad["examples"].append({"id": "still", "message": words("?"), "path": ["asked"]})
    node_of(bad, "asked")["guard"]["platforms"].append("mastodon")
    codes = {
        (ProblemCode.NODE_UNKNOWN, "nodes.asked.answers.yes.to"),
        (ProblemCode.TRANSLATION_MISSING, "nodes.asked.answers.no.label"),
        (ProblemCode.EVIDENCE_UNKNOWN, "nodes.asked.evidence.0"),
        (ProblemCode.EVIDENCE_LABEL_UNKNOWN, "nodes.asked.evidence.1"),
        (ProblemCode.EVIDENCE_PROVES_NOTHING, "nodes.asked.evidence.2"),
        (ProblemCode.EVIDENCE_ANSWER_UNKNOWN, "nodes.asked.evidence.2"),
        (ProblemCode.ROLE_UNKNOWN, "nodes.asked.guard.owner"),
        (ProblemCode.ROLE_UNKNOWN, "nodes.correct.guard.approval"),
        (ProblemCode.PLATFORM_UNKNOWN, "nodes.asked.guard.platforms"),
        (ProblemCode.OTHERWISE_MISSING, "nodes.asked.guard.otherwise"),
        (ProblemCode.DEAD_END, "nodes.correct.to"),
        (ProblemCode.ITEMS_MISSING, "nodes.ready.items"),
        (ProblemCode.REASON_MISSING, "nodes.rest.reason"),
        (ProblemCode.REASON_UNKNOWN, "nodes.odd.reason"),
        (ProblemCode.REVIEW_MISSING, "nodes.watch.review_days"),
        (ProblemCode.REVIEW_MISSING, "nodes.look.review_days"),
        (ProblemCode.OWNER_MISSING, "nodes.give.guard.owner"),
        (ProblemCode.OWNER_MISSING, "nodes.over.owner"),
        (ProblemCode.ANSWER_ALONE, "nodes.alone.answers"),
        (ProblemCode.ANSWERS_MISSING, "nodes.mute.answers"),
        (ProblemCode.CYCLE_WITHOUT_EXIT, "nodes.ring"),
        (ProblemCode.UNREACHABLE, "nodes.ring"),
        (ProblemCode.ID_TWICE, "nodes.direct"),
        (ProblemCode.ANSWERED_UNCHECKED, "nodes.direct"),
        (ProblemCode.EVIDENCE_UNKNOWN, "examples.astray.evidence.mood"),
        (ProblemCode.EXAMPLE_ANSWER_UNKNOWN, "examples.astray.answers.asked-2"),
    }
    assert codes - found(bad) == set()


def test_a_remedy_can_name_what_was_meant():
    bad = flow()
    node_of(bad, "asked")["answers"][0]["to"] = "wrnog"
    problem = next(p for p in check_document(bad).problems if p.code == ProblemCode.NODE_UNKNOWN)
    assert problem.values == {"to": "wrnog", "nearest": "wrong"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"path": ["asked", "rest"]}, ProblemCode.EXAMPLE_FAILS),
        ({"answers": {}}, ProblemCode.EXAMPLE_STOPS),
        ({"answers": {"wrong": "ask-again"}}, ProblemCode.EXAMPLE_LOOPS),
    ],
)
def test_a_failing_example_is_told_with_its_path(change, code):
    bad = flow()
    bad["examples"][0] |= change
    (problem,) = check_document(bad).problems
    assert (problem.code, problem.place) == (code, "examples.wrong-hours")
    assert problem.values["path"][0] == "asked"


def test_start_and_outcomes_are_needed():
    bad = flow()
    bad["start"] = ""
    assert (ProblemCode.START_MISSING, "start") in found(bad)
    bad["nodes"] = [node for node in bad["nodes"] if node["kind"] != "outcome"]
    assert (ProblemCode.NO_OUTCOME, "nodes") in found(bad)


def test_a_circle_of_platforms_has_no_exit():
    bad = flow()
    node_of(bad, "thank")["guard"] = {"platforms": ["reddit"], "otherwise": "share"}
    assert (ProblemCode.CYCLE_WITHOUT_EXIT, "nodes.share") in found(bad)


def test_shape_problems_are_told_at_once_too():
    bad = flow()
    bad["format"] = 2
    bad["tilte"] = {}
    node_of(bad, "correct")["act"] = "corect"
    node_of(bad, "sent")["answers"] = []
    node_of(bad, "asked")["answers"][0]["deadline"] = "an hour"
    node_of(bad, "asked")["answers"][1]["deadline"] = 0
    node_of(bad, "rest")["id"] = "Let it rest"
    del bad["nodes"][1]["kind"]
    bad["examples"] = "none"
    assert found(bad) == {
        (ProblemCode.VALUE_UNKNOWN, "format"),
        (ProblemCode.FIELD_UNKNOWN, "tilte"),
        (ProblemCode.VALUE_UNKNOWN, "nodes.correct.act"),
        (ProblemCode.FIELD_UNKNOWN, "nodes.sent.answers"),
        (ProblemCode.WRONG_TYPE, "nodes.asked.answers.yes.deadline"),
        (ProblemCode.VALUE_OUTSIDE, "nodes.asked.answers.no.deadline"),
        (ProblemCode.VALUE_OUTSIDE, "nodes.Let it rest.id"),
        (ProblemCode.FIELD_MISSING, "nodes.wrong"),
        (ProblemCode.WRONG_TYPE, "examples"),
    }


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 10**6) | st.floats(0, 2) | st.text(max_size=5)
    | st.sampled_from(["yes", "asked", "question", "check", "reply", "answered", "expert"]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(["id", "nl", "kind", "to", "x"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def places(value, at=()):
    yield at
    inner = (
        value
        if isinstance(value, dict)
        else dict(enumerate(value if isinstance(value, list) else ()))
    )
    for key, each in inner.items():
        yield from places(each, (*at, key))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_the_schema_accepts_what_the_checker_finds_well_shaped(data):
    document = flow()
    for _turn in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.sampled_from([place for place in places(document) if place]))
        holder = document
        for key in at[:-1]:
            holder = holder[key]
        match data.draw(st.sampled_from(["put", "drop", "add"])):
            case "put":
                holder[at[-1]] = data.draw(PARTS)
            case "drop":
                del holder[at[-1]]
            case "add" if isinstance(holder, dict):
                holder[data.draw(st.sampled_from(["id", "to", "title", "odd"]))] = data.draw(PARTS)
    assert VALIDATOR.is_valid(document) == (not shape_problems(document))
    codes = {problem.code for problem in check_document(document).problems}
    assert bool(codes & SHAPE) == (not VALIDATOR.is_valid(document))


def test_a_document_survives_writing_and_reading():
    for text in (write_document(flow()), json.dumps(flow())):
        checked = read_chart(text)
        assert checked.problems == ()
        assert check_document(document_of(checked.chart)).chart == checked.chart


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(
        st.text(KEPT, max_size=12)
        | st.integers(-(10**9), 10**9)
        | st.sampled_from(["yes", "1e3", "~"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(KEPT, min_size=1, max_size=6), inner, max_size=3)
        ),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, dict))
)
def test_words_stay_words(value):
    assert read_document(write_document(value)) == (value, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", ProblemCode.NOT_READABLE),
        ("a: &b [1]\nc: *b", ProblemCode.REFERENCE_REFUSED),
        ("[" * 40, ProblemCode.TOO_LARGE),
        ("x" * 500_000, ProblemCode.TOO_LARGE),
        ("a: 1\na: 2", ProblemCode.KEY_TWICE),
        ("? [a]\n: 1", ProblemCode.NOT_READABLE),
        ("", ProblemCode.WRONG_TYPE),
        ("- 1", ProblemCode.WRONG_TYPE),
        ("\x00", ProblemCode.NOT_READABLE),
        ('{"id": "a\\u0000b"}', ProblemCode.NOT_READABLE),
        ('"a\\0": 1', ProblemCode.NOT_READABLE),
    ],
)
def test_a_text_that_is_no_flow_says_why(text, code):
    assert code in {problem.code for problem in read_chart(text).problems}


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text):
    assert read_chart(text).problems


def test_the_largest_flow_is_checked_quickly():
    big = flow()
    big["nodes"] += [
        {"kind": "action", "id": f"n{i}", "title": words("x"), "act": "reply", "to": f"n{i + 1}"}
        for i in range(180)
    ]
    assert (ProblemCode.UNREACHABLE, "nodes.n1") in found(big)
    big["nodes"] *= 2
    assert (ProblemCode.TOO_LARGE, "nodes") in found(big)


@pytest.mark.parametrize(("part", "n"), [("nodes", 201), ("examples", 201)])
def test_what_is_too_large_is_told_before_its_shape_is_looked_at(part, n):
    big = flow() | {part: [{"kind": "wrong"}] * n}
    assert found(big) == {(ProblemCode.TOO_LARGE, part)}


def test_answers_are_counted_over_all_questions():
    big = flow()
    for key in ("asked", "wrong"):
        node_of(big, key)["answers"] = [answer(f"a{i}", "rest") for i in range(301)]
    assert found(big) == {(ProblemCode.TOO_LARGE, "answers")}


@pytest.mark.parametrize("odd", [None, 1, "nodes", [1], {"nodes": {}}, {"nodes": [1, None]}])
def test_nothing_is_taken_for_granted_of_a_document(odd):
    assert check_document(odd).chart is None


def test_of_many_problems_the_first_hundred_are_told():
    unshaped, astray = flow(), flow()
    node_of(unshaped, "ready")["items"] = [{"id": f"i{i}"} for i in range(2_000)]
    node_of(astray, "asked")["answers"] = [answer(f"a{i}", f"nowhere-{i}") for i in range(500)]
    assert [len(check_document(each).problems) for each in (unshaped, astray)] == [100, 100]


@pytest.mark.parametrize("key", ["asked\n", "\nasked", "asked\u2028", "as ked", "-asked", ""])
def test_an_id_is_one_word(key):
    odd = flow()
    node_of(odd, "asked")["id"] = key
    assert ProblemCode.VALUE_OUTSIDE in {code for code, _place in found(odd)}
