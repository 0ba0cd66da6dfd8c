"""Patterns are written out by the words that the archive knows, and it forgets words that go."""

import pytest
from django.db import connection

from klankbord.core.match import parse_query
from klankbord.participate.archive import plan
from klankbord.participate.archive.actions import erase_mentions, keep_posts
from klankbord.participate.archive.search import all_ids_found, search_mentions
from klankbord.participate.archive.store import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(source, make_post, now):
    texts = ["een subsidie aangevraagd", "bouwsubsidies gaan op", "niets bijzonders", "Ünïcode"]
    posts = [make_post(number, text) for number, text in enumerate(texts)]
    keep_posts(posts=posts, source=source, at=now)


@pytest.mark.parametrize(
    ("text", "n"), [("*subsidie*", 2), ("s?bsidie", 1), ("bouw*", 1), ("*zzzzz*", 0), ("unic*", 1)]
)
def test_patterns_find_what_they_say(filled, text, n):
    page = search_mentions(query=parse_query(text))
    assert len(page.mentions) == n
    if connection.vendor == "sqlite":
        assert (page.count.n, page.count.is_exact) == (n, True)


def test_with_too_many_words_the_rows_are_looked_through(filled, monkeypatch):
    monkeypatch.setattr(plan, "MOST_WORDS", 0)
    for text, n in [("*subsidie*", 2), ("bouw*", 1)]:
        assert len(search_mentions(query=parse_query(text)).mentions) == n


def test_a_pattern_of_many_words_finds_all(source, make_post, now):
    posts = [make_post(number, f"bouw{chr(97 + number % 26)}{number}") for number in range(300)]
    keep_posts(posts=posts, source=source, at=now)
    query = parse_query("bouw* NOT bouwa*")
    page = search_mentions(query=query)
    assert (page.count.n, page.count.is_exact) == (288, True)
    rest = [pk for chunk in all_ids_found(query=query, before=page.next_before) for pk in chunk]
    assert len({row.pk for row in page.mentions} | set(rest)) == 288
    assert not set(rest) & {row.pk for row in page.mentions}


def test_near_of_two_words_is_counted_exactly(filled):
    page = search_mentions(query=parse_query("aangevraagd NEAR/2 een"))
    assert len(page.mentions) == 1
    assert page.count.is_exact == (connection.vendor == "sqlite")
    assert not search_mentions(query=parse_query("aangevraagd NEAR/1 een")).mentions


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a list of words is SQLite's own")
def test_words_of_erased_mentions_are_forgotten(filled):
    found = search_mentions(query=parse_query("bouwsubsidies")).mentions
    assert store().words_like("bouw*", most=9) == ["bouwsubsidies"]
    erase_mentions(ids=[row.pk for row in found])
    store().forget_unindexed()
    assert store().words_like("bouw*", most=9) == []
    assert store().words_like("subs*", most=9) == ["subsidie"]
