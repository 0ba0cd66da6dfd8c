"""How many of many texts belong to a class, from probabilities and without a label for any.

Counting the likeliest label, or adding up probabilities, pulls every share towards those that the
model learned from. Both are put right by how the model sees texts of a known class: the mean
probabilities of each class are a matrix, and the shares that would give the mean that is seen solve
it (adjusted count: Forman, "Quantifying counts and costs via classification", 2008; with
probabilities: Bella and others, "Quantification via probability estimators", 2010). It holds where
only the shares differ and texts of a class look alike; how far off it is elsewhere is measured,
over mixtures of every kind (the artificial-prevalence protocol of Forman).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from klankbord.core.measure.intervals import Interval

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_Z: Final = 1.96
_N_MIXTURES: Final = 400
_N_TEXTS: Final = 2_000
_SEED: Final = 7
_WITHIN: Final = 95


@dataclass(frozen=True)
class Eye:
    """How a model sees texts: a row a right class, a column a mean probability (from 0 to 1).

    `off`: 95 of 100 shares are within so much of the right one, however many texts. `noise`: the
    standard deviation of what one text adds. Without `rows` probabilities are taken as they are.
    """

    off: float
    noise: float
    rows: tuple[tuple[float, ...], ...] = ()

    def behind(self, mean_p: Real) -> Real:
        """The shares behind mean probabilities; of few texts they may be under 0 or over 1."""
        return np.linalg.solve(np.array(self.rows).T, mean_p) if self.rows else mean_p


def as_shares(found: Real) -> Real:
    """From 0 to 1, and 1 together."""
    kept = np.clip(found, 0.0, 1.0)
    made: Real = kept / kept.sum()
    return made


@dataclass(frozen=True)
class MixtureError:
    """How far shares are off over mixtures: the mean, and what 95 of 100 stay within."""

    mean: float
    within: float


def eye_of(p: Real, right: Whole) -> tuple[tuple[float, ...], ...]:
    """The rows of an `Eye`: `p` has a row a text and a column a class, `right` its class."""
    means = [np.asarray(p[right == place].mean(axis=0)) for place in range(p.shape[1])]
    return tuple(tuple(np.round(each, 4).tolist()) for each in means)


def noise_of(p: Real, rows: tuple[tuple[float, ...], ...]) -> float:
    """The `noise` of an `Eye`: the largest of the classes."""
    told = np.linalg.solve(np.array(rows).T, p.T) if rows else p.T
    return float(np.round(told.std(axis=1).max(), 3))


def judged_eye(p: Real, right: Whole, classes: tuple[int, ...]) -> Eye:
    """An `Eye` from texts with a right class, `off` by putting one half right by the other.

    Every class must occur at least twice. Other texts than these may be further off.
    """
    chance, half = np.random.default_rng(_SEED), np.zeros(len(p), np.bool_)
    for place in range(p.shape[1]):
        half[chance.permutation(np.flatnonzero(right == place))[::2]] = True
    apart = Eye(0.0, 0.0, eye_of(p[half], right[half]))
    error = mixture_error(p[~half], right[~half], apart, classes)
    rows = eye_of(p, right)
    return Eye(round(error.within, 3), noise_of(p, rows), rows)


def share_within(share: float, n: int, off: float, noise: float) -> Interval:
    """A share with its 95 % bounds: what the model is off and what chance does, both."""
    if not n:
        return Interval(share, 0.0, 1.0)
    reach = float(np.hypot(off, _Z * noise / n**0.5))
    return Interval(share, max(0.0, share - reach), min(1.0, share + reach))


def mixture_error(p: Real, right: Whole, eye: Eye, classes: tuple[int, ...]) -> MixtureError:
    """Draw mixtures of every kind from texts with a right class, and estimate each.

    `classes` are those whose error counts. Every class must occur.
    """
    chance = np.random.default_rng(_SEED)
    places = [np.flatnonzero(right == place) for place in range(p.shape[1])]
    errors = []
    for shares in chance.dirichlet(np.ones(p.shape[1]), _N_MIXTURES):
        counts = chance.multinomial(_N_TEXTS, shares)
        drawn = np.concatenate(
            [chance.choice(some, n) for some, n in zip(places, counts, strict=True)]
        )
        found = as_shares(eye.behind(p[drawn].mean(axis=0))) - counts / _N_TEXTS
        errors.append(np.abs(found[list(classes)]))
    each = np.concatenate(errors)
    return MixtureError(float(each.mean()), float(np.percentile(each, _WITHIN)))
