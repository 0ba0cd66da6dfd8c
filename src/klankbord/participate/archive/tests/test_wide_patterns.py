"""Patterns that fit thousands of words: the newest entries are looked through for them."""

import datetime as dt
import random

import pytest
from django.db import connection

from klankbord.core.match import parse_query
from klankbord.participate.archive import search, walk
from klankbord.participate.archive.actions import erase_mentions, keep_posts
from klankbord.participate.archive.plan import Plan
from klankbord.participate.archive.search import all_ids_found, count_found, search_mentions
from klankbord.participate.archive.store import store
from klankbord.participate.archive.tests.test_search import judged

pytestmark = pytest.mark.django_db
QUERIES = (
    "bouw*",
    "*straat*",
    "bouw*straat?",
    "*traat* OR brug",
    "(bouw* OR *klacht) AND gemeente",
    "bouw* *straat*",
    "bouw* NOT brug",
    "bouw* NOT *straat1*",
    "bouw* AND (is:reply OR gemeente)",
    "bouw* AND (brug NEAR/3 open)",
    "bouw* author:bob since:2026-02-01",
    "title:bouw* OR bouw*",
    "*ouwstraat* until:2026-02-01",
)


@pytest.fixture
def filled(source, make_post, now):
    """Three hundred posts, and more than two thousand words that begin alike."""
    dice = random.Random(11)  # noqa: S311  # no secret
    plain = ["brug", "open", "gemeente", "klacht", "geldklacht", "Bouwplaats", "Übung"]
    posts = []
    for number in range(300):
        new = [f"bouwstraat{number * 12 + at}" for at in range(12)] if number % 3 else ["niets"]
        posts.append(
            make_post(
                number,
                " ".join([*dice.choices(plain, k=3), *new]),
                title="Bouwwerk" if number % 25 == 0 else "",
                handle=dice.choice(["anna", "bob"]),
                in_reply_to=f"mastodon:{number - 1}" if number % 4 == 0 else "",
                published_at=now - dt.timedelta(minutes=dice.randrange(60 * 24 * 80)),
            )
        )
    keep_posts(posts=posts, source=source, at=now)


@pytest.fixture(params=["all of it", "the index after a few"])
def stretch(request, monkeypatch):
    """How far one looks before the index is asked for the rest."""
    if request.param == "the index after a few":
        monkeypatch.setattr(walk, "FIRST", 7)
        monkeypatch.setattr(walk, "CHEAP", 30)
        monkeypatch.setattr(walk, "ENTRIES_A_WORD", 0)


@pytest.mark.parametrize("text", QUERIES)
def test_wide_patterns_find_what_the_judge_says(filled, stretch, text):
    query = parse_query(text)
    expected = judged(query)
    walked, before = [], None
    while True:
        page = search_mentions(query=query, before=before, limit=60)
        walked += [row.pk for row in page.mentions]
        before = page.next_before
        if before is None:
            break
    assert walked == expected
    assert [pk for chunk in all_ids_found(query=query) for pk in chunk] == expected
    assert_count_is_true(page.count, len(expected))


def assert_count_is_true(count, n):
    if count.is_exact:
        assert count.n == n
    elif count.is_least:
        assert count.n <= n
    else:
        assert count.n >= n


@pytest.mark.parametrize(("opened", "rough"), [(1, 100), (10_000, 1)])
def test_a_count_says_no_more_than_it_knows(filled, small_sample, monkeypatch, opened, rough):
    monkeypatch.setattr(search, "_OPENED", opened)
    monkeypatch.setattr(search, "_ROUGH", rough)
    for text in QUERIES:
        query = parse_query(text)
        assert_count_is_true(count_found(query=query), len(judged(query)))


@pytest.fixture
def small_sample(monkeypatch):
    monkeypatch.setattr(walk, "SAMPLES", (50, 100))
    monkeypatch.setattr(walk, "_SEEN", 20)


def test_a_sample_that_saw_everything_is_the_count(filled, monkeypatch):
    unread = property(lambda _plan: pytest.fail("nobody needs the list of all words"))
    monkeypatch.setattr(Plan, "expression", unread)
    query = parse_query("*straat* gemeente")
    assert count_found(query=query) == (len(judged(query)), True, False)


def test_at_the_cap_few_lists_are_opened(filled, small_sample, monkeypatch):
    monkeypatch.setattr(search, "COUNT_CAP", 50)
    written_out = property(lambda _plan: pytest.fail("nobody needs the list of all words"))
    monkeypatch.setattr(Plan, "expression", written_out)
    count = count_found(query=parse_query("bouw*"))
    assert (count.n, count.is_least) == (50, True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a list of words is SQLite's own")
def test_words_are_found_by_letters_in_the_middle(filled):
    assert len(store().words_like("*straat*", most=5_000)) == 2400
    assert store().words_like("*straat*", most=2_399) is None
    assert store().words_like("?rug", most=9) == ["brug"]
    assert store().words_like("*ubun*", most=9) == ["ubung"]


def test_what_is_erased_is_looked_at_no_more(filled):
    query = parse_query("*straat*")
    ids = judged(query)
    erase_mentions(ids=ids[:50])
    store().forget_unindexed()
    assert [pk for chunk in all_ids_found(query=query) for pk in chunk] == ids[50:]
    if connection.vendor == "sqlite":
        assert len(store().words_like("*straat*", most=5_000)) == 12 * 150
