"""`klankbord match`: posts against queries, without an installation."""

import gc
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from importlib import import_module
from json.encoder import encode_basestring as quoted
from mmap import mmap
from multiprocessing import get_context
from typing import Final

import click
import msgspec
import numpy as np

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.core.match.blocks import (
    BLOCK,
    Found,
    UnreadableLineError,
    blocks_of,
    match_block,
)
from klankbord.core.match.stream import Matcher
from klankbord.site.commands.match_slowly import match_by_database, match_by_reference
from klankbord.site.commands.streams import Unusable, opened_in, opened_out

Engine = Callable[[bytes], Found]

_AHEAD: Final = 2
"""Blocks that wait for each worker: enough that none is idle, few enough to stay small."""
_PLACE: Final = 2 * BLOCK
"""Room for a block; one with a longer line goes through a pipe."""
_AT_ONCE: Final = 10_000
_ACCELERATOR: Final = "The accelerator is an extra: pip install 'klankbord[fast]'"


class _QueryLine(msgspec.Struct):
    id: str
    query: str


@click.command()
@click.argument("queries")
@click.argument("posts")
@click.option(
    "--engine",
    type=click.Choice(["base", "fast", "reference", "database"]),
    default="base",
    show_default=True,
    help="The matcher, its accelerator (klankbord[fast]), the judge, or the archive's search.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."
)
def match(*, queries: str, posts: str, engine: str, workers: int) -> None:
    """Match POSTS (JSON Lines) against QUERIES ({"id", "query"} a line).

    Gives {"post", "query"} a line, sorted by post and then by query.
    """
    keys, run = _ENGINES[engine](_read_queries(queries))
    gc.collect()
    gc.freeze()  # queries stay: no need to walk them again and again, nor to copy them in a fork
    with opened_in(posts) as file:
        blocks = blocks_of(file)
        found = _here(run, blocks) if workers == 1 else _elsewhere(run, blocks, workers)
        try:
            pairs = _Pairs(keys, found)
        except UnreadableLineError as error:
            raise Unusable(posts, error.line, error.reason) from error
    with opened_out("-") as output:
        output.writelines(pairs.lines())


def _base(queries: Iterator[tuple[str, Query]]) -> tuple[list[str], Engine]:
    matcher = Matcher(queries)
    return [*matcher.keys], partial(match_block, matcher)


def _fast(queries: Iterator[tuple[str, Query]]) -> tuple[list[str], Engine]:
    """An extra: whoever does not ask for it does not load it."""
    try:
        engine = import_module("klankbord.core.match.fast.engine")
    except ModuleNotFoundError as error:
        raise Unusable(_ACCELERATOR) from error
    matcher = Matcher(queries)
    return [*matcher.keys], engine.FastMatcher(matcher).match_block


def _slowly(
    by: Callable[[list[Query], bytes], Found], queries: Iterator[tuple[str, Query]]
) -> tuple[list[str], Engine]:
    found = dict(queries)
    return [*found], partial(by, [*found.values()])


_ENGINES: Final[dict[str, Callable[[Iterator[tuple[str, Query]]], tuple[list[str], Engine]]]] = {
    "base": _base,
    "fast": _fast,
    "reference": partial(_slowly, match_by_reference),
    "database": partial(_slowly, match_by_database),
}


def _here(run: Engine, blocks: Iterator[bytes]) -> Iterator[Found]:
    n_before = 0
    for block in blocks:
        yield _counted(partial(run, block), n_before)
        n_before += block.count(b"\n")


_of_worker: list[tuple[Engine, mmap]] = []


def _elsewhere(run: Engine, blocks: Iterator[bytes], workers: int) -> Iterator[Found]:
    """Workers are forked, so that they share the queries; answers come back in order.

    Blocks lie in memory that they share too. Through a pipe a block of 2 MB took 4.6 ms of
    processor time at both ends, a tenth of matching it, and so it takes 0.5.
    """
    n_places = _AHEAD * workers + 1
    shared = mmap(-1, n_places * _PLACE)
    pool = ProcessPoolExecutor(
        workers, get_context("fork"), initializer=_of_worker.append, initargs=((run, shared),)
    )
    with pool:
        waiting: deque[tuple[Future[Found], int]] = deque()
        n_before = 0
        for number, block in enumerate(blocks):
            if len(waiting) == n_places:
                future, n_first = waiting.popleft()
                yield _counted(future.result, n_first)
            first = number % n_places * _PLACE
            place = slice(first, first + len(block))
            is_longer = len(block) > _PLACE
            if not is_longer:
                shared[place] = block  # what lay here before was answered
            given = block if is_longer else place
            waiting.append((pool.submit(_run_in_worker, given), n_before))
            n_before += block.count(b"\n")
        for future, n_first in waiting:
            yield _counted(future.result, n_first)


def _run_in_worker(given: bytes | slice) -> Found:
    """Small numbers: all that is sent is written, read and copied by the one that waits for it."""
    run, shared = _of_worker[0]
    ids, rows, numbers = run(shared[given] if isinstance(given, slice) else given)
    return Found(ids, rows.astype(np.int32), numbers.astype(np.int32))


def _counted(run: Callable[[], Found], n_before: int) -> Found:
    """Lines are counted from the start of the file."""
    try:
        return run()
    except UnreadableLineError as error:
        raise UnreadableLineError(n_before + error.line, error.reason) from error


class _Pairs:
    """All pairs, as numbers until they are written."""

    def __init__(self, keys: list[str], found: Iterator[Found]) -> None:
        self._keys = keys
        self._ids: list[str] = []
        rows, numbers = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for some in found:
            rows.append((some.rows + len(self._ids)).astype(np.int32))
            numbers.append(some.numbers.astype(np.int32))
            self._ids += some.ids
        self._rows, self._numbers = np.concatenate(rows), np.concatenate(numbers)

    def lines(self) -> Iterator[bytes]:
        """Sorted by post and then by query, many at a time.

        A pair is one number, which sorts several times as quick as two. A line is the half of its
        post and that of its query: each half is written out once.
        """
        ids, posts = _places(self._ids)
        keys, queries = _places(self._keys)
        pairs = posts[self._rows] * len(keys) + queries[self._numbers]
        pairs.sort()
        of_posts = np.array([f'{{"post": {quoted(text)}, "query": ' for text in ids], object)
        of_queries = np.array([f"{quoted(text)}}}\n" for text in keys], object)
        for first in range(0, len(pairs), _AT_ONCE):
            post, query = np.divmod(pairs[first : first + _AT_ONCE], len(keys))
            halves = np.stack([of_posts[post], of_queries[query]], axis=1)
            yield "".join(halves.ravel().tolist()).encode()


def _places(texts: list[str]) -> tuple[list[str], np.ndarray]:
    """Texts sorted, each once, and the place of each text among those."""
    made = sorted(set(texts))
    places = {text: place for place, text in enumerate(made)}
    return made, np.array([places[text] for text in texts], np.int64)


def _read_queries(name: str) -> Iterator[tuple[str, Query]]:
    with opened_in(name) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _read_query(name, number, line)


def _read_query(name: str, number: int, line: bytes) -> tuple[str, Query]:
    try:
        row = msgspec.json.decode(line, type=_QueryLine)
        return row.id, parse_query(row.query)
    except msgspec.MsgspecError as error:
        raise Unusable(name, number, error) from error
    except QueryError as error:
        raise Unusable(name, number, error.position + 1, error.code) from error
