"""Every problem of a flow has words in both languages, on the screen and in the guide."""

import re
from pathlib import Path

import pytest
import yaml
from django.utils import translation

import klankbord
from klankbord.core.flow import Problem, ProblemCode, check_document, read_chart
from klankbord.core.flow.read import read_document
from klankbord.core.flow.words import EVIDENCE
from klankbord.reputation.flowcharts.problem_words import WORDS, told_problem
from klankbord.reputation.flowcharts.shipped import NAMES, shipped_text

DOCS = Path(klankbord.__file__).parents[2] / "docs"
PAGES = ("en/flowcharts.md", "nl/stroomschema.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_guide_names_every_problem_and_all_evidence(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [code for code in ProblemCode if f"| `{code}` |" not in text] == []
    assert [source for source in EVIDENCE if f"| `{source}` |" not in text] == []


def test_the_flow_in_the_guide_is_a_good_flow():
    text = (DOCS / PAGES[0]).read_text(encoding="utf-8")
    (document,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert read_chart(document).problems == ()


def test_every_problem_has_words():
    assert set(WORDS) == set(ProblemCode)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("code", list(ProblemCode))
def test_words_take_the_values_that_their_code_promises(code, language):
    source = Path(klankbord.__file__).parent / "core/flow/problems.py"
    name = code.name
    promise = re.search(rf'{name} = .*\n    """(.*?)"""', source.read_text("utf-8"))[1]
    values = dict.fromkeys(re.findall(r"`(\w+)`", promise.partition("Values:")[2]), "text")
    with translation.override(language):
        told = told_problem(Problem(code, "nodes.a.answers.b", values))
    assert told.sentence
    assert told.remedy
    assert "%" not in told.sentence + told.remedy


def test_a_place_is_told_as_people_look_for_it():
    with translation.override("en"):
        told = told_problem(Problem(ProblemCode.DEAD_END, "nodes.asked.answers.yes.to", {}))
        assert (told.where, told.node) == ("step “asked”, answer “yes”", "asked")
        whole = told_problem(Problem(ProblemCode.NO_OUTCOME, "nodes", {}))
        assert (whole.where, whole.node) == ("the whole flow", "")
        rule = told_problem(Problem(ProblemCode.EVIDENCE_UNKNOWN, "nodes.a.evidence.0", {
            "source": "mood", "nearest": "",
        }))  # fmt: skip
        assert rule.where == "step “a”, evidence 1"


@pytest.mark.parametrize("name", NAMES)
def test_any_reader_of_yaml_reads_our_flows(name):
    assert read_document(shipped_text(name)) == (yaml.safe_load(shipped_text(name)), [])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_real_problems_are_told(language):
    """Break each way of a flow in turn: whatever the check says has words."""
    document = yaml.safe_load(shipped_text("short"))
    for node in document["nodes"]:
        for holder in [node, *node.get("answers", [])]:
            kept = dict(holder)
            for broken in ({"to": "gone"}, {"to": document["start"]}, {"odd": 1}):
                holder.update(broken)
                with translation.override(language):
                    told = [told_problem(each) for each in check_document(document).problems]
                assert all(each.sentence and each.remedy for each in told)
                holder.clear()
                holder.update(kept)
