import zoneinfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.match import ErrorCode, QueryError, WarningCode, parse_query
from klankbord.core.match.values import FIELDS, FIXED_VALUES
from klankbord.participate.topics.query_words import (
    ERROR_WORDS,
    WARNING_WORDS,
    names_sentence,
    problem_of,
)
from klankbord.participate.topics.reading import read_query

VALUES = {
    "size": 9, "most": 8, "least": 1, "operator": "OR", "word": "x", "field": "f",
    "nearest": "", "outer": "o", "value": "v", "allowed": ("a", "b"), "line": 3, "sign": "~",
}  # fmt: skip


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_says_what_is_wrong_and_what_to_do(code):
    problem = problem_of(QueryError(code, 2, 3, **VALUES), "ab cd ef")
    assert problem.sentence.endswith(".")
    assert problem.remedy.endswith(".")
    assert "%(" not in problem.sentence + problem.remedy


def test_every_code_has_words():
    assert set(ERROR_WORDS) == set(ErrorCode)
    assert set(WARNING_WORDS) == set(WarningCode)


@given(st.text(max_size=60), st.integers(0, 80), st.integers(0, 40))
def test_the_place_is_always_in_the_text(text, position, length):
    problem = problem_of(QueryError(ErrorCode.EMPTY, position, length), text)
    shown = problem.before.lstrip("…") + problem.marked + problem.after.rstrip("…")
    assert shown in text or not shown.strip("…")


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        ("klacht*", "A mention needs a word that begins with “klacht”."),
        ("a (b OR c) -d", "A mention needs “a” and (“b” or “c”), but not “d”."),
        ('"oude haven"', "A mention needs “oude haven” in a row."),
        ("a NEAR/5 b", "A mention needs “a” at most 5 words away from “b”."),
        ("a ONEAR/1 b", "A mention needs “a”, and at most 1 word further on “b”."),
        ("*subsidie*", "A mention needs a word with “subsidie” in it."),
        ("{BoZ}", "A mention needs “BoZ” with exactly these capitals."),
        ("a followers:>=1000", "A mention needs “a” and at least 1,000 followers."),
        ("a until:2026-01-31", "A mention needs “a” and a date up to Jan. 31, 2026."),
        ("a since:2026-02-01", "A mention needs “a” and a date from Feb. 1, 2026 on."),
    ],
)
def test_readings(query, reading):
    amsterdam = zoneinfo.ZoneInfo("Europe/Amsterdam")
    assert read_query(parse_query(query, zone=amsterdam)) == reading


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_can_be_read_out(field):
    value = {"since": "2026-01-01", "until": "2026-01-01"}.get(field, "12")
    for each in FIXED_VALUES.get(field, (value,)):
        with translation.override("nl"):
            assert read_query(parse_query(f"woord {field}:{each}"))


def test_a_long_list_is_cut_short():
    reading = read_query(parse_query(" OR ".join(f"w{n}" for n in range(40))))
    assert "“w7” or 32 others" in reading


def test_names_in_a_sentence():
    assert names_sentence(("Anna",)).startswith("Anna works here.")
    assert names_sentence(("Anna", "Bo")).startswith("Anna and Bo work here.")
    assert "and others work here" in names_sentence(("A", "B", "C", "D"))
