"""The matcher: how dear it is against reading JSON, and against named peers on the same posts."""

import gc
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import orjson

from bench import matching_peers, posts
from bench.matching_reading import read_only
from bench.mixed_queries import mixed_queries
from bench.report import Line
from bench.timing import Took, timed, total
from klankbord.core.match import Query, parse_query
from klankbord.core.match.blocks import blocks_of, match_block, posts_of
from klankbord.core.match.fast.engine import FastMatcher
from klankbord.core.match.stream import Matcher
from klankbord.core.post import Batch, Post, encode_batch

N_QUERIES = 10_000
_REPEATS = 3


class Costs(NamedTuple):
    """Seconds and hits a post; `loads` is `orjson.loads`, `read` the accelerator's reading."""

    loads: Took
    match: Took
    whole: Took
    fast: Took
    read: Took
    hits: float

    @property
    def fast_match(self) -> Took:
        """All that the accelerator does, less what its reading takes when it does nothing else."""
        return Took(self.fast.wall - self.read.wall, self.fast.cpu - self.read.cpu)


def measure(n_posts: int) -> list[Line]:
    """Every ratio with 10,000 queries; the growth with ten times less and ten times more."""
    generator = posts.Generator(n_posts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.jsonl"
        with path.open("wb") as file:
            for batch in generator.batches():
                file.write(encode_batch(Batch(tuple(batch))))
        with path.open("rb") as file:
            blocks = list(blocks_of(file))
        costs = {
            n: _costs(blocks, generated_queries(n)) for n in (1_000, N_QUERIES, 10 * N_QUERIES)
        }
        sample = posts_of(blocks[-1])
        return [
            *_against_reading(costs[N_QUERIES]),
            *_against_peers(costs[N_QUERIES], sample),
            *_growth(costs, blocks),
            *_memory(path),
            _edit(),
            _two_workers(path),
        ]


def generated_queries(n_queries: int) -> dict[str, Query]:
    """Read, by id."""
    words = posts.Generator(1).words
    return {key: parse_query(text) for key, text in mixed_queries(words, n_queries).items()}


def _costs(blocks: list[bytes], queries: dict[str, Query]) -> Costs:
    """Each part is the best of three on each block: other work on the machine only adds."""
    matcher = Matcher(queries)
    accelerator = FastMatcher(matcher)
    gc.collect()
    gc.freeze()  # as `klankbord match` does
    for block in blocks:
        match_block(matcher, block)
        accelerator.match_block(block)
        read_only(block)
    loads = match = whole = fast = read = Took(0, 0)
    n_posts = n_hits = 0
    for block in blocks:
        lines, some = block.splitlines(), posts_of(block)
        loads += _best(lambda lines=lines: _load(lines))
        match += _best(lambda some=some: matcher.rows(some))
        whole += _best(lambda block=block: match_block(matcher, block))
        fast += _best(lambda block=block: accelerator.match_block(block))
        read += _best(lambda block=block: read_only(block))
        n_posts += len(some)
        n_hits += len(matcher.rows(some)[0])
    gc.unfreeze()
    measured = (loads, match, whole, fast, read)
    parts = (Took(each.wall / n_posts, each.cpu / n_posts) for each in measured)
    return Costs(*parts, n_hits / n_posts)


def _load(lines: list[bytes]) -> None:
    loads = orjson.loads
    for line in lines:
        loads(line)


def _best(part: Callable[[], object]) -> Took:
    return min((timed(part) for _ in range(_REPEATS)), key=lambda took: took.cpu)


def _against_reading(costs: Costs) -> list[Line]:
    return [
        Line(f"hits a post of {N_QUERIES:,} queries", costs.hits, ""),
        _rate("`orjson.loads` alone", costs.loads),
        _rate(f"match stage, {N_QUERIES:,} queries", costs.match),
        _against("match stage against `orjson.loads`", costs.loads, costs.match, 0.10),
        _against("JSON Lines to rows against `orjson.loads`", costs.loads, costs.whole, 0.11),
        _rate("accelerator, JSON Lines to rows", costs.fast),
        _against("accelerator, reading included (H4)", costs.loads, costs.fast, 0.32),
        _rate("accelerator, its reading alone", costs.read),
        _against("accelerator without its reading (H3)", costs.loads, costs.fast_match, 0.5),
    ]


def _rate(what: str, took: Took) -> Line:
    return Line(what, 1 / took.wall, "posts/s", cpu=1 / took.cpu)


def _against(
    what: str, ours: Took, theirs: Took, floor: float, *, is_ceiling: bool = False
) -> Line:
    wall, cpu = ours.wall / theirs.wall, ours.cpu / theirs.cpu
    return Line(what, wall, "times", floor, is_ceiling, cpu=cpu, counts_cpu=True)


def _against_peers(costs: Costs, sample: list[Post]) -> list[Line]:
    floors = {
        "PostgreSQL, a post at a time": (100, 500),
        "PostgreSQL GIN, 10,000 posts at once": (2, 10),
        "SQLite FTS5, 10,000 posts at once": (2.5, 12),
        "tantivy, 10,000 posts at once": (1.2, 5),
    }
    generator = posts.Generator(10_000, seed=posts.SEED + 2)
    batch = [post for some in generator.batches() for post in some]
    found = matching_peers.seconds_a_post(generated_queries(N_QUERIES), batch, sample[:20])
    return [
        line
        for name, took in found.items()
        for line in (
            _rate(name, took),
            _against(f"match stage against {name}", took, costs.match, floors[name][0]),
            _against(f"accelerator against {name}", took, costs.fast_match, floors[name][1]),
        )
    ]


def _growth(costs: dict[int, Costs], blocks: list[bytes]) -> list[Line]:
    few, some, many = costs.values()
    matcher = Matcher(generated_queries(N_QUERIES))
    for block in blocks:
        match_block(matcher, block)
    shorter, longer = _twice(matcher, blocks[: len(blocks) // 2])
    return [
        *(
            Line(
                f"curve: {n:,} queries, {each.hits:.1f} hits",
                each.match.wall * 1e6,
                "µs a post",
                cpu=each.match.cpu * 1e6,
            )
            for n, each in costs.items()
        ),
        _against("10,000 queries against 1,000", some.match, few.match, 2, is_ceiling=True),
        _against("100,000 queries against 10,000", many.match, some.match, 6, is_ceiling=True),
        _against("twice the posts", longer, shorter, 2.2, is_ceiling=True),
    ]


def _twice(matcher: Matcher[str], blocks: list[bytes]) -> list[Took]:
    """Some posts, and twice as many, in turn: a machine that others use slows down at times."""
    rounds = [
        [
            total(timed(lambda block=block: match_block(matcher, block)) for block in part)
            for part in (blocks, blocks * 2)
        ]
        for _ in range(_REPEATS)
    ]
    return [min(took, key=lambda each: each.cpu) for took in zip(*rounds, strict=True)]


def _memory(path: Path) -> list[Line]:
    """Most memory of a process that reads all, with and without matching."""
    alone = _peak(path)
    few, many = (_peak(path, _write_queries(path, n)) - alone for n in (N_QUERIES, 10 * N_QUERIES))
    return [
        Line("memory of 10,000 queries over reading alone", few, "MiB", 60, is_ceiling=True),
        Line("memory of 100,000 queries over reading alone", many, "MiB", 200, is_ceiling=True),
    ]


def _write_queries(beside: Path, n_queries: int) -> Path:
    path = beside.with_name(f"{n_queries}.jsonl")
    texts = mixed_queries(posts.Generator(1).words, n_queries)
    rows = [{"id": key, "query": text} for key, text in texts.items()]
    path.write_bytes(msgspec.json.Encoder().encode_lines(rows))
    return path


def _peak(*paths: Path) -> float:
    command = [sys.executable, "-m", "bench.matching_memory", *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def _edit() -> Line:
    """From the text of one changed query to the next batch that knows it."""
    matcher = Matcher(generated_queries(N_QUERIES))
    took = timed(lambda: matcher.change({"q000007": parse_query("iets AND anders NOT dit")}))
    what = "one query of 10,000 changed, live after"
    return Line(what, took.wall, "s", 0.5, is_ceiling=True, cpu=took.cpu)


def _two_workers(path: Path) -> Line:
    """Without starting up: what many times the posts take longer."""
    queries = _write_queries(path, N_QUERIES)
    longer = path.with_name("longer.jsonl")
    longer.write_bytes(path.read_bytes() * 25)
    one, two = (
        _wall(queries, longer, workers) - _wall(queries, path, workers) for workers in (1, 2)
    )
    return Line("two workers against one, by the clock", one / two, "times", 1.6)


def _wall(queries: Path, path: Path, workers: int) -> float:
    command = ["match", str(queries), str(path), "--workers", str(workers)]
    script = [sys.executable, "-c", "from klankbord.site.cli import main; main()", *command]
    return timed(lambda: subprocess.run(script, check=True, stdout=subprocess.DEVNULL)).wall
