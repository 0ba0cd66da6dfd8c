"""Days on which clearly more is said than on the same weekday before.

The robust score of Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (1993): the distance
to the median in median absolute deviations, which a spike itself hardly moves. Each day is compared
with the earlier days of its own weekday only, so that no day knows the future.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

LEAST_WEEKS: Final = 4
LEAST_COUNT: Final = 10
LEAST_SCORE: Final = 3.5
_TO_SIGMA: Final = 0.6745
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Spike:
    """A day with a spike: its count, what was usual, and the score."""

    on: dt.date
    count: int
    usual: float
    score: float


def spikes_in(
    counts: npt.ArrayLike,
    first_on: dt.date,
    *,
    weeks: int = 12,
    least_count: int = LEAST_COUNT,
    least_score: float = LEAST_SCORE,
) -> list[Spike]:
    """Spikes among daily counts that start on `first_on`.

    Looks back `weeks` weeks, and says nothing of a day with fewer than four weeks before it or a
    count under `least_count`. Counts vary by chance as their root: a spread below the root of the
    median is taken as that root, so that quiet weeks do not make every bump a spike.
    """
    series = np.asarray(counts, dtype=np.float64)
    found = []
    for at in np.flatnonzero(series >= least_count):
        before = series[at % _WEEK : at : _WEEK][-weeks:]
        if len(before) < LEAST_WEEKS:
            continue
        usual = float(np.median(before))
        spread = float(np.median(np.abs(before - usual)))
        score = _TO_SIGMA * (series[at] - usual) / max(spread, _TO_SIGMA * max(1.0, usual) ** 0.5)
        if score >= least_score:
            on = first_on + dt.timedelta(days=int(at))
            found.append(Spike(on, int(series[at]), usual, round(float(score), 2)))
    return found
