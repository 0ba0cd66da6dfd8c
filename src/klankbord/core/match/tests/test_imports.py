"""Spellings of other tools: what they become, and what the report says."""
# ruff: noqa: E501, Q000  rows of queries that hold quotation marks, one a line

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.match import ErrorCode, QueryError, parse_query, print_query
from klankbord.core.match.imports import ChangeCode, Dialect, import_query

REWRITTEN = [
    (Dialect.BRANDWATCH, '(klacht* OR boos) NEAR/5f gemeente <<<remark>>>',
     "(klacht* OR boos) ONEAR/5 gemeente", {ChangeCode.REMARK_LEFT_OUT}),
    (Dialect.BRANDWATCH, "at_mentions:breda authorFollowers:[100 TO 1000] NOT engagementType:RETWEET",
     "@breda AND followers:100..1000 AND NOT is:repost", {ChangeCode.FIELD_RENAMED}),
    (Dialect.BRANDWATCH, '"klant boos"~5 {BoZ} country:nld',
     '"klant boos"~5 AND {BoZ} AND place:nld', {ChangeCode.FIELD_RENAMED}),
    (Dialect.MELTWATER, '(klacht or boos) near/4 gemeente and not "lege brief"',
     '(klacht OR boos) NEAR/4 gemeente AND NOT "lege brief"', set()),
    (Dialect.TALKWALKER, "lang:nl sourcetype:BLOG title:(brug OR pad) -is:rt",
     "lang:nl AND platform:blog AND (title:brug OR title:pad) AND NOT is:repost",
     {ChangeCode.FIELD_RENAMED}),
    (Dialect.LUCENE, "+boos^2 klant~1 /kla.*t/ body:(x && !y)",
     'boos AND klant AND "kla t" AND x AND NOT y',
     {ChangeCode.SIGN_LEFT_OUT, ChangeCode.WEIGHT_LEFT_OUT, ChangeCode.FUZZY_LEFT_OUT,
      ChangeCode.PATTERN_LEFT_OUT, ChangeCode.FIELD_LEFT_OUT, ChangeCode.SPACE_READ_AS_AND}),
    (Dialect.LUCENE, r"a\:b AND price:[1 TO 5]", '"a b"',
     {ChangeCode.FIELD_LEFT_OUT, ChangeCode.RANGE_LEFT_OUT}),
    (Dialect.LUCENE, "sentiment:furious AND boos", "boos", {ChangeCode.VALUE_LEFT_OUT}),
    (Dialect.OVID, "exp Hand/\n(hand$ or finger$2).ti,ab.\n(dry adj3 skin).ti.\n1 or 2\n4 and 3",
     "(hand OR hand* OR finger*) AND title:(dry NEAR/3 skin)",
     {ChangeCode.HEADING_READ_AS_WORDS, ChangeCode.WILDCARD_WIDENED}),
    (Dialect.OVID, "Dermatitis, Contact/\nan?emia.mp.\nor/1-2 [both]\nlimit 3 to english language",
     '"dermatitis contact"~2 OR anemia OR an?emia',
     {ChangeCode.HEADING_READ_AS_WORDS, ChangeCode.WILDCARD_SPELLED_OUT,
      ChangeCode.REMARK_LEFT_OUT, ChangeCode.LIMIT_LEFT_OUT}),
    (Dialect.OVID, '"Sepsis"[Mesh] OR blood test*[tiab] AND 2016/01:2016/02[crdt]',
     '(sepsis OR "blood test*") AND since:2016-01-01 AND until:2016-02-01',
     {ChangeCode.FIELD_LEFT_OUT}),
    (Dialect.OVID, "a*.ti,ab. adj2 (b and c)", "a AND b AND c",
     {ChangeCode.WILDCARD_LEFT_OUT, ChangeCode.NEAR_WIDENED}),
    (Dialect.OVID, "1. brug\n2. pad\n3. 1 adj200 2\n", "brug NEAR/100 pad",
     {ChangeCode.NEAR_SHORTENED}),
    (Dialect.OVID, "brug\npad\n1 and weg", "brug AND weg", {ChangeCode.LINES_NOT_USED}),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "expected", "codes"), REWRITTEN)
def test_rewritten(dialect, text, expected, codes):
    imported = import_query(text, dialect)
    assert imported.query.text == expected
    assert {change.code for change in imported.changes} == codes


def test_every_change_is_shown():
    shown = set().union(*(codes for *_, codes in REWRITTEN))
    assert shown == set(ChangeCode)


REFUSED = [
    (Dialect.LUCENE, "foo:AND", ErrorCode.FIELD_EMPTY, 0),
    (Dialect.LUCENE, "((foo bar) ", ErrorCode.BRACKET_NOT_CLOSED, 0),
    (Dialect.LUCENE, "a [foo TO bar", ErrorCode.BRACKET_NOT_CLOSED, 2),
    (Dialect.LUCENE, "a \\", ErrorCode.IMPORT_SIGN_UNKNOWN, 2),
    (Dialect.LUCENE, "price:[1 TO 5]", ErrorCode.IMPORT_NOTHING_LEFT, 0),
    (Dialect.LUCENE, " ", ErrorCode.EMPTY, 0),
    (Dialect.BRANDWATCH, "a NEAR b", ErrorCode.NEAR_NEEDS_NUMBER, 2),
    (Dialect.BRANDWATCH, 'a "b', ErrorCode.QUOTE_NOT_CLOSED, 2),
    (Dialect.MELTWATER, "not a", ErrorCode.ONLY_NEGATIVE, 0),
    (Dialect.OVID, "brug\n#1 or #7", ErrorCode.IMPORT_LINE_UNKNOWN, 11),
    (Dialect.OVID, "brug\n1 or 2", ErrorCode.IMPORT_LINE_CIRCULAR, 10),
    (Dialect.OVID, "brug\nor/1-9", ErrorCode.IMPORT_LINE_CIRCULAR, 5),
    (Dialect.OVID, "brug)\n", ErrorCode.BRACKET_NOT_OPENED, 4),
    (Dialect.OVID, "a or", ErrorCode.OPERATOR_NEEDS_RIGHT, 2),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "code", "position"), REFUSED)
def test_refused_with_the_place(dialect, text, code, position):
    with pytest.raises(QueryError) as refused:
        import_query(text, dialect)
    assert (refused.value.code, refused.value.position) == (code, position)


def test_lines_that_double_each_time_are_refused():
    text = "brug or pad\n" + "".join(f"{at} and ({at} or {at})\n" for at in range(1, 40))
    with pytest.raises(QueryError) as refused:
        import_query(text, Dialect.OVID)
    assert refused.value.code is ErrorCode.TOO_MANY_TERMS


@pytest.mark.parametrize("line", ["{at} and (x or y{at})", "{at} adj2 x{at}"])
def test_lines_that_go_ever_deeper_are_refused(line):
    text = "brug\n" + "".join(line.format(at=at) + f" or z{at}\n" for at in range(1, 900))
    with pytest.raises(QueryError) as refused:
        import_query(text, Dialect.OVID)
    assert refused.value.code is ErrorCode.TOO_DEEP


SIGNS = ["(", ")", '"', "[", "]", "{", "}", "a", "bc*", "AND", "or", "NOT", "adj3", "NEAR/3", "\n",
         "1", "#1", "exp", "/", ".ti.", "[tiab]", "or/1-2", "x:", "^2", "~", "\\", "?", "TO", "-",
         "limit 1 to", "title:", "followers:", "[1 TO 5]"]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(Dialect),
    st.lists(st.one_of(st.sampled_from(SIGNS), st.text(max_size=3)), max_size=12).map(" ".join),
)
def test_any_text_is_read_or_refused(dialect, text):
    refused = None
    try:
        imported = import_query(text, dialect)
    except QueryError as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.position <= len(text)
        return
    assert print_query(parse_query(imported.query.text).tree) == imported.query.text
