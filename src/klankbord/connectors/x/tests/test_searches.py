"""Queries as searches of X: at least what was asked, within its length, the rest told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.x.client import read_target
from klankbord.connectors.x.searches import LONGEST, searches_of
from klankbord.core.match import parse_query


def searches(text: str):
    return searches_of(parse_query(text).tree)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("brug", "brug"),
        ("brug AND dicht", "brug dicht"),
        ("brug OR tunnel", "brug OR tunnel"),
        ('"brug dicht"', '"brug dicht"'),
        ("{BoZ}", "BoZ"),
        ("#brug @gemeente", "#brug @gemeente"),
        ("(brug OR tunnel) AND dicht", "dicht (brug OR tunnel)"),
        ("(brug AND dicht) OR tunnel", "(brug dicht) OR tunnel"),
        ("brug NOT (spel OR film)", "brug -spel -film"),
        ('brug NOT "open dag"', 'brug -"open dag"'),
        ("brug lang:nl has:link", "brug lang:nl has:links"),
        ("author:gemeente site:krant.example", 'from:gemeente url:"krant.example"'),
        ("(a1 OR a2) AND (b1 OR b2 OR b3)", "(a1 OR a2) (b1 OR b2 OR b3)"),
    ],
)
def test_what_x_knows_is_asked_as_x_writes_it(query, words):
    found = searches(query)
    assert sorted(found.words[0].split(" ")) == sorted(words.split(" "))
    assert (len(found.words), found.wider, found.unheard) == (1, (), ())


@pytest.mark.parametrize(
    ("query", "words", "wider"),
    [
        ("brug AND klacht*", "brug", "klacht*"),
        ("brug NEAR/5 dicht", "brug dicht", "brug NEAR/5 dicht"),
        ('"brug dicht"~3', "brug dicht", '"brug dicht"~3'),
        ("brug followers:>=100", "brug", "followers:>=100"),
        ("brug NOT klacht*", "brug", "NOT klacht*"),
        ("brug NOT (a1 AND a2)", "brug", "NOT (a1 AND a2)"),
    ],
)
def test_what_x_does_not_know_is_left_out_and_told(query, words, wider):
    assert searches(query) == ((words,), (wider,), ())


def test_a_branch_that_x_cannot_look_for_is_told_as_unheard():
    assert searches("brug OR klacht* OR lang:nl") == (("brug",), (), ("klacht*", "lang:nl"))
    assert searches("klacht*").words == ()
    assert searches("lang:nl has:link").words == ()


def test_a_long_choice_is_divided_and_what_must_hold_stands_in_each():
    names = [f"straat{number}" for number in range(200)]
    found = searches(f"gemeente AND ({' OR '.join(names)})")
    assert len(found.words) > 3
    assert all(len(each) <= LONGEST and each.startswith("gemeente (") for each in found.words)
    asked = re.findall(r"straat\d+", " ".join(found.words))
    assert sorted(asked) == sorted(names)
    assert (found.wider, found.unheard) == ((), ())


def test_what_cannot_fit_beside_the_rest_is_told():
    words = " ".join(f"verplicht{number:03}" for number in range(60))
    found = searches(words)
    assert len(found.words) == 1
    assert len(found.words[0]) <= LONGEST
    assert len(found.wider) + len(found.words[0].split()) == 60


_WORD = st.sampled_from(["brug", "dicht", "klacht*", "#weg", '"open dag"', "lang:nl", "has:link"])
_QUERY = st.recursive(
    _WORD,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=30).map(lambda each: f"({' OR '.join(each)})"),
        st.lists(inner, min_size=2, max_size=4).map(lambda each: f"({' AND '.join(each)})"),
        inner.map(lambda each: f"(brug NOT {each})"),
    ),
    max_leaves=60,
)


@given(_QUERY)
def test_every_search_is_one_that_can_be_heard(query):
    for words in searches(query).words:
        assert 0 < len(words) <= LONGEST
        assert words.count("(") == words.count(")")
        assert read_target(f"https://x.com/search?q={words.replace('#', '%23')}").words == words
