"""How well given labels agree with the right ones: shares with intervals, confusion, calibration.

Calibration is the expected calibration error over ten bins of equal width (Guo and others, "On
calibration of modern neural networks", 2017).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.measure.intervals import Interval, wilson_interval

_N_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One right label: how often it was given where it belongs, and belongs where it was given."""

    label: str
    n: int
    recall: Interval
    precision: Interval

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision; 0 where neither has a hit."""
        total = self.recall.share + self.precision.share
        return 2 * self.recall.share * self.precision.share / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of a labelled set; an empty given label means "no answer" and counts as wrong.

    `confusion` counts (right, given) pairs. `calibration_error` looks at answered cases only; None
    where no probabilities were given.
    """

    n: int
    accuracy: Interval
    answered: Interval
    labels: tuple[LabelFigures, ...]
    confusion: dict[tuple[str, str], int]
    calibration_error: float | None

    @property
    def macro_f1(self) -> float:
        """Mean of F1 over the right labels, each counting once."""
        return sum(each.f1 for each in self.labels) / len(self.labels) if self.labels else 0.0


def agreement(
    right: Sequence[str], given: Sequence[str], p: Sequence[float] | None = None
) -> Agreement:
    """Compare; the sequences are of one length (ValueError if not)."""
    confusion = Counter(zip(right, given, strict=True))
    n, n_right = len(right), sum(count for (one, other), count in confusion.items() if one == other)
    return Agreement(
        n=n,
        accuracy=wilson_interval(n_right, n),
        answered=wilson_interval(sum(map(bool, given)), n),
        labels=tuple(_figures(label, confusion) for label in sorted(set(right))),
        confusion=dict(confusion),
        calibration_error=None if p is None else _calibration_error(right, given, p),
    )


def _figures(label: str, confusion: Counter[tuple[str, str]]) -> LabelFigures:
    n_hits = confusion[label, label]
    n_right = sum(count for (right, _), count in confusion.items() if right == label)
    n_given = sum(count for (_, given), count in confusion.items() if given == label)
    return LabelFigures(
        label, n_right, wilson_interval(n_hits, n_right), wilson_interval(n_hits, n_given)
    )


def _calibration_error(right: Sequence[str], given: Sequence[str], p: Sequence[float]) -> float:
    bins: dict[int, list[float]] = {}
    for one, other, sure in zip(right, given, p, strict=True):
        if other:
            bins.setdefault(min(int(sure * _N_BINS), _N_BINS - 1), []).append(sure - (one == other))
    n = sum(map(len, bins.values()))
    return sum(abs(sum(gaps)) for gaps in bins.values()) / n if n else 0.0
