"""Queries of experts, and strings of other parsers' tests: read, or refused with a place."""

import gzip
import json
import os
from pathlib import Path

import pytest

from klankbord.core.match import ErrorCode, QueryError, parse_query, print_query
from klankbord.core.match.imports import Dialect, import_query

DATA = os.environ.get("KLANKBORD_TEST_DATA", "")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA, reason="KLANKBORD_TEST_DATA is not set"),
]

WITHOUT_MEANING_HERE = {
    ErrorCode.ONLY_NEGATIVE,
    ErrorCode.IMPORT_NOTHING_LEFT,
    ErrorCode.GROUP_EMPTY,
}


def _rows(name):
    path = Path(DATA) / "boolean_queries" / name
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _read(read, text):
    try:
        return read(text)
    except QueryError as refused:
        return refused


def _outcome(text, dialect):
    outcome = _read(lambda given: import_query(given, dialect), text)
    if isinstance(outcome, QueryError):
        assert 0 <= outcome.position <= len(text)
        assert outcome.length >= 1
    else:
        tree = outcome.query.tree
        assert parse_query(print_query(tree)).tree == tree
        assert all(0 <= change.position <= len(text) for change in outcome.changes)
    return outcome


def test_expert_queries():
    outcomes = [_outcome(row["query"], Dialect.OVID) for row in _rows("clef_tar.jsonl.gz")]
    refused = [outcome for outcome in outcomes if isinstance(outcome, QueryError)]
    assert len(refused) <= 0.05 * len(outcomes), [str(each) for each in refused]


def test_parser_strings():
    rows = _rows("parser_test_strings.jsonl.gz")
    outcomes = [(row, _outcome(row["query"], Dialect.LUCENE)) for row in rows]
    for row, outcome in outcomes:
        if row["expect"] == "error":
            assert isinstance(outcome, QueryError), row
    wanted = [outcome for row, outcome in outcomes if row["expect"] == "parses"]
    refused = [outcome.code for outcome in wanted if isinstance(outcome, QueryError)]
    assert len(refused) <= 0.2 * len(wanted)
    assert set(refused) <= WITHOUT_MEANING_HERE


@pytest.mark.parametrize("row", _rows("parser_test_strings.jsonl.gz") if DATA else [])
def test_parser_strings_in_our_own_syntax(row):
    outcome = _read(parse_query, row["query"])
    if isinstance(outcome, QueryError):
        assert 0 <= outcome.position <= len(row["query"])
    else:
        assert parse_query(print_query(outcome.tree)).tree == outcome.tree
