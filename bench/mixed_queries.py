"""Queries of mixed operators over the generated posts, about five hits a post for each 10,000."""

import random

import numpy as np

from bench.posts import SEED

PER_POST = 5.0
OF = 10_000
_SHAPES = (
    "{r}",
    "{r} OR {R}",
    "{m} {M}",
    "{m} {r}",
    "{m} AND {M} NOT {c}",
    "({m} OR {M}) AND ({c} OR {d}) NOT {R}",
    "({m} OR {r} OR {R}) {M}",
    '"{c} {m}"',
    '"{c} {d}" {m}',
    '"{c} {m} {d}"~4',
    "{c} NEAR/5 {m}",
    "{c} ONEAR/4 {m}",
    "({m} OR {M}) NEAR/8 ({c} OR {d})",
    "{p}* {m}",
    "*{q}* {m}",
    "{r} lang:nl",
    "platform:mastodon {m} {c}",
    "#{m}",
    "author:mens{n} {c}",
    "site:{s}.example {m} has:link",
    "{m} engagement:>=20",
    "{m} {c} followers:10..1000",
    "is:reply {m} -{c}",
    "{m} (platform:reddit OR #{r})",
)
# Ranks in the vocabulary from which each letter is drawn, evenly over their logarithms.
_RANKS = {"c": (8, 120), "d": (8, 120), "m": (100, 2_500), "M": (100, 2_500)}
_RARE = {"r": (1_500, 30_000), "R": (1_500, 30_000)}
_SITES = ("mastodon", "bluesky", "reddit", "feed", "youtube")
_LONG = 9  # letters: such words are compounds


def mixed_queries(words: np.ndarray, n_queries: int, seed: int = SEED) -> dict[str, str]:
    """Query texts by id; the same seed gives the same ones, and more begin with fewer."""
    rng = random.Random(seed)
    return {
        f"q{number:06d}": _SHAPES[number % len(_SHAPES)].format(**_drawn(rng, words))
        for number in range(n_queries)
    }


def _drawn(rng: random.Random, words: np.ndarray) -> dict[str, str | int]:
    drawn: dict[str, str | int] = {
        letter: words[int(low * (high / low) ** rng.random())]
        for letter, (low, high) in {**_RANKS, **_RARE}.items()
    }
    compound = next(
        word
        for word in iter(lambda: str(words[rng.randrange(200, 40_000)]), "")
        if len(word) > _LONG
    )
    return {
        **drawn,
        "p": compound[:7],
        "q": compound[1:8],
        "n": int(10 ** (4 * rng.random())),
        "s": rng.choice(_SITES),
    }
