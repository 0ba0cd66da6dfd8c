"""The stream matcher: what it finds, in what order, and that nothing can stall it."""
# ruff: noqa: Q003  rows of queries that hold quotation marks, one a line

import datetime as dt
import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.match import parse_query
from klankbord.core.match.atoms import Atoms
from klankbord.core.match.check import matches
from klankbord.core.match.filing import file_queries, record_of
from klankbord.core.match.patterns import pattern_test
from klankbord.core.match.stream import Matcher
from klankbord.core.match.tests.strategies import loose_phrases
from klankbord.core.match.wordindex import WordIndex
from klankbord.core.post import Author, Engagement, Post


def _post(text, **changes):
    given = {
        "id": "plek:1",
        "platform": "plek",
        "text": text,
        "published_at": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
        "author": Author(id="1", handle="anna", name="Anna de Vries", followers=50),
    }
    return Post(**{**given, **changes})


def test_loose_phrases_of_words_that_return():
    phrases, said = loose_phrases(60, 40)
    some_posts = [_post(text) for text in said]
    expected = [
        (at, number)
        for at, post in enumerate(some_posts)
        for number, query in enumerate(phrases)
        if matches(query, post)
    ]
    assert 0 < len(expected) < len(phrases) * len(said)
    assert Matcher(dict(enumerate(phrases))).match(some_posts) == expected


ANSWERS = [
    ("fietspad", "Het fietspad is open", True),
    ("fiets", "Het fietspad is open", False),
    ("fiets*", "Het FIETSPAD is open", True),
    ("*etspad", "Het fietspad is open", True),
    ("fi?tspad", "Het fietspad is open", True),
    ("{Fietspad}", "Het fietspad is open", False),
    ('"is open"', "Het fietspad is open", True),
    ('"open is"', "Het fietspad is open", False),
    ('"open fietspad"~1', "Het fietspad is open", True),
    ("open NEAR/2 fietspad", "Het fietspad is open", True),
    ("open ONEAR/2 fietspad", "Het fietspad is open", False),
    ("open NEAR/1 fietspad", "Het fietspad is open", False),
    ("(brug OR pad*) NEAR/3 (dicht OR open)", "paden gaan weer open", True),
    ("klacht -mooi", "klacht: niet mooi", False),
    ("#fietspad", "het fietspad", False),
    ("#fietspad", "het #FietsPad", True),
    ("@gemeente", "dank @Gemeente@plek.example", True),
    ("link:krant.example", "zie https://nieuws.krant.example/1", True),
    ("link:krant.example/2", "zie https://nieuws.krant.example/1", False),
    ("link:krant", "zie https://krant.example/1", False),
    ("author:anna", "x", True),
    ('author:"anna de vries"', "x", True),
    ("author:an", "x", False),
    ("followers:>=50 followers:<51", "x", True),
    ("engagement:1..5", "x", False),
    ("since:2026-03-01 until:2026-03-01", "x", True),
    ("since:2026-03-02 OR until:2026-02-28", "x", False),
    ("is:original", "x", True),
    ("topic:7", "x", False),
]


@pytest.mark.parametrize(("text", "post", "expected"), ANSWERS)
def test_answers(text, post, expected):
    query = parse_query(text)
    assert matches(query, _post(post)) is expected
    assert bool(Matcher({0: query}).match([_post(post)])) is expected


_TAGS = [*map(parse_query, ("#baan", "#baan*", "#b OR #b_baan", "has:hashtag", "baan", '"b baan"'))]


_PIECES = [*"#b_&/ @.:", " #", "#baan", "b\u00e4\u00e4n", "\uff03"]
_SAID = st.lists(st.sampled_from(_PIECES), max_size=9)
_BESIDE = st.sampled_from([{}, {}, {"title": "#baan b"}, {"hashtags": ("#Baan", "b")}])


@given(st.lists(st.tuples(_SAID.map("".join), _BESIDE), min_size=1, max_size=5))
def test_tags_among_whatever_stands_beside_them(said):
    posts = [_post(text, **beside) for text, beside in said]
    expected = [
        (at, number)
        for at, post in enumerate(posts)
        for number, query in enumerate(_TAGS)
        if matches(query, post)
    ]
    assert Matcher(dict(enumerate(_TAGS))).match(posts) == expected


def test_a_tag_longer_than_words_are_kept():
    tag = "lang" * 30
    query = parse_query(f"#{tag}")
    posts = [_post(f"zie #{tag}"), _post(f"zie #{tag}er"), _post(tag)]
    assert [matches(query, post) for post in posts] == [True, False, False]
    assert Matcher({0: query}).match(posts) == [(0, 0)]


def test_line_ends_in_what_an_author_says():
    query = parse_query("author:anna author:b")
    one, other = Author(id="b", handle="anna"), Author(id="c", handle="anna\nb")
    posts = [_post("x", author=one), _post("x", author=other), _post("x", author=one)]
    assert [matches(query, post) for post in posts] == [True, False, True]
    assert Matcher({0: query}).match(posts) == [(0, 0), (2, 0)]


def test_a_phrase_does_not_run_from_title_into_text():
    query = parse_query('"brug open"')
    assert not matches(query, _post("open vandaag", title="De brug"))
    assert matches(query, _post("vandaag", title="De brug open"))


def test_facts_answer_what_a_post_cannot():
    query = parse_query("topic:Brug reach:>100 sentiment:negative")
    post = _post("x")
    known = {"topic": ["7", "brug"], "reach": 101, "sentiment": "negative"}
    assert matches(query, post, known)
    assert Matcher({"a": query}).match([post, post], [known, {}]) == [(0, "a")]


def test_pairs_come_in_order_of_posts_and_queries():
    found = Matcher({"z": parse_query("b"), "a": parse_query("a OR b")}).match(
        [_post("b"), _post("c"), _post("a b")]
    )
    assert found == [(0, "z"), (0, "a"), (2, "z"), (2, "a")]


def test_no_queries_match_nothing():
    assert Matcher({}).match([_post("x")]) == []


def _filed(text, measured):
    atoms = Atoms(measured)
    record = record_of(parse_query(text).tree, atoms)
    filing = file_queries([record], atoms, atoms.shares)
    words = {number: word for word, number in atoms.words.items()}
    return {words[atom] for atom in np.flatnonzero(filing.n_filed)}, len(filing.unfiled)


def test_filed_under_the_rarest_part():
    text = "de fietspadvernieuwing platform:plek -mooi"
    assert _filed(text, {}) == ({"fietspadvernieuwing"}, 0)
    assert _filed(text, {"fietspadvernieuwing": 0.9, "de": 0.1}) == ({"de"}, 0)
    assert _filed('(a OR b) "c d e"~3', {"a": 0.1, "b": 0.1, "c": 0.3}) == ({"a", "b"}, 0)
    assert _filed("followers:>5", {}) == (set(), 1)


def test_the_word_index_forgets_before_it_grows(monkeypatch):
    monkeypatch.setattr("klankbord.core.match.wordindex.MOST_KEPT", 10)
    index = WordIndex({"a*": 1, "b": 2})
    assert [index[f"a{number}"] for number in range(25)] == [(1,)] * 25
    assert index["b"] == (2,)
    assert len(index) <= 10


@given(st.text("ab*?", min_size=1, max_size=7), st.text("ab", max_size=7))
def test_patterns_against_plain_regular_expressions(pattern, word):
    plain = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    assert pattern_test(pattern)(word) == (re.fullmatch(plain, word) is not None)


def test_hostile_patterns_take_no_time():
    test = pattern_test("a*" * 39 + "b")
    start = time.process_time()
    assert not test("a" * 80)
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "a NEAR/100 a NEAR/100 a NEAR/100 a NEAR/100 b",
        '"a a a a a a b"~100',
        "a NEAR/100 (a* OR a) NEAR/100 \"a a\"~100",
        '"a b a b a b"~100 NEAR/100 (b ONEAR/50 a)',
    ],
)  # fmt: skip
def test_hostile_posts_take_little_time(text):
    query = parse_query(text.replace("a*", "aa*"))
    post = _post("a " * 10_000 + "b")
    start = time.process_time()
    found = Matcher({0: query}).match([post])
    assert found == ([(0, 0)] if matches(query, post) else [])
    assert time.process_time() - start < 5


def test_engagement_counts_acts_not_views():
    post = _post("x", engagement=Engagement(likes=2, replies=1, views=900))
    assert matches(parse_query("engagement:3"), post)


def test_every_query_may_be_taken_away():
    matcher = Matcher({0: parse_query("x y"), 1: parse_query("x NEAR/3 y")})
    matcher.change({}, gone=[0, 1])
    assert matcher.match([_post("x y")]) == []
    matcher.change({1: parse_query("y")})
    assert matcher.match([_post("x y")]) == [(0, 1)]
