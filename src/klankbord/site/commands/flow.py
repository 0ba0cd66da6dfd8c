"""`klankbord flow check` and `klankbord flow run`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from django.utils import translation

from klankbord.core.flow import (
    Case,
    Chart,
    Checked,
    coverage_of,
    json_schema,
    read_chart,
    run_case,
)
from klankbord.core.flow.chart import Outcome
from klankbord.core.flow.examples import Run
from klankbord.reputation.flowcharts.problem_words import told_problem
from klankbord.reputation.flowcharts.shipped import NAMES, shipped_text
from klankbord.site.commands.streams import Unusable, opened_in, report

LANG = click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)


@click.group()
def flow() -> None:
    """Check a flow, or run cases through it.

    FLOW is a file, YAML or JSON, or the name of a flow that comes along: standard, short, crisis.
    """


@flow.command()
@click.argument("name", metavar="FLOW")
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(*, name: str, lang: str, as_json: bool) -> None:
    """Tell everything that is wrong with FLOW, and how far its examples cover it."""
    checked = _read(name)
    with translation.override(lang):
        values = _checked_values(checked)
        report(values, as_json=as_json, lines=_checked_lines(values))
    sys.exit(0 if checked.is_fine else 1)


@flow.command()
@click.argument("name", metavar="FLOW")
@click.argument("cases", metavar="CASE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def run(*, name: str, cases: str, as_json: bool) -> None:
    """Run each CASE (JSON Lines) through FLOW: its path and outcome.

    A case is {"id", "platform", "evidence": {source: {"value", "confidence"}}, "answers":
    {question: answer}}. Exit code 1 if one of them stands still at a question.
    """
    checked = _read(name)
    if checked.chart is None or not checked.is_fine:
        raise Unusable(name, f"has problems: see `klankbord flow check {name}`")
    stopped = False
    for case in _cases(cases):
        done = run_case(checked.chart, case)
        stopped |= not done.is_ended
        values = _run_values(checked.chart, case, done)
        report(values, as_json=as_json, lines=_run_lines(values))
    sys.exit(1 if stopped else 0)


@flow.command()
def schema() -> None:
    """Print the JSON Schema of a flow, for an editor that completes and checks while you type."""
    click.echo(json.dumps(json_schema(), indent=2))


def _read(name: str) -> Checked:
    if name in NAMES and not Path(name).exists():
        return read_chart(shipped_text(name))
    with opened_in(name) as file:
        try:
            return read_chart(file.read().decode())
        except UnicodeDecodeError as error:
            raise Unusable(name, "not UTF-8") from error


def _cases(name: str) -> Iterator[Case]:
    """The cases of a file: one a line, or one written over several lines."""
    with opened_in(name) as file:
        text = file.read()
    try:
        yield msgspec.json.decode(text, type=Case)
    except msgspec.MsgspecError:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                try:
                    yield msgspec.json.decode(line, type=Case)
                except msgspec.MsgspecError as error:
                    raise Unusable(name, number, error) from error


def _checked_values(checked: Checked) -> dict[str, Any]:
    told = [told_problem(problem) for problem in checked.problems]
    problems = [
        {"code": each.code, "place": each.place, "sentence": each.sentence, "remedy": each.remedy}
        for each in told
    ]
    if checked.chart is None:
        return {"flow": None, "problems": problems}
    covered = coverage_of(checked.chart)
    return {
        "flow": checked.chart.id,
        "problems": problems,
        "nodes": len(checked.chart.nodes),
        "examples": len(checked.chart.examples),
        "coverage": round(covered.share, 4),
        "untried": [msgspec.to_builtins(branch) for branch in covered.untried],
    }


def _checked_lines(values: dict[str, Any]) -> list[str]:
    lines = [f"{each['place']}: {each['sentence']} {each['remedy']}" for each in values["problems"]]
    if values["flow"]:
        share = f"{values['coverage']:.0%}"
        counts = f"{values['nodes']} nodes, {values['examples']} examples, {share} of the branches"
        lines.append(f"{values['flow']}: {counts}")
        lines += [f"untried: {each['node']} → {each['name']}" for each in values["untried"]]
    return lines


def _run_values(chart: Chart, case: Case, done: Run) -> dict[str, Any]:
    end = chart.by_id[done.path[-1]]
    outcome = end if isinstance(end, Outcome) else None
    return {
        "case": case.id,
        "path": list(done.path),
        "outcome": str(outcome.result) if outcome else None,
        "reason": outcome.reason if outcome else "",
        "stopped": done.stopped,
        "decisions": [msgspec.to_builtins(each) for each in done.decisions],
    }


def _run_lines(values: dict[str, Any]) -> list[str]:
    end = values["outcome"] or f"{values['stopped']}: {values['path'][-1]}"
    head = f"{values['case']}: " if values["case"] else ""
    reason = f" ({values['reason']})" if values["reason"] else ""
    return [f"{head}{' → '.join(values['path'])} = {end}{reason}"]
