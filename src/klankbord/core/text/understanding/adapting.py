"""A team's own labels: a few hundred are enough to read their subject as they do.

Logistic regression on what the model already thinks, on the meaning of a text and on its own pieces
(see `grams`), by accelerated gradient steps (Nesterov, "A method for solving the convex programming
problem with convergence rate O(1/k^2)", 1983): numpy is enough, and the same labels always give the
same outcome. There are more columns than texts, so the steps are taken among the texts (the
representer theorem: Kimeldorf and Wahba, "Some results on Tchebycheffian spline functions", 1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from klankbord.core.text.understanding.encoder import Meanings
from klankbord.core.text.understanding.grams import N_BUCKETS, grams_of
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.understanding.weights import (
    Scores,
    Table,
    counted,
    packed,
    shares,
    table_scores,
)

LEAST_LABELS: Final = 30
_STEPS: Final = 300
_THOUGHT: Final = 0.3
"""What the model thinks counts for so much: its scale is that of log-odds, that of meanings 1."""
_ALWAYS: Final = 0.5
_PIECES: Final = 2.0
_LEAST_TEXTS: Final = 2
"""A piece that one text alone has teaches nothing, and would keep a print of that text."""
_N_COLUMNS: Final = 1 << 13
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_FLOOR: Final = 1e-4
_LEAST_REACH: Final = 1e-7
_SEED: Final = 7
_SHARPER: Final = np.round(np.arange(0.5, 2.01, 0.05), 2)


class Given(NamedTuple):
    """Texts as they are learned from and judged: what the model thinks, their meanings, words."""

    p: Scores
    meanings: Meanings | None
    texts: Sequence[str]

    def some(self, places: npt.NDArray[np.int64]) -> "Given":
        """Those at some places."""
        meanings = None if self.meanings is None else self.meanings[places]
        return Given(self.p[places], meanings, [self.texts[at] for at in places.tolist()])


@dataclass(frozen=True)
class Adaptation:
    """What was learned from own labels; `labels` in the order of the columns.

    `weights` has a row a number that the model gives; `table` with its `scale` a row a bucket of
    pieces, as that of a `Model`.
    """

    labels: tuple[str, ...]
    weights: Scores
    table: Table
    scale: Scores

    def p(self, given: Given) -> Scores:
        """Probabilities of the own labels."""
        own = table_scores(self.table, self.scale, grams_of(plain_texts(given.texts)))
        return shares(_rows(given) @ self.weights + own)


def adapted(given: Given, right: Sequence[str], sharpness: float = 1.0) -> Adaptation:
    """Learn from texts with their right labels; every label counts as much, however rare.

    `sharpness` is that of `cross_judged`. Raises ValueError under `LEAST_LABELS` texts, or with one
    label only.
    """
    labels = tuple(sorted(set(right)))
    if len(right) < LEAST_LABELS or len(labels) == 1:
        raise ValueError((len(right), labels))
    places = np.array([labels.index(label) for label in right])
    each = (len(right) / len(labels) / np.bincount(places))[places][:, None]
    rows, pieces = _rows(given), _Pieces(given.texts)
    found = _fit(np.concatenate([rows, pieces.rows], axis=1), np.eye(len(labels))[places], each)
    table, scale = packed(pieces.table(found[rows.shape[1] :]))
    return Adaptation(labels, sharpness * found[: rows.shape[1]], table, sharpness * scale)


class Judged(NamedTuple):
    """Labels, probabilities of each text, and how much sharper what is learned from all must be."""

    labels: tuple[str, ...]
    p: Scores
    sharpness: float


def cross_judged(given: Given, right: Sequence[str], folds: int) -> Judged:
    """Judge each text by what was learned from the other parts, and as sure as those allow.

    With so few labels the penalty makes what is learned less sure than it may be: one number puts
    that right (Guo and others, "On calibration of modern neural networks", 2017), for each part
    found on the other parts.
    """
    fold = np.random.default_rng(_SEED).permutation(len(right)) % folds
    labels = tuple(sorted(set(right)))
    found = np.zeros((len(right), len(labels)))
    for number in range(folds):
        out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        learned = adapted(given.some(kept), [right[at] for at in kept.tolist()])
        columns = np.array([labels.index(label) for label in learned.labels])
        found[np.ix_(out, columns)] = learned.p(given.some(out))
    codes = np.array([labels.index(label) for label in right])
    logs, sharp = np.log(np.maximum(found, _FLOOR)), np.zeros_like(found)
    for number in range(folds):
        out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        sharp[out] = shares(_sharpness(logs[kept], codes[kept]) * logs[out])
    return Judged(labels, sharp, _sharpness(logs, codes))


def _sharpness(logs: Scores, codes: npt.NDArray[np.int64]) -> float:
    """What to multiply scores by, so that right labels become likeliest."""
    rows = np.arange(len(codes))
    lost = [-np.log(shares(each * logs)[rows, codes]).sum() for each in _SHARPER]
    return float(_SHARPER[int(np.argmin(lost))])


def _rows(given: Given) -> Scores:
    thought = _THOUGHT * np.log(np.maximum(given.p, _FLOOR))
    always = np.full((len(given.p), 1), _ALWAYS)
    parts = [thought, always] if given.meanings is None else [thought, always, given.meanings]
    return np.concatenate(parts, axis=1)


class _Pieces:
    """Pieces of texts in few columns, each under a sign of its own (see `grams`: hashing).

    What stands in many texts counts for less (inverse document frequency, at most 1).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        found = counted(grams_of(plain_texts(texts)))
        at_all = np.unique(found.owners * N_BUCKETS + found.buckets)
        n_texts = np.bincount(at_all % N_BUCKETS, minlength=N_BUCKETS)
        worth = _PIECES * (1 - np.log1p(n_texts) / (1 + np.log1p(len(texts))))
        hashed = np.arange(N_BUCKETS, dtype=np.uint64) * _SPREAD >> np.uint64(40)
        self._columns = (hashed >> np.uint64(1)).astype(np.int64) % _N_COLUMNS
        sign = np.where(hashed & np.uint64(1), -1.0, 1.0)
        self._worth = np.where(n_texts >= _LEAST_TEXTS, worth * sign, 0.0)
        where = found.owners * _N_COLUMNS + self._columns[found.buckets]
        values = found.values * self._worth[found.buckets]
        self.rows = np.bincount(where, values, len(texts) * _N_COLUMNS).reshape(-1, _N_COLUMNS)

    def table(self, weights: Scores) -> Scores:
        """A row a bucket, from what was learned of the columns."""
        made: Scores = weights[self._columns] * self._worth[:, None]
        return made


def _fit(rows: Scores, targets: Scores, each: Scores) -> Scores:
    """The penalty is 1: so many labels as a team has cannot bear less."""
    strengths, turned = np.linalg.eigh(rows @ rows.T)
    kept = strengths > _LEAST_REACH * strengths[-1]
    reach = np.sqrt(strengths[kept])
    among, back = turned[:, kept] * reach, turned[:, kept] / reach
    step = 1.0 / (0.5 * float(strengths[-1]) * float(each.max()) + 1.0)
    weights = ahead = np.zeros((among.shape[1], targets.shape[1]))
    pace = 1.0
    for _ in range(_STEPS):
        slope = among.T @ ((shares(among @ ahead) - targets) * each) + ahead
        moved = ahead - step * slope
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    made: Scores = rows.T @ (back @ weights)
    return made
