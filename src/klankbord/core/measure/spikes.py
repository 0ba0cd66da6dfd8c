"""Days on which clearly more is said than on the same weekday before.

The robust score of Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993): the distance
to the median in median absolute deviations, which a spike itself hardly moves. Each day is compared
with the earlier days of its own weekday only, so that no day knows the future.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

WEEKS: Final = 12
LEAST_WEEKS: Final = 4
LEAST_COUNT: Final = 10
LEAST_SCORE: Final = 3.5
STORM: Final = dt.timedelta(days=3)
"""A spike so soon after another one is the same storm."""
_TO_SIGMA: Final = 0.6745
_WEEK: Final = 7

Real = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spike:
    """A day with a spike: its count, what was usual, and the score."""

    on: dt.date
    count: int
    usual: float
    score: float

    @property
    def ratio(self) -> float:
        """How many times the usual day; a usual of nothing counts as one."""
        return self.count / max(self.usual, 1.0)


def spikes_in(
    counts: npt.ArrayLike,
    first_on: dt.date,
    *,
    weeks: int = WEEKS,
    least_count: int = LEAST_COUNT,
    least_score: float = LEAST_SCORE,
) -> list[Spike]:
    """Spikes among daily counts that start on `first_on`, oldest first.

    Looks back `weeks` weeks, and says nothing of a day with fewer than four weeks before it or a
    count under `least_count`. Counts vary by chance as their root: a spread below the root of the
    median is taken as that root, so that quiet weeks do not make every bump a spike.
    """
    series = np.asarray(counts, dtype=np.float64)
    found = []
    for at in np.flatnonzero(series >= least_count).tolist():
        before = _weekday_before(series, at, weeks)
        if len(before) < LEAST_WEEKS:
            continue
        usual = float(np.median(before))
        spread = float(np.median(np.abs(before - usual)))
        score = _TO_SIGMA * (series[at] - usual) / max(spread, _TO_SIGMA * max(1.0, usual) ** 0.5)
        if score >= least_score:
            on = first_on + dt.timedelta(days=at)
            found.append(Spike(on, int(series[at]), usual, round(float(score), 2)))
    return found


def beginnings(spikes: Iterable[Spike]) -> list[Spike]:
    """Of spikes that follow each other within `STORM`, the first; `spikes` are in order of time."""
    found, before = [], dt.date.min
    for spike in spikes:
        if spike.on - before > STORM:
            found.append(spike)
        before = spike.on
    return found


def usual_at(counts: npt.ArrayLike, at: int, *, weeks: int = WEEKS) -> float:
    """The median of the same weekday before place `at`; 0 where there is none before."""
    before = _weekday_before(np.asarray(counts, dtype=np.float64), at, weeks)
    return float(np.median(before)) if len(before) else 0.0


def _weekday_before(series: Real, at: int, weeks: int) -> Real:
    return series[at % _WEEK : at : _WEEK][-weeks:]
