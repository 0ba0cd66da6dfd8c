"""How much of what was said sounds negative or positive: also of mentions that are not clear.

Every mention counts with its probabilities, put right by how the model sees texts of a known label
(see `core.measure.prevalence`). `EYES` has what was measured a language and tier, on texts that the
weights did not learn from. How far off shares are was measured on texts about another subject where
such texts exist; see the page about models for which, and for what was done elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.prevalence import Eye, as_shares, share_within
from klankbord.core.text.understanding.opinions import SENTIMENTS, Tier

Eyes = Mapping[tuple[str, Tier], Eye]

EYES: Final[Eyes] = {
    ("de", Tier.CHEAP): Eye(
        0.4, 0.92, ((0.522, 0.26, 0.218), (0.239, 0.556, 0.205), (0.239, 0.183, 0.578))
    ),
    ("de", Tier.SHOWN): Eye(
        0.16, 0.8, ((0.581, 0.243, 0.176), (0.221, 0.6, 0.179), (0.198, 0.156, 0.646))
    ),
    ("en", Tier.CHEAP): Eye(
        0.12, 0.8, ((0.649, 0.231, 0.12), (0.212, 0.578, 0.21), (0.124, 0.228, 0.648))
    ),
    ("en", Tier.SHOWN): Eye(
        0.083, 0.8, ((0.669, 0.222, 0.109), (0.208, 0.584, 0.207), (0.107, 0.231, 0.662))
    ),
    ("es", Tier.CHEAP): Eye(
        0.61, 2.6, ((0.447, 0.349, 0.204), (0.324, 0.374, 0.303), (0.229, 0.276, 0.495))
    ),
    ("es", Tier.SHOWN): Eye(
        0.17, 1.4, ((0.537, 0.318, 0.146), (0.301, 0.43, 0.27), (0.163, 0.252, 0.585))
    ),
    ("fr", Tier.CHEAP): Eye(
        0.33, 1.04, ((0.568, 0.226, 0.206), (0.219, 0.481, 0.301), (0.214, 0.292, 0.494))
    ),
    ("fr", Tier.SHOWN): Eye(
        0.36, 0.91, ((0.633, 0.184, 0.183), (0.194, 0.525, 0.28), (0.173, 0.29, 0.536))
    ),
    # No Dutch text with a label may be learned from: probabilities stay as they are.
    ("nl", Tier.CHEAP): Eye(0.47, 0.13),
    ("nl", Tier.SHOWN): Eye(0.36, 0.2),
}


@dataclass(frozen=True)
class Heard:
    """Mentions in one language, read by one tier: how many, and their probabilities added up."""

    language: str
    tier: Tier
    n: int
    negative: float
    positive: float


@dataclass(frozen=True)
class Tone:
    """Shares of all mentions that were read, with their 95 % bounds."""

    n: int
    negative: Interval
    positive: Interval


def tone_of(
    heard: Iterable[Heard],
    by_hand: Mapping[str, int],
    eyes: Eyes = EYES,
) -> Tone:
    """The tone of everything together; `by_hand` has labels of people, which are right.

    What models of several languages are off is taken to point in one direction.
    """
    counts = np.array([by_hand.get(label, 0) for label in SENTIMENTS], np.float64)
    n_all, off, noise = int(counts.sum()), 0.0, 0.0
    for each in heard:
        eye = eyes.get((each.language, each.tier))
        if eye is None or not each.n:
            continue
        neutral = each.n - each.negative - each.positive
        counts += each.n * eye.behind(np.array([each.negative, neutral, each.positive]) / each.n)
        n_all, off, noise = n_all + each.n, off + each.n * eye.off, noise + each.n * eye.noise**2
    if not n_all:
        return Tone(0, Interval(0.0, 0.0, 1.0), Interval(0.0, 0.0, 1.0))
    shares = as_shares(counts / n_all).tolist()
    negative, positive = (
        share_within(share, n_all, off / n_all, (noise / n_all) ** 0.5)
        for share in (shares[0], shares[-1])
    )
    return Tone(n_all, negative, positive)
