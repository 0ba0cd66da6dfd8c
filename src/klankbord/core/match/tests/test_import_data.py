"""Queries that experts wrote, and strings of other parsers' tests: read, or refused with a place."""

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


def _outcome(text, dialect):
    try:
        imported = import_query(text, dialect)
    except QueryError as refused:
        assert 0 <= refused.position <= len(text)
        assert refused.length >= 1
        return refused
    tree = imported.query.tree
    assert parse_query(print_query(tree)).tree == tree
    for change in imported.changes:
        assert 0 <= change.position <= len(text)
    return imported


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
    try:
        tree = parse_query(row["query"]).tree
    except QueryError as refused:
        assert 0 <= refused.position <= len(row["query"])
    else:
        assert parse_query(print_query(tree)).tree == tree
