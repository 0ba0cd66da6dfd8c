"""Key figures and circles of many links (U9): as few write to many, and most to a few near them."""

import numpy as np

from bench.report import Line
from bench.timing import timed
from klankbord.core.graph.circles import circles
from klankbord.core.graph.links import Links
from klankbord.core.graph.rank import page_rank

_SEED = 20_261_127
_EACH = 10  # links a person
_NEAR = 50  # people in a neighbourhood


def measure(n_links: int) -> list[Line]:
    """Half of the links stay in the neighbourhood, the others go to whom many know."""
    links = _made(n_links)
    circles(_made(1_000))
    ranked, circled = timed(lambda: page_rank(links)), timed(lambda: circles(links))
    return [
        Line(f"PageRank of {n_links:,} links", ranked.wall, "s", floor=10, is_ceiling=True,
             cpu=ranked.cpu, counts_cpu=True),
        Line(f"circles of {n_links:,} links", circled.wall, "s", floor=60, is_ceiling=True,
             cpu=circled.cpu, counts_cpu=True),
    ]  # fmt: skip


def _made(n_links: int) -> Links:
    chance = np.random.default_rng(_SEED)
    n = max(n_links // _EACH, 2 * _NEAR)
    sources = chance.integers(0, n, n_links)
    near = sources // _NEAR * _NEAR + chance.integers(0, _NEAR, n_links)
    known = (chance.pareto(1.2, n_links) * _NEAR).astype(np.int64)
    targets = np.where(chance.random(n_links) < 0.5, near, known) % n
    apart = sources != targets
    return Links(n, sources[apart], targets[apart], np.ones(int(apart.sum())))
