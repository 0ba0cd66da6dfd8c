"""How well something fits, from several parts that are known more or less well.

A weighted mean; what is not known may be anything, so that the bounds tell how little is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from klankbord.core.measure.intervals import Interval


@dataclass(frozen=True)
class Part:
    """One part: what is known of it (None: nothing), and how much it counts (0 and more)."""

    name: str
    known: Interval | None
    weight: int


def fit(parts: Sequence[Part]) -> Interval | None:
    """The mean of what is known, with bounds over all parts; None where nothing that counts is.

    Shares and bounds are from 0 to 1; the mean always lies within its bounds.
    """
    known = [(part.known, part.weight) for part in parts if part.known is not None and part.weight]
    n_known, n_all = sum(weight for _known, weight in known), sum(part.weight for part in parts)
    if not n_known:
        return None
    share = sum(each.share * weight for each, weight in known) / n_known
    low = sum(each.low * weight for each, weight in known) / n_all
    high = (sum(each.high * weight for each, weight in known) + n_all - n_known) / n_all
    return Interval(share, min(low, share), max(high, share))
