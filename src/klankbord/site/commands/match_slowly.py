"""The other ways to match, to compare with: the judge, and the search of the archive."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np

from klankbord.core.match import Query
from klankbord.core.match.blocks import Found, found_in_posts, posts_of
from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.core.post import Post
from klankbord.core.text.tokens import index_keys, index_words

_CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5"
    """(words, keys, tokenize="ascii tokenchars '#@:_-./'", detail=full)"""
)


def match_by_reference(queries: Sequence[Query], block: bytes) -> Found:
    """Every post is held against every query."""
    posts = posts_of(block)
    return _found(
        posts,
        (
            (at, number)
            for at, post in enumerate(posts)
            for number, query in enumerate(queries)
            if matches(query, post)
        ),
    )


def match_by_database(queries: Sequence[Query], block: bytes) -> Found:
    """The posts are put into a search index in memory, and each query is asked there."""
    posts = posts_of(block)
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(_CREATE)
        database.executemany(
            "INSERT INTO search (rowid, words, keys) VALUES (?, ?, ?)",
            [(at, index_words(post), index_keys(post)) for at, post in enumerate(posts)],
        )
        pairs = [
            (at, number)
            for number, query in enumerate(queries)
            for at in _answers(database, query, posts)
        ]
    return _found(posts, sorted(pairs))


def _answers(database: sqlite3.Connection, query: Query, posts: Sequence[Post]) -> Iterator[int]:
    """Rows of the index that answer; those that the index cannot be sure of are judged."""
    asked = candidates(query)
    rows: Sequence[int] = range(len(posts))
    if asked.fts5 is not None:
        found = database.execute("SELECT rowid FROM search WHERE search MATCH ?", [asked.fts5])
        rows = [row for (row,) in found]
    for row in rows:
        at = posts[row].published_at
        is_within = (asked.since is None or at >= asked.since) and (
            asked.until is None or at < asked.until
        )
        if is_within and (asked.is_exact or matches(query, posts[row])):
            yield row


def _found(posts: list[Post], pairs: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> Found:
    rows, numbers = np.array([*pairs], np.int64).reshape(-1, 2).T
    return found_in_posts(posts, rows, numbers)
