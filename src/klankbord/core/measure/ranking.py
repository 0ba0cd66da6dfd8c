"""How well a score puts what is from what is not.

The area under the receiver operating curve is the chance that one of the first kind scores higher
than one of the second; its interval after Hanley and McNeil, "The meaning and use of the area under
a receiver operating characteristic (ROC) curve" (Radiology, 1982).
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from klankbord.core.measure.intervals import Interval


def area_under_curve(
    scores: Sequence[float], is_first: Sequence[bool], confidence: float = 0.95
) -> Interval | None:
    """Ties count half; None where one of the two kinds does not occur.

    Raises ValueError where the sequences are not of one length.
    """
    values, marks = np.asarray(scores, np.float64), np.asarray(is_first, np.bool_)
    if values.shape != marks.shape:
        raise ValueError((len(values), len(marks)))
    n_first, n_second = int(marks.sum()), int((~marks).sum())
    if not n_first or not n_second:
        return None
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    area = (float(ranks[marks].sum()) - n_first * (n_first + 1) / 2) / (n_first * n_second)
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = (
        area * (1 - area) + (n_first - 1) * (one - area**2) + (n_second - 1) * (two - area**2)
    ) / (n_first * n_second)
    reach = NormalDist().inv_cdf(0.5 + confidence / 2) * math.sqrt(max(spread, 0.0))
    return Interval(area, max(0.0, area - reach), min(1.0, area + reach))
