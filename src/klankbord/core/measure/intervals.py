"""What a share in a sample says about the whole.

The score interval of Wilson, "Probable inference, the law of succession, and statistical inference"
(Journal of the American Statistical Association, 1927); it stays within 0 and 1 and holds for few.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its bounds, all from 0 to 1."""

    share: float
    low: float
    high: float

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known: the share may be anything."""
        return self.low <= 0 and self.high >= 1


def wilson_interval(hits: int, total: int, confidence: float = 0.95) -> Interval:
    """The share `hits / total` with its bounds; without any cases nothing is known: 0 to 1.

    Raises ValueError where hits is not between 0 and total.
    """
    if not 0 <= hits <= total:
        raise ValueError((hits, total))
    if total == 0:
        return Interval(0.0, 0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / total
    shrink = 1 + z * z / total
    middle = (share + z * z / (2 * total)) / shrink
    reach = z / shrink * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == total else min(1.0, middle + reach)
    return Interval(share, low, high)
