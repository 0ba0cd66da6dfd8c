"""A team's own labels: a few hundred are enough to read their subject as they do.

Logistic regression on what the model already thinks and on the meaning of a text, by accelerated
gradient steps (Nesterov, "A method for solving the convex programming problem with convergence rate
O(1/k^2)", 1983): numpy is enough, and the same labels always give the same outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.text.understanding.encoder import Meanings
from klankbord.core.text.understanding.weights import Scores, shares

LEAST_LABELS: Final = 30
_STEPS: Final = 300
_THOUGHT: Final = 0.3
"""What the model thinks counts for so much: its scale is that of log-odds, that of meanings 1."""
_ALWAYS: Final = 0.5
_FLOOR: Final = 1e-4
_SEED: Final = 7


@dataclass(frozen=True)
class Adaptation:
    """What was learned from own labels; `labels` in the order of the columns."""

    labels: tuple[str, ...]
    weights: Scores

    def p(self, p: Scores, meanings: Meanings | None) -> Scores:
        """Probabilities of the own labels, from the model's and the meanings of the texts."""
        return shares(_rows(p, meanings) @ self.weights)


def adapted(p: Scores, meanings: Meanings | None, right: Sequence[str]) -> Adaptation:
    """Learn from texts with their right labels; every label counts as much, however rare.

    Raises ValueError under `LEAST_LABELS` texts, or with one label only.
    """
    labels = tuple(sorted(set(right)))
    if len(right) < LEAST_LABELS or len(labels) == 1:
        raise ValueError((len(right), labels))
    rows, places = _rows(p, meanings), np.array([labels.index(label) for label in right])
    counts = np.bincount(places, minlength=len(labels))
    each = (len(right) / len(labels) / counts)[places][:, None]
    return Adaptation(labels, _fit(rows, np.eye(len(labels))[places], each))


def cross_judged(
    p: Scores, meanings: Meanings | None, right: Sequence[str], folds: int
) -> tuple[tuple[str, ...], Scores]:
    """The labels, and probabilities of each text by what was learned from the other parts."""
    fold = np.random.default_rng(_SEED).permutation(len(right)) % folds
    labels = tuple(sorted(set(right)))
    found = np.zeros((len(right), len(labels)))
    for number in range(folds):
        out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        learned = adapted(p[kept], _some(meanings, kept), [right[at] for at in kept.tolist()])
        columns = np.array([labels.index(label) for label in learned.labels])
        found[np.ix_(out, columns)] = learned.p(p[out], _some(meanings, out))
    return labels, found


def _some(meanings: Meanings | None, places: npt.NDArray[np.int64]) -> Meanings | None:
    return None if meanings is None else meanings[places]


def _rows(p: Scores, meanings: Meanings | None) -> Scores:
    thought = _THOUGHT * np.log(np.maximum(p, _FLOOR))
    always = np.full((len(p), 1), _ALWAYS)
    parts = [thought, always] if meanings is None else [thought, always, meanings]
    return np.concatenate(parts, axis=1)


def _fit(rows: Scores, targets: Scores, each: Scores) -> Scores:
    """The penalty is 1: so many labels as a team has cannot bear less."""
    step = 1.0 / (0.5 * float(np.linalg.norm(rows, 2)) ** 2 * float(each.max()) + 1.0)
    weights = ahead = np.zeros((rows.shape[1], targets.shape[1]))
    pace = 1.0
    for _ in range(_STEPS):
        slope = rows.T @ ((shares(rows @ ahead) - targets) * each) + ahead
        moved = ahead - step * slope
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    return weights
