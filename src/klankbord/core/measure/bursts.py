"""Moments at which suddenly much more is said than in the four weeks before, as they happen.

The count of the last quarter of an hour is held against the highest counts of the 28 days before it
(a fifth more than their 99.8 % quantile), so that a busy Tuesday afternoon is no news, and one odd
moment sets no bar. No moment knows the future. What is usual for the day of the week and the hour
is told beside it, for the explanation.
"""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

SPAN: Final = dt.timedelta(minutes=15)
MEMORY: Final = dt.timedelta(days=28)
QUIET: Final = dt.timedelta(hours=24)
SHARE: Final = 0.998
MARGIN: Final = 1.2
LEAST_COUNT: Final = 10
LEAST_HISTORY: Final = dt.timedelta(days=1)
LEAST_ROWS: Final = 20
_WEEK: Final = dt.timedelta(days=7)
_NEAR: Final = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of a series, looked at with what came before it.

    `score` runs from 0 to 1 and is over 0.5 where the count is over `ceiling`; `is_alert` is its
    first row in a day. `usual` is the median of the same hour on earlier days of the same weekday
    (else on any earlier day), None where there is none.
    """

    at: dt.datetime
    count: float
    ceiling: float
    score: float
    is_alert: bool
    usual: float | None = None


def bursts_in(
    times: Sequence[dt.datetime],
    counts: Sequence[float],
    *,
    share: float = SHARE,
    least_count: float = LEAST_COUNT,
    quiet: dt.timedelta = QUIET,
) -> list[Moment]:
    """A moment a row; times rise, counts are of the time since the row before.

    Raises ValueError where times fall or the sequences are not of one length.
    """
    if len(times) != len(counts) or any(a >= b for a, b in pairwise(times)):
        raise ValueError(len(times))
    sums = _sums(times, np.asarray(counts, np.float64))
    found: list[Moment] = []
    held: list[float] = []
    oldest = 0
    alerted: dt.datetime | None = None
    for number, (at, count) in enumerate(zip(times, sums.tolist(), strict=True)):
        while times[oldest] < at - MEMORY:
            held.pop(bisect_left(held, float(sums[oldest])))
            oldest += 1
        ceiling = MARGIN * _quantile(held, share) if at - times[0] >= LEAST_HISTORY else np.inf
        is_over = count > ceiling and count >= least_count and len(held) >= LEAST_ROWS
        is_alert = is_over and (alerted is None or at - alerted >= quiet)
        usual = _usual(times, sums, number) if is_alert else None
        score = _score(count, ceiling) if is_over else min(_score(count, ceiling), 0.5)
        found.append(Moment(at, count, ceiling, score, is_alert, usual))
        alerted = at if is_alert else alerted
        insort(held, count)
    return found


def _sums(times: Sequence[dt.datetime], counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What was counted in the quarter of an hour that ends with each row."""
    total = np.concatenate([[0.0], np.cumsum(counts)])
    seconds = np.array([at.timestamp() for at in times])
    first = np.searchsorted(seconds, seconds - SPAN.total_seconds(), side="right")
    made: npt.NDArray[np.float64] = total[1:] - total[first]
    return made


def _quantile(held: Sequence[float], share: float) -> float:
    return held[min(int(len(held) * share), len(held) - 1)] if held else np.inf


def _score(count: float, ceiling: float) -> float:
    return count / (count + ceiling) if np.isfinite(ceiling) and count + ceiling > 0 else 0.0


def _usual(
    times: Sequence[dt.datetime], sums: npt.NDArray[np.float64], number: int
) -> float | None:
    """Eight weeks back at most, half an hour around; without such days the same hour of others."""
    for step, most in ((_WEEK, 8), (dt.timedelta(days=1), 14)):
        near: list[float] = []
        for back in range(1, most + 1):
            middle = times[number] - back * step
            first = bisect_left(times, middle - _NEAR, 0, number)
            last = bisect_left(times, middle + _NEAR, 0, number)
            near += sums[first:last].tolist()
        if near:
            return float(np.median(near))
    return None
