"""Circles: people who have more to do with each other than with the rest.

The Leiden method (Traag, Waltman and van Eck, "From Louvain to Leiden: guaranteeing well-connected
communities", 2019) as networkit has it, on links without direction, their weights added up.
"""

import sys
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np

from klankbord.core.graph.links import Links, Real, Whole

_ROUNDS: Final = 3
_SEED: Final = 7
_FOR_DRAWING: Final = ("pandas", "matplotlib")


def circles(links: Links) -> Whole:
    """A number for everyone, 0 for the largest circle; who has no link stands alone.

    The same links give the same circles. Ten million links take some seconds.
    """
    low, high, weights = _without_direction(links)
    if not len(weights):
        return np.arange(links.n)
    library = _library()
    network = library.graph.GraphFromCoo(
        (weights, (low, high)), n=links.n, weighted=True, directed=False
    )
    library.engineering.setSeed(_SEED, useThreadId=False)
    method = library.community.ParallelLeiden(network, iterations=_ROUNDS, randomize=False)
    method.run()
    return _by_size(np.asarray(method.getPartition().getVector(), np.int64))


@cache
def _library() -> Any:
    """Loaded at first use: it takes half a second, and most commands need no circles.

    It would load what it draws with, too: a hundred megabytes, and nobody draws with it here.
    """
    apart = [name for name in _FOR_DRAWING if name not in sys.modules]
    loaded: dict[str, Any] = sys.modules
    loaded.update(dict.fromkeys(apart))  # as if they were not installed
    try:
        library = import_module("networkit")
    finally:
        for name in apart:
            del loaded[name]
    library.engineering.setNumberOfThreads(1)
    return library


def _without_direction(links: Links) -> tuple[Whole, Whole, Real]:
    """Each pair once; nobody is their own neighbour."""
    low = np.minimum(links.sources, links.targets)
    high = np.maximum(links.sources, links.targets)
    apart = low != high
    keys, place = np.unique(low[apart] * links.n + high[apart], return_inverse=True)
    weights: Real = np.bincount(place, links.weights[apart], len(keys)).astype(np.float64)
    low, high = np.divmod(keys, max(links.n, 1))
    return low, high, weights


def _by_size(labels: Whole) -> Whole:
    _, first, place, counts = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    number = np.empty(len(counts), np.int64)
    number[np.lexsort((first, -counts))] = np.arange(len(counts))
    made: Whole = number[place]
    return made
