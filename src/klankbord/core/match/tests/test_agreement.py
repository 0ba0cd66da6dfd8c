"""Stream matcher, database expression and judge give the same answers."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.strategies import facts, posts, queries
from klankbord.core.text.tokens import index_keys, index_words

sqlite = pytest.importorskip("pysqlite3")


@settings(max_examples=60, deadline=None)
@given(st.lists(queries, min_size=1, max_size=8), st.lists(posts, min_size=1, max_size=4), facts)
def test_stream_agrees_with_the_judge(some_queries, some_posts, known):
    by_number = dict(enumerate(some_queries))
    expected = [
        (at, number)
        for at, post in enumerate(some_posts)
        for number, query in by_number.items()
        if matches(query, post, known)
    ]
    found = Matcher(by_number).match(some_posts, [known] * len(some_posts))
    assert found == expected


def _table(some_posts):
    database = sqlite.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE search USING fts5"
        """(words, keys, tokenize="ascii tokenchars '#@:_-./'")"""
    )
    database.executemany(
        "INSERT INTO search (rowid, words, keys) VALUES (?, ?, ?)",
        [(at, index_words(post), index_keys(post)) for at, post in enumerate(some_posts)],
    )
    return contextlib.closing(database)


def _rows(database, found, some_posts):
    if found.fts5 is None:
        rows = range(len(some_posts))
    else:
        asked = database.execute("SELECT rowid FROM search WHERE search MATCH ?", [found.fts5])
        rows = [row for (row,) in asked]
    return {
        row
        for row in rows
        if (found.since is None or some_posts[row].published_at >= found.since)
        and (found.until is None or some_posts[row].published_at < found.until)
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(queries, min_size=1, max_size=8), st.lists(posts, min_size=1, max_size=6))
def test_database_misses_nothing(some_queries, some_posts):
    with _table(some_posts) as database:
        for query in some_queries:
            expected = {at for at, post in enumerate(some_posts) if matches(query, post)}
            found = candidates(query)
            rows = _rows(database, found, some_posts)
            assert expected <= rows, (query.text, found.fts5)
            if found.is_exact:
                assert expected == rows, (query.text, found.fts5)
