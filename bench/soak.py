"""Millions of posts that are made, matched, compared and let go: whether memory stands still."""

import gc
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.matching import N_QUERIES, generated_queries
from bench.posts import SEED, Generator
from bench.report import Line
from klankbord.core.match.blocks import match_block
from klankbord.core.match.stream import Matcher
from klankbord.core.post import Batch, Post, encode_batch
from klankbord.core.text.similar import Window, said_words, traces

MOST = 1024
"""MiB that the stream may hold, for ever."""
HELD = 50_000  # texts, as the house holds them
_ROUND = 250_000  # posts that one generator makes: each round is other posts of the same language
_COPIES = 0.05
_POINTS = 10


def measure(n_posts: int) -> list[Line]:
    """The most memory at each tenth of the way, and what passed."""
    matcher: Matcher[str] = Matcher(generated_queries(N_QUERIES))
    window: Window[int] = Window(most=HELD, span=10**9)
    gc.collect()
    gc.freeze()  # as the workers do
    began, n_done, n_hits, n_like = time.process_time(), 0, 0, 0
    lines: list[Line] = []
    for batch in _stream(n_posts):
        n_hits += len(match_block(matcher, encode_batch(Batch(tuple(batch)))).rows)
        found = window.place(
            range(n_done, n_done + len(batch)),
            [0] * len(batch),
            traces([said_words(post.title, post.text) for post in batch]),
        )
        n_like += len(batch) - found.count(None)
        n_done += len(batch)
        if n_done >= n_posts * (len(lines) + 1) // _POINTS:
            lines.append(Line(f"memory after {n_done:,} posts", _held(), "MiB"))
            print(f"{n_done:,} posts: {_held():.0f} MiB", file=sys.stderr, flush=True)
    gc.unfreeze()
    seconds = time.process_time() - began
    growth = lines[-1].value - lines[len(lines) // 2].value
    return [
        *lines,
        Line(f"most memory of {n_done:,} posts", _peak(), "MiB", MOST, is_ceiling=True),
        Line("… more at the end than in the middle", growth, "MiB", MOST / 20, is_ceiling=True),
        Line(f"… rows of {N_QUERIES:,} queries", n_hits, ""),
        Line("… copies found", n_like, ""),
        Line("… made, matched and compared", n_done / seconds, "posts/s"),
    ]


def _stream(n_posts: int) -> Iterator[Sequence[Post]]:
    """By seed, a round at a time; one in twenty says again what another said, but for a word."""
    rng = random.Random(SEED)
    for first in range(0, n_posts, _ROUND):
        size = min(_ROUND, n_posts - first)
        for batch in Generator(size, seed=SEED + first).batches():
            yield [_again(rng.choice(batch), rng) if rng.random() < _COPIES else post
                   for post in batch]  # fmt: skip


def _again(post: Post, rng: random.Random) -> Post:
    words = post.text.split()
    words[rng.randrange(len(words))] = "nogmaals"
    return Post(
        id=post.id, platform=post.platform, text=" ".join(words), published_at=post.published_at,
        author=post.author,
    )  # fmt: skip


def _held() -> float:
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    """MiB of this process, everything that the benchmark itself needs included."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    if found is None:
        raise LookupError(name)
    return int(found[1]) / 1024
