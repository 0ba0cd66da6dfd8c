"""Multinomial logistic regression with soft targets, on sparse or dense rows.

Minimised with L-BFGS (Liu and Nocedal, "On the limited memory BFGS method", 1989), as scipy has it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from klankbord.core.text.understanding.grams import N_BUCKETS, grams_of
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.understanding.weights import counted

Array = npt.NDArray[np.float64]


def rows_of(texts: Sequence[str]) -> Any:
    """A sparse matrix with a row a text, as `Model.table_scores` weighs it."""
    found = counted(grams_of(plain_texts(texts)))
    where, values = (found.owners, found.buckets), found.values.astype(np.float32)
    return sparse.coo_matrix((values, where), shape=(len(texts), N_BUCKETS)).tocsr()


def rarity(rows: Any) -> npt.NDArray[np.float32]:
    """Inverse document frequency, 1 in the mean: rare pieces may weigh more."""
    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    made = np.log((1 + rows.shape[0]) / (1 + seen)) + 1
    return (made / made.mean()).astype(np.float32)


def fit_table(rows: Any, targets: Array, weights: Array, *, cost: float, steps: int = 100) -> Array:
    """Weights a bucket and class; buckets that never occur stay at 0."""
    used = np.unique(rows.indices)
    scale = rarity(rows)[used]
    narrow = (rows[:, used] @ sparse.diags(scale)).tocsr().astype(np.float32)
    found, _offsets = _fit(narrow, targets, weights, cost=cost, steps=steps)
    table = np.zeros((rows.shape[1], targets.shape[1]))
    table[used] = found * scale[:, None]
    return table


def fit_head(
    meanings: npt.NDArray[np.float32], targets: Array, weights: Array, *, cost: float
) -> Array:
    """Weights a number of the encoder and class; the last row is what holds for every text."""
    found, offsets = _fit(meanings, targets, weights, cost=cost, steps=100)
    return np.concatenate([found, offsets[None]])


def _fit(
    rows: Any, targets: Array, weights: Array, *, cost: float, steps: int
) -> tuple[Array, Array]:
    n_columns, n_classes = rows.shape[1], targets.shape[1]
    flipped = rows.T.tocsr() if sparse.issparse(rows) else rows.T

    def loss(flat: Array) -> tuple[float, Array]:
        table, offsets = flat[:-n_classes].reshape(n_columns, n_classes), flat[-n_classes:]
        scores = rows @ table.astype(np.float32) + offsets
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gaps = (np.exp(logs) - targets) * weights[:, None]
        slope = flipped @ gaps.astype(np.float32) + table / cost
        total = (
            -float((targets * logs * weights[:, None]).sum()) + float((table**2).sum()) / 2 / cost
        )
        return total, np.concatenate([slope.ravel(), gaps.sum(axis=0)]).astype(np.float64)

    start = np.zeros((n_columns + 1) * n_classes)
    done = optimize.minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 10}
    )
    return done.x[:-n_classes].reshape(n_columns, n_classes), done.x[-n_classes:]


def fit_mix(tables: Array, heads: Array, targets: Array, weights: Array) -> Array:
    """How much two kinds of scores count, and what is added a class: [table, head, *offsets].

    Scores must come from texts that the weights did not learn from: then the softmax of the mix is
    calibrated (Platt, "Probabilistic outputs for support vector machines", 1999).
    """

    def loss(flat: Array) -> float:
        scores = flat[0] * tables + flat[1] * heads + flat[2:]
        scores = scores - scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        lean = 1e-3 * float((flat[2:] ** 2).sum())
        return -float((targets * logs * weights[:, None]).sum() / weights.sum()) + lean

    use = np.array([np.any(tables), np.any(heads)], dtype=float)
    start = np.concatenate([use * 0.5, np.zeros(targets.shape[1])])
    bounds = [(0, 8 * use[0]), (0, 8 * use[1]), *[(-5, 5)] * targets.shape[1]]
    return optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds).x


def even(targets: Array) -> Array:
    """Weights that let every class count as much."""
    sums = targets.sum(axis=0)
    return targets @ (len(targets) / len(sums) / np.maximum(sums, 1))
