"""Directed links between people, as arrays: ten million fit in 400 MB."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Links:
    """Link i goes from `sources[i]` to `targets[i]`, both from 0 to `n` - 1, with a weight over 0.

    Raises ValueError where the arrays are not of one length, a number is out of bounds, or a weight
    is not a number over 0.
    """

    n: int
    sources: Whole
    targets: Whole
    weights: Real

    def __post_init__(self) -> None:
        if not len(self.sources) == len(self.targets) == len(self.weights):
            raise ValueError((len(self.sources), len(self.targets), len(self.weights)))
        for ends in (self.sources, self.targets):
            if len(ends) and not (ends.min() >= 0 and ends.max() < self.n):
                raise ValueError(self.n)
        if not (np.isfinite(self.weights) & (self.weights > 0)).all():
            raise ValueError(float(self.weights.min()))

    @cached_property
    def _pairs(self) -> tuple[Whole, Whole]:
        """Who addresses whom, each pair once."""
        keys = np.unique(self.sources * self.n + self.targets)
        return np.divmod(keys, max(self.n, 1))

    @property
    def people_in(self) -> Whole:
        """By how many different people each is addressed."""
        return np.bincount(self._pairs[1], minlength=self.n)

    @property
    def people_out(self) -> Whole:
        """How many different people each addresses."""
        return np.bincount(self._pairs[0], minlength=self.n)

    @property
    def times_in(self) -> Whole:
        """How often each is addressed."""
        return np.bincount(self.targets, minlength=self.n)

    @property
    def times_out(self) -> Whole:
        """How often each addresses somebody."""
        return np.bincount(self.sources, minlength=self.n)

    @property
    def people_both_ways(self) -> Whole:
        """With how many others each goes back and forth."""
        sources, targets = self._pairs
        there, back = sources * self.n + targets, targets * self.n + sources
        mutual = np.isin(back, there, assume_unique=True) & (sources != targets)
        return np.bincount(sources[mutual], minlength=self.n)
