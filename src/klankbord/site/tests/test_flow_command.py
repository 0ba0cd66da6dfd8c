import json

import jsonschema_rs
import pytest
from click.testing import CliRunner

from klankbord.core.flow.read import read_document
from klankbord.reputation.flowcharts.shipped import NAMES, shipped_text
from klankbord.site.cli import main

CASES = [
    {"id": "a", "answers": {"danger": "yes"}},
    {"id": "b", "evidence": {"danger": {"value": "none", "confidence": 0.9}}},
]


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *arguments, **extra: runner.invoke(main, ["flow", *arguments], **extra)


@pytest.mark.parametrize("name", NAMES)
def test_flow_check_is_content_with_the_flows_that_come_along(run, name):
    done = run("check", name, "--json")
    assert done.exit_code == 0
    values = json.loads(done.stdout)
    assert (values["flow"], values["problems"], values["coverage"]) == (name, [], 1.0)


def test_flow_check_tells_all_problems_in_both_languages(run, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(shipped_text("short").replace("to: correct", "to: corect"))
    done = run("check", str(wrong))
    assert done.exit_code == 1
    assert "no such step" in done.stdout
    assert "do you mean “correct”?" in done.stdout
    assert "No way from the start leads here" in done.stdout
    assert "en er is geen stap die zo heet" in run("check", str(wrong), "--lang", "nl").stdout


def test_flow_check_reads_json_and_standard_input(run):
    done = run("check", "-", input='{"format": 1}')
    assert done.exit_code == 1
    assert done.stdout.count("is missing") == 3


def test_flow_check_says_why_a_file_cannot_be_read(run, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(b"\xff")
    for name in (str(wrong), "nowhere.yaml"):
        assert run("check", name).exit_code == 2


def test_flow_schema_accepts_the_flows_that_come_along(run):
    validator = jsonschema_rs.validator_for(json.loads(run("schema").stdout))
    for name in NAMES:
        assert validator.is_valid(read_document(shipped_text(name))[0])
    assert not validator.is_valid({"format": 1})


def test_flow_run_gives_path_and_outcome(run, tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(map(json.dumps, CASES)))
    done = run("run", "short", str(cases), "--json")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["path"], first["outcome"]) == (["danger", "safety", "stopped"], "stopped")
    assert (second["stopped"], second["path"]) == ("no-answer", ["danger", "ours"])
    assert second["decisions"][0]["by"] == "evidence"
    assert done.exit_code == 1
    one = run("run", "short", "-", input=json.dumps(CASES[0], indent=2))
    assert (one.exit_code, one.stdout) == (0, "a: danger → safety → stopped = stopped\n")


def test_flow_run_refuses_a_wrong_case_or_flow(run, tmp_path):
    wrong = run("run", "short", "-", input='{"answer": {}}')
    assert (wrong.exit_code, "-: 1" in wrong.stderr) == (2, True)
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1")
    assert "flow check" in run("run", str(bad), "-", input="{}").stderr
