"""How well given labels agree with the right ones: shares with intervals, confusion, calibration.

Calibration is the expected calibration error over ten bins of equal width (Guo and others, "On
calibration of modern neural networks", 2017). Means over labels have the percentile interval of
1,000 resamples (Efron, "Bootstrap methods: another look at the jackknife", 1979).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.measure.intervals import Interval, wilson_interval

_N_BINS: Final = 10
_N_RESAMPLES: Final = 1_000
_SEED: Final = 7
_EDGES: Final = (2.5, 97.5)


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

    @property
    def macro_recall(self) -> float:
        """Mean of recall over the right labels, each counting once."""
        shares = [each.recall.share for each in self.labels]
        return sum(shares) / len(shares) if shares else 0.0

    def n_given(self, label: str) -> int:
        """How many got a label, rightly or not."""
        return sum(n for (_right, given), n in self.confusion.items() if given == label)

    @property
    def accuracy_answered(self) -> Interval:
        """How often a given label is right, leaving out what got none."""
        n_right = sum(n for (right, given), n in self.confusion.items() if right == given)
        return wilson_interval(n_right, sum(n for (_, given), n in self.confusion.items() if given))


def macro_intervals(found: Agreement) -> tuple[Interval, Interval]:
    """Macro F1 and macro recall with their intervals."""
    pairs = list(found.confusion.items())
    labels = [each.label for each in found.labels]
    if not pairs:
        return Interval(0.0, 0.0, 1.0), Interval(0.0, 0.0, 1.0)
    shares = np.array([n for _, n in pairs]) / found.n
    drawn = np.random.default_rng(_SEED).multinomial(found.n, shares, _N_RESAMPLES)
    right = _sums(drawn, [[label == one for (one, _), _ in pairs] for label in labels])
    given = _sums(drawn, [[label == other for (_, other), _ in pairs] for label in labels])
    hits = _sums(drawn, [[label == one == other for (one, other), _ in pairs] for label in labels])
    f1 = (2 * hits / np.maximum(right + given, 1)).mean(axis=1)
    recall = (hits / np.maximum(right, 1)).mean(axis=1)
    return _within(found.macro_f1, f1), _within(found.macro_recall, recall)


def _sums(drawn: npt.NDArray[np.int64], marks: list[list[bool]]) -> npt.NDArray[np.int64]:
    made: npt.NDArray[np.int64] = drawn @ np.array(marks, np.int64).T
    return made


def _within(share: float, drawn: npt.NDArray[np.float64]) -> Interval:
    low, high = map(float, np.percentile(drawn, _EDGES))
    return Interval(share, min(low, share), max(high, share))


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
