"""How long things take when some of them are not finished yet.

The product-limit estimate of Kaplan and Meier, "Nonparametric estimation from incomplete
observations" (Journal of the American Statistical Association, 1958): what is still open counts for
as long as it was watched, so that a desk does not look quick by leaving its hard cases open. Bounds
are Greenwood's, on the scale of log(-log) as in Kalbfleisch and Prentice, "The Statistical Analysis
of Failure Time Data" (1980), which keeps them between 0 and 1.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Survival:
    """The share that is not finished yet after each time, from `times[0]` = 0 on.

    `share`, `low` and `high` are as long as `times`; `n_at_risk` is how many were still watched and
    unfinished just before each time.
    """

    times: Series
    share: Series
    low: Series
    high: Series
    n_at_risk: Counts


@dataclass(frozen=True, slots=True)
class Wait:
    """A quantile of the time that things take, with bounds; None: not reached while watched."""

    at: float | None
    low: float | None
    high: float | None


def survival_curve(
    durations: npt.ArrayLike, is_finished: npt.ArrayLike, *, confidence: float = 0.95
) -> Survival:
    """The curve of durations, in their own unit; unfinished ones were watched for so long.

    Both of shape (n,). Raises ValueError for a negative duration or arrays of different length.
    """
    waits = np.asarray(durations, dtype=np.float64)
    finished = np.asarray(is_finished, dtype=bool)
    if waits.shape != finished.shape or waits.ndim != 1 or not np.all(waits >= 0):
        raise ValueError((waits.shape, finished.shape))
    times = np.unique(np.concatenate([[0.0], waits]))
    at_risk: Counts = (len(waits) - np.searchsorted(np.sort(waits), times)).astype(np.int64)
    ends = _counted(times, waits[finished])
    ended = np.divide(ends, at_risk, out=np.zeros(len(times)), where=at_risk > 0)
    share = np.asarray(np.cumprod(1 - ended), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # where all have ended; see _bounds
        spread = np.cumsum(np.where(ends > 0, ended / (at_risk - ends), 0.0))
        low, high = _bounds(share, np.asarray(spread, dtype=np.float64), confidence)
    return Survival(times, share, low, high, at_risk)


def wait_at(curve: Survival, share_finished: float = 0.5) -> Wait:
    """The time after which so much is finished: 0.5 is the median, 0.9 the P90.

    A share that lies between two steps is reached at the later one, as is usual for this curve.
    """
    left = 1 - share_finished
    return Wait(*(_first(curve.times, each, left) for each in (curve.share, curve.low, curve.high)))


def _counted(times: Series, ends: Series) -> Series:
    found, counts = np.unique(ends, return_counts=True)
    counted = np.zeros(len(times))
    counted[np.searchsorted(times, found)] = counts
    return counted


def _bounds(share: Series, spread: Series, confidence: float) -> tuple[Series, Series]:
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    reach = z * np.sqrt(spread) / np.abs(np.log(share))
    low, high = share ** np.exp(reach), share ** np.exp(-reach)
    is_certain = (share == 1) | (share == 0)  # nothing finished yet, or everything
    return np.where(is_certain, share, low), np.where(is_certain, share, high)


def _first(times: Series, share: Series, left: float) -> float | None:
    """The first time at which no more than `left` is unfinished."""
    reached = np.flatnonzero(share <= left + 1e-12)  # a product of fractions is not quite exact
    return float(times[reached[0]]) if len(reached) else None
