"""Stream matcher, database expression and judge give the same answers."""

import contextlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.index import rows_found, search_table
from klankbord.core.match.tests.strategies import facts, posts, queries

pytestmark = pytest.mark.engine

PAIRS = int(os.environ.get("KLANKBORD_PAIRS", "2000"))
"""Of a query and a post; `make agree` takes a hundred thousand."""

many = settings(
    max_examples=PAIRS // 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
some_queries = st.lists(queries, min_size=6, max_size=10)
some_posts = st.lists(posts, min_size=5, max_size=8)


@many
@given(some_queries, some_posts, facts)
def test_stream_agrees_with_the_judge(some_queries, some_posts, known):
    by_number = dict(enumerate(some_queries))
    expected = [
        (at, number)
        for at, post in enumerate(some_posts)
        for number, query in by_number.items()
        if matches(query, post, known)
    ]
    matcher = Matcher(by_number)
    assert matcher.match(some_posts, [known] * len(some_posts)) == expected
    matcher.change({0: some_queries[1]}, gone=[2])
    changed = [number for number in by_number if number != 2]
    by_number[0] = some_queries[1]
    expected = [
        (at, number)
        for at, post in enumerate(some_posts)
        for number in changed
        if matches(by_number[number], post, known)
    ]
    assert matcher.match(some_posts, [known] * len(some_posts)) == expected


@many
@given(some_queries, some_posts)
def test_database_misses_nothing(some_queries, some_posts):
    with contextlib.closing(search_table(some_posts)) as database:
        for query in some_queries:
            expected = {at for at, post in enumerate(some_posts) if matches(query, post)}
            found = candidates(query)
            rows = rows_found(database, found, some_posts)
            assert expected <= rows, (query.text, found.fts5)
            if found.is_exact:
                assert expected == rows, (query.text, found.fts5)
