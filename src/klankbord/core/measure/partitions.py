"""How far two divisions of the same things agree, whatever the groups are called."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from klankbord.core.measure.intervals import Interval, wilson_interval

_DRAWS: Final = 200
_SEED: Final = 7

Cells = npt.NDArray[np.float64]


def cells_of(right: npt.ArrayLike, given: npt.ArrayLike) -> Cells:
    """How many things stand in each group of the one (rows) and of the other (columns)."""
    rows, columns = (np.unique(each, return_inverse=True)[1] for each in (right, given))
    made = np.zeros((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1))
    np.add.at(made, (rows, columns), 1)
    return made


def accuracy(cells: Cells) -> Interval:
    """The share in the right group, each group taken for at most one of the other side."""
    return wilson_interval(_most_matched(cells), int(cells.sum()))


def mutual_information(cells: Cells) -> Interval:
    """Normalised mutual information, 0 to 1 (arithmetic mean); its bounds by 200 resamples."""
    total = int(cells.sum())
    draws = np.random.default_rng(_SEED).multinomial(total, cells.ravel() / total, _DRAWS)
    found = [_information(each.reshape(cells.shape)) for each in draws]
    share = _information(cells)
    low, high = np.quantile(found, [0.025, 0.975]).tolist()
    return Interval(share, min(low, share), max(high, share))


def adjusted_rand(cells: Cells) -> float:
    """Hubert and Arabie, "Comparing partitions" (1985): 1 is the same, 0 is what chance gives."""
    both, rows, columns = (
        float((each * (each - 1) / 2).sum()) for each in (cells, cells.sum(1), cells.sum(0))
    )
    total = cells.sum() * (cells.sum() - 1) / 2
    chance = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((both - chance) / (most - chance))


def _information(cells: Any) -> float:
    p = cells / cells.sum()
    rows, columns = p.sum(1), p.sum(0)
    mutual = -_entropy(p.ravel()) + _entropy(rows) + _entropy(columns)
    most = (_entropy(rows) + _entropy(columns)) / 2
    return 1.0 if most == 0 else max(0.0, min(1.0, mutual / most))


def _entropy(p: Any) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def _most_matched(cells: Cells) -> int:
    """Kuhn, "The Hungarian method for the assignment problem" (1955), row after row."""
    cost = -(cells if cells.shape[0] <= cells.shape[1] else cells.T)
    n, m = cost.shape
    high, low = np.zeros(n + 1), np.zeros(m + 1)
    row_of = np.zeros(m + 1, np.int64)
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        least, before = np.full(m + 1, math.inf), np.zeros(m + 1, np.int64)
        is_done = np.zeros(m + 1, np.bool_)
        while row_of[column]:
            is_done[column] = True
            now = row_of[column]
            slack = np.concatenate([[math.inf], cost[now - 1] - high[now] - low[1:]])
            is_less = ~is_done & (slack < least)
            least[is_less], before[is_less] = slack[is_less], column
            after = int(np.where(is_done, math.inf, least).argmin())
            step = least[after]
            high[row_of[is_done]] += step
            low[is_done] -= step
            least[~is_done] -= step
            column = after
        while column:
            row_of[column], column = row_of[before[column]], int(before[column])
    used = np.flatnonzero(row_of[1:])
    return int(-cost[row_of[1:][used] - 1, used].sum())
