"""How much is said on each day."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def daily_volume(counts: Mapping[dt.date, int], first_on: dt.date, last_on: dt.date) -> Counts:
    """One count a day from `first_on` to `last_on`, both included; days without a count are 0.

    Days outside that period are left out; an empty array where it ends before it starts.
    """
    length = max(0, (last_on - first_on).days + 1)
    filled = np.zeros(length, dtype=np.int64)
    for day, count in counts.items():
        if first_on <= day <= last_on:
            filled[(day - first_on).days] = count
    return filled
