"""The same agreement on real texts and on queries of experts, from the public data sets."""

import contextlib
import datetime as dt
import gzip
import json
import os
import random
from pathlib import Path

import pytest

from klankbord.core.match import QueryError, parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.database import candidates
from klankbord.core.match.imports import Dialect, import_query
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.index import rows_found, search_table
from klankbord.core.post import Author, Post
from klankbord.core.text.tokens import words_of

DATA = os.environ.get("KLANKBORD_TEST_DATA", "")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA, reason="KLANKBORD_TEST_DATA is not set"),
]
ADDED = ["👍🏽", "שָׁלוֹם עולם", "مرحبا بالعالم", "café", "één", "#Brug", "@anna", "手机壳", "naïef"]
SHAPES = [
    "{0}", "{0} {1}", "{0} OR {2}", '"{0} {1}"', "{0} NEAR/4 {2}", "{0} ONEAR/6 {3}", "{0} -{4}",
    '"{0} {2} {1}"~5', "({0} OR {3}) NEAR/8 ({1} OR {4})", "{0}* {1}", "#brug OR {0}", "{{{0}}}",
]  # fmt: skip


def _rows(folder, name):
    with gzip.open(Path(DATA) / folder / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _post(number, text):
    return Post(
        id=f"plek:{number}",
        platform="plek",
        text=text,
        published_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        author=Author(id="1", handle="anna"),
    )


def _agree(queries, posts):
    """Hold all three against each other; gives the number of hits."""
    expected = [
        (at, number)
        for at, post in enumerate(posts)
        for number, query in enumerate(queries)
        if matches(query, post)
    ]
    assert Matcher(dict(enumerate(queries))).match(posts) == expected
    with contextlib.closing(search_table(posts)) as database:
        for number, query in enumerate(queries):
            found, wanted = candidates(query), {at for at, key in expected if key == number}
            rows = rows_found(database, found, posts)
            assert wanted == rows if found.is_exact else wanted <= rows, query.text
    return len(expected)


def _texts():
    return [row["text"] for row in _rows("dutch_text_ud", "sentences.jsonl.gz") if row.get("text")]


def test_dutch_texts_with_accents_pictures_and_other_scripts():
    rng = random.Random(20260310)  # noqa: S311  # a test that repeats, no secret
    texts = [f"{text} {rng.choice(ADDED)}" for text in rng.sample(_texts(), 150)]
    queries = []
    while len(queries) < 240:
        words = words_of(rng.choice(texts))
        if len(words) > 5:
            at = rng.randrange(len(words) - 4)
            with contextlib.suppress(QueryError):
                shape = SHAPES[len(queries) % len(SHAPES)]
                queries.append(parse_query(shape.format(*words[at : at + 5])))
    assert _agree(queries, [_post(*pair) for pair in enumerate(texts)]) > 200


def test_queries_of_experts():
    """Posts are pieces of the queries themselves, so that long boolean queries have answers."""
    rng = random.Random(20260310)  # noqa: S311  # a test that repeats, no secret
    texts = [row["query"] for row in _rows("boolean_queries", "clef_tar.jsonl.gz")]
    queries = []
    for text in texts:
        with contextlib.suppress(QueryError):
            queries.append(import_query(text, Dialect.OVID).query)
    words = [words_of(text) for text in texts]
    posts = []
    for number in range(60):
        chosen = words[number % len(words)]
        sample = [rng.choice(chosen) for _ in range(200)]
        at = rng.randrange(max(len(chosen) - 100, 1))
        posts.append(_post(number, " ".join([*sample, *chosen[at : at + 100]])))
    assert len(queries) > 70
    assert _agree(queries, posts) > 10


def test_strings_of_other_parsers():
    texts = [row["query"] for row in _rows("boolean_queries", "parser_test_strings.jsonl.gz")]
    queries = []
    for text in texts:
        with contextlib.suppress(QueryError):
            queries.append(parse_query(text))
    assert _agree(queries, [_post(number, text) for number, text in enumerate(texts)]) > 20
