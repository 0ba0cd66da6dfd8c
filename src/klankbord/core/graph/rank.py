"""Whose word is taken up by those whose word is taken up: PageRank.

Page and others, "The PageRank citation ranking" (1999), with weights; who addresses nobody gives to
all alike. A link goes to the person who was answered, repeated or named.
"""

from typing import Final

import numpy as np

from klankbord.core.graph.links import Links, Real

DAMPING: Final = 0.85
_CLOSE: Final = 1e-8
_MOST_STEPS: Final = 100


def page_rank(links: Links) -> Real:
    """A share for everyone, 1 together; ten million links take some four seconds."""
    n = links.n
    if not n:
        return np.zeros(0)
    given = np.bincount(links.sources, links.weights, n)
    order = np.argsort(links.targets, kind="stable")
    sources = links.sources[order]
    shares = links.weights[order] / given[sources]
    first = np.searchsorted(links.targets[order], np.arange(n + 1))
    is_named = first[1:] > first[:-1]
    is_silent = given == 0
    rank = np.full(n, 1.0 / n)
    for _ in range(_MOST_STEPS):
        taken = np.zeros(n)
        if is_named.any():
            taken[is_named] = np.add.reduceat(rank[sources] * shares, first[:-1][is_named])
        moved = DAMPING * (taken + rank[is_silent].sum() / n) + (1 - DAMPING) / n
        change = float(np.abs(moved - rank).sum())
        rank = moved
        if change < _CLOSE:
            break
    return rank
