"""What answers on a scale say: means with bounds, change between waves, and how well items agree.

Everything here works on means and variances, not on rows: who may only see rounded figures of a
group can compute as much as who sees the answers. A variance is the mean of the squared deviations
(divided by n). `slack` is how far a figure may be off because it was rounded; it widens the bounds.

Bounds of a mean are Student's, of a difference Welch's ("The generalization of Student's problem
when several different population variances are involved", Biometrika, 1947); both take the
quantile of t by the expansion of Abramowitz and Stegun, "Handbook of Mathematical Functions"
(1964), 26.7.5, good to 0.01 at 95 % from four degrees of freedom on. Alpha is Cronbach's,
"Coefficient alpha and the internal structure of tests" (Psychometrika, 1951), its bounds are
Bonett's, "Sample size requirements for testing and estimating coefficient alpha" (Journal of
Educational and Behavioral Statistics, 2002).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]
LEAST_FREEDOM = 4
LEAST_ITEMS = 2


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha with its bounds, at most 1."""

    alpha: float
    low: float
    high: float


def mean_reach(
    variances: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    slack: npt.ArrayLike = 0.0,
    confidence: float = 0.95,
) -> Series:
    """How far each mean may be off, on both sides; arguments broadcast against each other.

    Raises ValueError for fewer than five answers or a variance under 0.
    """
    spread, size = _checked(variances, n)
    reach = _t(size - 1, confidence) * np.sqrt(spread / (size - 1))
    return np.asarray(reach + np.asarray(slack, np.float64), dtype=np.float64)


def change_reach(
    variances: tuple[npt.ArrayLike, npt.ArrayLike],
    n: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    slack: npt.ArrayLike = 0.0,
    confidence: float = 0.95,
) -> Series:
    """How far the difference of two means may be off, on both sides.

    The two are taken as independent. Of the same people twice the true bounds are narrower.
    Raises ValueError as `mean_reach`.
    """
    first, second = (_error(spread, size) for spread, size in zip(variances, n, strict=True))
    total = first.square + second.square
    with np.errstate(divide="ignore", invalid="ignore"):  # where all answered alike, twice
        parts = first.square**2 / first.freedom + second.square**2 / second.freedom
        freedom = np.where(total > 0, total**2 / parts, first.freedom + second.freedom)
    reach = _t(freedom, confidence) * np.sqrt(total)
    return np.asarray(reach + np.asarray(slack, np.float64), dtype=np.float64)


def reliability(
    variances: npt.ArrayLike,
    of_mean: float,
    n: int,
    *,
    slack: float = 0.0,
    confidence: float = 0.95,
) -> Reliability | None:
    """Cronbach's alpha of items, shape (k,), from their variances and that of each person's mean.

    None where nobody differs from anybody: then there is nothing that items could agree about.
    Raises ValueError for fewer than two items or five people, or a variance under 0.
    """
    spread, size = _checked(variances, n)
    k = len(spread)
    if k < LEAST_ITEMS or of_mean < 0:
        raise ValueError((k, of_mean))
    if of_mean <= slack:
        return None
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    reach = float(z * np.sqrt(2 * k / ((k - 1) * (size - 2))))
    worst = _alpha(spread + slack, of_mean - slack)
    best = _alpha(np.maximum(spread - slack, 0.0), of_mean + slack)
    return Reliability(
        min(_alpha(spread, of_mean), 1.0),
        1 - (1 - worst) * float(np.exp(reach)),
        1 - (1 - min(best, 1.0)) * float(np.exp(-reach)),
    )


def _alpha(spread: Series, of_mean: float) -> float:
    k = len(spread)
    return float(k / (k - 1) * (1 - spread.sum() / (k * k * of_mean)))


@dataclass(frozen=True, slots=True)
class _Error:
    square: Series
    freedom: Series


def _error(variance: npt.ArrayLike, n: npt.ArrayLike) -> _Error:
    spread, size = _checked(variance, n)
    return _Error(np.asarray(spread / (size - 1)), size - 1)


def _checked(variances: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Series, Series]:
    spread, size = np.asarray(variances, np.float64), np.asarray(n, np.float64)
    if not (np.all(spread >= 0) and np.all(size > LEAST_FREEDOM)):
        raise ValueError((variances, n))
    return spread, size


def _t(freedom: npt.ArrayLike, confidence: float) -> Series:
    v = np.asarray(freedom, np.float64)
    x = NormalDist().inv_cdf(0.5 + confidence / 2)
    steps = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    found = x + sum(step / v**power for power, step in enumerate(steps, start=1))
    return np.asarray(found, np.float64)
