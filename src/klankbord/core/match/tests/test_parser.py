"""Reading queries: what is accepted, how it is read, and where errors point."""
# ruff: noqa: E501  rows of queries that hold quotation marks, one a line

import contextlib
import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from klankbord.core.match import ErrorCode, QueryError, WarningCode, parse_query, print_query
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.strategies import trees
from klankbord.core.match.tree import Near, Number, Or, Query, Since, Until, Word

pytestmark = pytest.mark.engine

READINGS = {
    "klacht boos": "klacht AND boos",
    "klacht EN boos OF": None,
    "klacht OF boos": "klacht OR boos",
    "klacht NIET (mooi OF fijn)": "klacht AND NOT (mooi OR fijn)",
    "a OR b c": "a OR (b AND c)",
    "a (b c)": "a AND b AND c",
    "NOT NOT a": "a",
    "--a": "a",
    "a AND NOT b": "a AND NOT b",
    "(klacht* OR boos) NEAR/8 (gemeente OR stadhuis)": "(klacht* OR boos) NEAR/8 (gemeente OR stadhuis)",
    "a NABIJ/5 b ONABIJ/2 c": "a NEAR/5 b ONEAR/2 c",
    "a NEAR/1 (b NEAR/2 c)": "a NEAR/1 (b NEAR/2 c)",
    "a b NEAR/2 c": "a AND b NEAR/2 c",
    '"Lange  Voorhout"': '"lange voorhout"',
    "“klant is boos”~5": '"klant is boos"~5',
    '"klant"~5': "klant",
    "foto's": '"foto s"',
    "e-bike*": '"e bike*"',
    "{BoZ}": "{BoZ}",
    "{Bergen op Zoom}": "{Bergen op Zoom}",
    "Crème*": "creme*",
    "*subsidie*": "*subsidie*",
    "organi?atie": "organi?atie",
    "#FietsPad": "#fietspad",
    "@Anna@Plek.example.": "@anna@plek.example",
    "https://www.krant.example/Stuk/": "link:krant.example/stuk",
    "taal:NL titel:(a OF b)": "lang:nl AND title:(a OR b)",
    'author:"Anna de Vries"': 'author:"anna de vries"',
    "author:(anna OR @piet)": "author:anna OR author:piet",
    "followers:>=1000 engagement:10..99 reach:<5": "followers:>=1000 AND engagement:10..99 AND reach:<=4",
    "engagement:..5": "engagement:<=5",
    "since:2026-03 a": "since:2026-03-01 AND a",
    "until:2026-03 a": "until:2026-03-31 AND a",
    "until:2026 a": "until:2026-12-31 AND a",
    "tot:31-12-2026 a": "until:2026-12-31 AND a",
    'a /* remark (" */ b': "a AND b",
    "12:30": '"12 30"',
    "手机壳": '"手机 机壳"',
    "壳": "*壳*",
    "{壳}": "*壳*",
    "a\x00b": "a AND b",
    "title:#brug": "title:brug",
    "and": "and",
}


@pytest.mark.parametrize(("text", "expected"), [pair for pair in READINGS.items() if pair[1]])
def test_reading(text, expected):
    assert print_query(parse_query(text).tree) == expected


@pytest.mark.parametrize("text", [text for text, read in READINGS.items() if read])
def test_printed_reads_back(text):
    tree = parse_query(text).tree
    assert parse_query(print_query(tree)).tree == tree


REFUSALS = [
    ("", ErrorCode.EMPTY, 0),
    ("/* only a remark */", ErrorCode.EMPTY, 0),
    ("& !", ErrorCode.EMPTY, 0),
    ("a" * 50_001, ErrorCode.TOO_LONG, 50_000),
    ("(" * 61 + "a", ErrorCode.TOO_DEEP, 60),
    ("a " * 5_001, ErrorCode.TOO_MANY_TERMS, 10_000),
    ("(klacht (boos)", ErrorCode.BRACKET_NOT_CLOSED, 0),
    ("klacht (", ErrorCode.BRACKET_NOT_CLOSED, 7),
    ("klacht) boos", ErrorCode.BRACKET_NOT_OPENED, 6),
    ("klacht ()", ErrorCode.GROUP_EMPTY, 7),
    ('boos "klacht', ErrorCode.QUOTE_NOT_CLOSED, 5),
    ('boos "-"', ErrorCode.PHRASE_EMPTY, 5),
    ("{}", ErrorCode.PHRASE_EMPTY, 0),
    ("a {BoZ", ErrorCode.BRACE_NOT_CLOSED, 2),
    ("a BoZ}", ErrorCode.BRACE_NOT_OPENED, 5),
    ("a /* b", ErrorCode.COMMENT_NOT_CLOSED, 2),
    ("AND a", ErrorCode.OPERATOR_NEEDS_LEFT, 0),
    ("a (OR b)", ErrorCode.OPERATOR_NEEDS_LEFT, 3),
    ("a AND OR b", ErrorCode.OPERATOR_NEEDS_RIGHT, 2),
    ("a OR", ErrorCode.OPERATOR_NEEDS_RIGHT, 2),
    ("a NOT", ErrorCode.OPERATOR_NEEDS_RIGHT, 2),
    ("a NEAR b", ErrorCode.NEAR_NEEDS_NUMBER, 2),
    ("a NEAR/0 b", ErrorCode.NEAR_TOO_FAR, 7),
    ("a NEAR/101 b", ErrorCode.NEAR_TOO_FAR, 7),
    ('"a b"~' + "9" * 5_000, ErrorCode.NEAR_TOO_FAR, 6),
    ("a NEAR/3 (b AND c)", ErrorCode.NEAR_NEEDS_WORDS, 9),
    ("#tag NEAR/3 b", ErrorCode.NEAR_NEEDS_WORDS, 0),
    ("-a", ErrorCode.ONLY_NEGATIVE, 0),
    ("a OR -b", ErrorCode.ONLY_NEGATIVE, 0),
    ("title:(-a)", ErrorCode.ONLY_NEGATIVE, 0),
    ("boos *bed", ErrorCode.WILDCARD_TOO_SHORT, 5),
    ("a*", ErrorCode.WILDCARD_TOO_SHORT, 0),
    ("{Bo*}", ErrorCode.WILDCARD_IN_EXACT, 0),
    ("bob~2", ErrorCode.FUZZY_WORD, 0),
    ("a autor:x", ErrorCode.FIELD_UNKNOWN, 2),
    ("author: AND b", ErrorCode.FIELD_EMPTY, 0),
    ("author:", ErrorCode.FIELD_EMPTY, 0),
    ("title:(a author:b)", ErrorCode.FIELD_IN_FIELD, 9),
    ("followers:(1 OR 2)", ErrorCode.FIELD_TAKES_NO_GROUP, 0),
    ("a has:cheese", ErrorCode.FIELD_VALUE_UNKNOWN, 6),
    ("followers:many", ErrorCode.FIELD_NEEDS_NUMBER, 10),
    ("since:yesterday", ErrorCode.FIELD_NEEDS_DATE, 6),
    ("since:0000-01-01", ErrorCode.FIELD_NEEDS_DATE, 6),
    ("until:9999-12-31", ErrorCode.FIELD_NEEDS_DATE, 6),
    ("since:2026-02-30", ErrorCode.FIELD_NEEDS_DATE, 6),
    ("engagement:99..10", ErrorCode.RANGE_UPSIDE_DOWN, 11),
]


@pytest.mark.parametrize(
    ("text", "code", "position"), REFUSALS, ids=[row[0][:20] for row in REFUSALS]
)
def test_refusal_points_at_the_place(text, code, position):
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    assert (refused.value.code, refused.value.position) == (code, position)
    assert refused.value.length >= 1


def test_a_long_chain_of_near_is_refused_and_a_deep_query_is_not():
    with pytest.raises(QueryError) as refused:
        parse_query("a NEAR/9 " * 4_000 + "a")
    assert refused.value.code is ErrorCode.TOO_DEEP
    deep = "NOT (b OR NOT (c " * 29 + "a NEAR/2 " * 50 + "a" + "))" * 29
    tree = parse_query(f"x {deep}").tree
    assert parse_query(print_query(tree)).tree == tree
    Matcher({0: parse_query(f"x {deep}")}).match([])


def test_every_error_code_of_the_parser_is_shown():
    shown = {code for _, code, _ in REFUSALS} | {ErrorCode.FIELD_NOT_KEPT}  # see below
    assert set(ErrorCode) - shown == {code for code in ErrorCode if code.startswith("import-")}


@pytest.mark.parametrize(
    ("text", "position", "written"),
    [
        ("a sentiment:negative", 2, "sentiment"),
        ("a -Bedoeling:(question OR praise)", 3, "Bedoeling"),
    ],
)
def test_a_field_that_may_not_be_asked_is_refused_in_either_language(text, position, written):
    assert parse_query(text)
    with pytest.raises(QueryError) as refused:
        parse_query(text, without={"sentiment", "intent"})
    assert (refused.value.code, refused.value.position) == (ErrorCode.FIELD_NOT_KEPT, position)
    assert refused.value.values == {"field": written}
    assert refused.value.length == len(written) + 1  # and the colon


def test_unknown_field_names_the_nearest():
    with pytest.raises(QueryError) as refused:
        parse_query("autor:x")
    assert refused.value.values == {"field": "autor", "nearest": "author"}


def test_warning_shows_the_reading():
    (warning,) = parse_query("mooi OR klacht boos").warnings
    assert warning.code is WarningCode.MIXED_AND_OR
    assert warning.values == {"reading": "mooi OR (klacht AND boos)"}
    assert (warning.position, warning.length) == (0, 19)


def test_brackets_need_no_warning():
    assert parse_query("mooi OR (klacht boos)").warnings == ()
    assert parse_query("(mooi OR fijn) klacht").warnings == ()


def test_small_operators_and_signs_are_remarked():
    codes = [warning.code for warning in parse_query("klacht and boos &").warnings]
    assert set(codes) == {WarningCode.OPERATOR_IN_SMALL_LETTERS, WarningCode.SIGN_LEFT_OUT}


def test_dates_are_read_in_the_given_zone():
    zone = ZoneInfo("Europe/Amsterdam")
    query = parse_query("since:2026-03-01 until:2026-03-29 a", zone=zone)
    since, until, _ = query.tree.children
    assert since == Since(dt.datetime(2026, 2, 28, 23, tzinfo=dt.UTC))
    assert until == Until(dt.datetime(2026, 3, 29, 22, tzinfo=dt.UTC))
    assert parse_query(print_query(query.tree)).tree == query.tree


def test_near_takes_groups():
    near = parse_query("(a OR b) NEAR/3 c").tree
    assert near == Near(Or((Word("a"), Word("b"))), Word("c"), 3)


def test_bounds_of_a_comparison():
    assert parse_query("followers:>10").tree == Number("followers", 11, None)


@settings(max_examples=100, deadline=None)
@given(trees)
def test_print_then_parse_gives_the_tree(tree):
    assert parse_query(print_query(tree)).tree == tree


def _read(text):
    try:
        return parse_query(text)
    except QueryError as refused:
        return refused


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["(", ")", '"', "{", "}", "AND", "OR", "NOT", "-", "NEAR/3", "title:", "*", "?", "~2",
                 "#", "@", "since:2026", "a", "bc", "/*", "*/", " ", "author:", "é", "\u200b"]
            ),
            st.text(max_size=4),
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
@example("title:\u0345a")
@example('author:"*"')
@example("#*")
@example("title:(\x00)")
def test_any_text_parses_stably_or_is_refused(text):
    query = _read(text)
    if isinstance(query, QueryError):
        assert 0 <= query.position <= len(text)
        return
    printed = print_query(query.tree)
    again = parse_query(printed)
    assert again.tree == query.tree
    assert print_query(again.tree) == printed
    assert isinstance(again, Query)


@pytest.mark.parametrize(
    "text",
    [
        "NOT " * 750 + "a",
        "-" * 2_990 + "a",
        "(" * 1_500 + "a" + ")" * 1_500,
        "a NEAR/9 " * 300 + "a",
        "a OR b " * 400,
        '"' + "woord " * 490 + '"',
        "*" * 2_990 + "abcd",
        "abc*" * 700,
        "{" * 3_000,
        "/*" * 1_500,
        "title:" * 500,
        "~1" * 1_500,
        "a:" * 1_500,
        " " * 3_000,
        "1-" * 1_500,
    ],
    ids=lambda text: text[:8],
)
def test_three_thousand_characters_take_no_time(text):
    start = time.process_time()
    with contextlib.suppress(QueryError):
        print_query(parse_query(text).tree)
    assert time.process_time() - start < 0.5
