"""`klankbord evaluate`: how well a task is done on a labelled file."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click
import msgspec

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.labels import Agreement, agreement
from klankbord.core.text.language import languages
from klankbord.site.commands.evaluate_guard import judge_guard
from klankbord.site.commands.streams import Unusable, numbered_lines, report

_SHOWN = 12  # labels a row of the matrix has room for


class _Labelled(msgspec.Struct):
    text: str
    lang: str


@click.command()
@click.argument("task", type=click.Choice(["language", "guard"]))
@click.argument("file", required=False)
@click.option("--longest", type=click.IntRange(min=1), help="Only texts of so many letters.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def evaluate(*, task: str, file: str | None, longest: int | None, as_json: bool) -> None:
    """Do TASK on each line of FILE (JSON Lines with the right answer) and say how well it went.

    language: {"text", "lang"} a line. guard: {"text", "spans": [{"start", "end", "type"}]},
    {"tokens": [[word, "", "B_PER_1"]]} or mail {"body", "categories"}; without FILE, the corpus
    that comes along. Shares come with their 95 % interval.
    """
    if task == "guard":
        judged = judge_guard(file)
        return report(judged.values, as_json=as_json, lines=judged.lines)
    if file is None:
        message = "Name the labelled file."
        raise Unusable(message)
    rows = [row for row in _rows(file) if longest is None or len(row.text) <= longest]
    if not rows:
        raise Unusable(file, "no line to judge by")
    outcome = TASKS[task](rows)
    return report(_as_values(task, outcome), as_json=as_json, lines=_as_lines(outcome))


def _language(rows: Sequence[_Labelled]) -> Agreement:
    found = languages([row.text for row in rows])
    return agreement(
        [row.lang for row in rows], [each.code for each in found], [each.p for each in found]
    )


TASKS: dict[str, Callable[[Sequence[_Labelled]], Agreement]] = {"language": _language}


def _rows(name: str) -> Iterator[_Labelled]:
    for number, line in numbered_lines(name):
        try:
            yield msgspec.json.decode(line, type=_Labelled)
        except msgspec.MsgspecError as error:
            raise Unusable(name, number, error) from error


def _as_values(task: str, outcome: Agreement) -> dict[str, Any]:
    return {
        "task": task,
        "n": outcome.n,
        "accuracy": asdict(outcome.accuracy),
        "answered": asdict(outcome.answered),
        "macro_f1": outcome.macro_f1,
        "calibration_error": outcome.calibration_error,
        "labels": {
            each.label: {
                "n": each.n,
                "recall": asdict(each.recall),
                "precision": asdict(each.precision),
                "f1": each.f1,
            }
            for each in outcome.labels
        },
        "confusion": [
            {"right": right, "given": given, "n": n}
            for (right, given), n in sorted(outcome.confusion.items())
        ],
    }


def _as_lines(outcome: Agreement) -> list[str]:
    error = outcome.calibration_error
    return [
        f"{outcome.n} texts",
        f"accuracy   {_said(outcome.accuracy)}",
        f"answered   {_said(outcome.answered)}",
        f"macro F1   {outcome.macro_f1:.3f}",
        *([] if error is None else [f"calibration error {error:.3f}"]),
        "",
        "label      n  recall                  precision               F1",
        *(
            f"{each.label:5} {each.n:6}  {_said(each.recall):22}  {_said(each.precision):22}"
            f"  {each.f1:.3f}"
            for each in outcome.labels
        ),
        "",
        *_matrix(outcome),
    ]


def _said(interval: Interval) -> str:
    return f"{interval.share:.3f} ({interval.low:.3f}-{interval.high:.3f})"


def _matrix(outcome: Agreement) -> list[str]:
    """Right labels down, given labels across; what is rare stands together as "other"."""
    right = [each.label for each in outcome.labels]
    sums: Counter[str] = Counter()
    for (_right, given), n in outcome.confusion.items():
        sums[given] += n
    across = sorted(sums, key=lambda label: (label not in right, -sums[label], label))[:_SHOWN]
    head = "right \\ given" + "".join(f"{label or '-':>7}" for label in across) + "  other"
    rows = []
    for label in right:
        cells = [outcome.confusion.get((label, given), 0) for given in across]
        rest = sum(n for (one, _), n in outcome.confusion.items() if one == label) - sum(cells)
        rows.append(f"{label:13}" + "".join(f"{n:7}" for n in cells) + f"{rest:7}")
    return [head, *rows]
