"""A reader while posts come in all the time, against the same reader alone."""

import itertools
import multiprocessing
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.synchronize import Event

from bench import posts, searching
from bench.report import Line
from bench.timing import Took, percentile, timed
from bench.writing import keep_along
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.queries import n_mentions
from klankbord.participate.listening.models import Source

N_ROUNDS, SECONDS = 5, 4.0
DELIVERY = 1_000
_SHAPES = ("common words", "rare words", "common AND rare", "phrases", "fields")


def measure() -> list[Line]:
    """Take turns, so that what else the machine does weighs on both alike."""
    acts = _acts()
    context = multiprocessing.get_context("spawn")
    stop, go, ready = context.Event(), context.Event(), context.Event()
    writer = context.Process(target=keep_along, args=(stop, go, ready))
    writer.start()
    ready.wait()
    n_before = n_mentions()
    alone: list[Took] = []
    along: list[Took] = []
    for _round in range(N_ROUNDS):
        go.clear()
        alone += _read_for(SECONDS, acts)
        go.set()
        along += _read_for(SECONDS, acts)
    stop.set()
    writer.join()
    rate = (n_mentions() - n_before) / (N_ROUNDS * SECONDS)
    return _lines(percentile(alone, 0.95), percentile(along, 0.95), rate)


def _lines(alone: Took, along: Took, rate: float) -> list[Line]:
    if not rate:
        message = "nothing came in while the reader read"
        raise AssertionError(message)
    return [
        Line("a reader alone: pages and searches, p95", alone.wall, "ms", cpu=alone.cpu),
        Line(
            f"… while {rate:,.0f} posts a second come in, against alone (K5)",
            along.wall / alone.wall,
            "times",
            floor=2,
            is_ceiling=True,
            cpu=along.cpu / alone.cpu,
        ),
    ]


def _acts() -> Iterator[Callable[[], None]]:
    """Pages and searches in turn, without end."""
    texts = searching.searches(posts.Generator(1, seed=posts.SEED + 1))
    some = [
        text for group in zip(*(texts[shape] for shape in _SHAPES), strict=False) for text in group
    ]
    pairs = zip(searching.starts(), itertools.cycle(some), strict=False)
    acts = [
        act
        for at, text in pairs
        for act in (partial(searching.page, at), partial(searching.search, text))
    ]
    return itertools.cycle(acts)


def _read_for(seconds: float, acts: Iterator[Callable[[], None]]) -> list[Took]:
    end = time.monotonic() + seconds
    took: list[Took] = []
    while time.monotonic() < end:
        took.append(timed(next(acts)))
    return took


def keep_deliveries(stop: Event, go: Event, ready: Event) -> None:
    """Keep one delivery after another while `go` is set; runs in a process of its own."""
    source = Source.objects.create(
        connector="file", target="k5", name="Along", created_at=posts.UNTIL
    )
    batches = posts.Generator(1_000_000, seed=posts.SEED + 5).batches(DELIVERY)
    ready.set()
    while not stop.is_set():
        if go.wait(0.1):
            keep_posts(posts=searching.renamed(next(batches)), source=source, at=posts.UNTIL)
