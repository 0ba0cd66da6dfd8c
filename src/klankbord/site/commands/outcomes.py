"""What came of judging, for people and for programs."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.labels import Agreement, macro_intervals

_SHOWN = 12  # labels a row of the matrix has room for


def as_values(task: str, outcome: Agreement) -> dict[str, Any]:
    """All figures of one comparison."""
    f1, recall = macro_intervals(outcome)
    return {
        "task": task,
        "n": outcome.n,
        "accuracy": asdict(outcome.accuracy),
        "answered": asdict(outcome.answered),
        "macro_f1": outcome.macro_f1,
        "macro_f1_interval": asdict(f1),
        "macro_recall": asdict(recall),
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


def as_lines(outcome: Agreement) -> list[str]:
    """The same to read."""
    error = outcome.calibration_error
    f1, recall = macro_intervals(outcome)
    return [
        f"{outcome.n} texts",
        f"accuracy   {said(outcome.accuracy)}",
        f"answered   {said(outcome.answered)}",
        f"macro F1   {said(f1)}",
        f"macro recall {said(recall)}",
        *([] if error is None else [f"calibration error {error:.3f}"]),
        "",
        "label           n  recall                  precision               F1",
        *(
            f"{each.label:10} {each.n:6}  {said(each.recall):22}  {said(each.precision):22}"
            f"  {each.f1:.3f}"
            for each in outcome.labels
        ),
        "",
        *_matrix(outcome),
    ]


def told_values(outcome: Agreement) -> dict[str, Any]:
    """Each label that was given: to how many, and how many of those are right."""
    return {
        each.label: {"n": n, "precision": asdict(each.precision)}
        for each in outcome.labels
        if (n := outcome.n_given(each.label))
    }


def told_lines(outcome: Agreement) -> list[str]:
    """The same to read."""
    return [
        f"  {each.label:10} right {said(each.precision)} of {n}"
        for each in outcome.labels
        if (n := outcome.n_given(each.label))
    ]


def said(interval: Interval) -> str:
    """A share with its bounds."""
    return f"{interval.share:.3f} ({interval.low:.3f}-{interval.high:.3f})"


def _matrix(outcome: Agreement) -> list[str]:
    """Right labels down, given labels across; what is rare stands together as "other"."""
    right = [each.label for each in outcome.labels]
    sums: Counter[str] = Counter()
    for (_right, given), n in outcome.confusion.items():
        sums[given] += n
    across = sorted(sums, key=lambda label: (label not in right, -sums[label], label))[:_SHOWN]
    head = "right \\ given" + "".join(f"{label or '-':>10}" for label in across) + "  the rest"
    rows = []
    for label in right:
        cells = [outcome.confusion.get((label, given), 0) for given in across]
        rest = sum(n for (one, _), n in outcome.confusion.items() if one == label) - sum(cells)
        rows.append(f"{label:13}" + "".join(f"{n:10}" for n in cells) + f"{rest:10}")
    return [head, *rows]
