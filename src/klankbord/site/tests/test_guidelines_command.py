"""`klankbord guidelines lint` and `klankbord evaluate wordings`."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from klankbord.core.guidelines.tests import test_difference
from klankbord.site.cli import main

PAIRS = Path(test_difference.__file__).with_name("clause_pairs.jsonl")
VAGUE = """# Social media

Be professional.

# Photos

Never share a photo without asking. Ask first, and you may.
"""
DATA = Path(os.environ.get("KLANKBORD_TEST_DATA", "nowhere"))


@pytest.fixture
def lint(tmp_path):
    def go(text, *arguments, name="policy.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return CliRunner().invoke(
            main, ["guidelines", "lint", str(tmp_path / name), *arguments, "--json"]
        )

    return go


def test_findings_have_their_clause_place_and_remedy(lint):
    done = lint(VAGUE)
    assert done.exit_code == 1
    values = json.loads(done.stdout)
    [vague] = [each for each in values["findings"] if each["flaw"] == "vague-ban"]
    assert (vague["clause"], vague["title"]) == (1, "Social media")
    assert "Be professional."[vague["start"] : vague["end"]] == vague["text"]
    assert vague["text"] == "Be professional."
    assert vague["remedy"]
    missing = {each["flaw"] for each in values["findings"] if each["clause"] is None}
    assert {"missing-subject", "missing-right"} <= missing
    assert values["language"] == "en"


def test_sentences_come_in_the_language_that_is_asked(lint, tmp_path):
    lint("Wees professioneel.\n\nVraag het eerst aan je collega voordat je iets deelt.")
    done = CliRunner().invoke(
        main, ["guidelines", "lint", str(tmp_path / "policy.md"), "--lang", "nl"]
    )
    assert "Zeg wat je wel doet" in done.stdout
    assert "Wees professioneel." in done.stdout


def test_a_line_is_a_text_of_its_own(lint):
    lines = [
        {"id": "a", "text": "Ask first if somebody is on your photo.", "lang": "en"},
        {"id": "b", "text": "Use common sense.", "lang": "en"},
        {"id": "c", "text": "Gebruik je gezond verstand.", "lang": "nl"},
        {"id": "d", "text": "1234"},
    ]
    done = lint("\n".join(map(json.dumps, lines)), name="texts.jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in found] == ["b", "c"]
    assert "neither Dutch nor English: 1" in done.stderr


def test_what_cannot_be_read_says_what_to_do(lint):
    assert "--text-lang" in lint("12345\n").output
    assert lint("{", name="texts.jsonl").exit_code == 2


def test_pairs_of_wordings_are_judged():
    done = CliRunner().invoke(main, ["evaluate", "wordings", str(PAIRS), "--json"])
    values = json.loads(done.stdout)
    assert values["n"] >= 60
    assert values["accuracy"]["share"] == 1
    broken = CliRunner().invoke(main, ["evaluate", "wordings", "-"], input='{"old": ""}')
    assert broken.exit_code == 2


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the public data sets (KLANKBORD_TEST_DATA)")
@pytest.mark.parametrize(
    ("file", "most_vague"),
    [("dutch_text_ud/sentences.jsonl.gz", 0.005), ("enron_categories/mails.jsonl.gz", 0.1)],
)
def test_texts_of_others_are_read_to_the_end(file, most_vague):
    """News is no guideline: hardly a sentence of it may be called vague, and each has its place."""
    arguments = ["guidelines", "lint", str(DATA / file), "--json"]
    arguments += ["--text-lang", "nl" if "dutch" in file else "en"]
    done = CliRunner().invoke(main, arguments)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    findings = [each for text in found for each in text["findings"]]
    assert {"long-sentence", "long-word"} <= {each["flaw"] for each in findings}
    assert all(each["remedy"] for each in findings)
    n_vague = sum(any(each["flaw"] == "vague-ban" for each in text["findings"]) for text in found)
    assert n_vague <= most_vague * 1_300
