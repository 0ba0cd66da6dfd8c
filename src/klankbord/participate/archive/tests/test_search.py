"""Search gives the rows that the matcher itself would choose, newest first."""

import contextlib
import datetime as dt
import random

import pytest

from klankbord.core.match import QueryError, parse_query
from klankbord.core.match.check import matches
from klankbord.participate.archive import search
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import numbered_posts
from klankbord.participate.archive.search import all_ids_found, search_mentions

pytestmark = pytest.mark.django_db
WORDS = (
    "brug",
    "open",
    "dicht",
    "fiets",
    "gemeente",
    "klacht",
    "klachten",
    "boos",
    "blij",
    "markt",
)
QUERIES = (
    "brug",
    "brug AND fiets",
    "brug OR (markt NOT park)",
    '"brug open"',
    "brug NEAR/3 markt",
    "klacht*",
    "*lacht*",
    "#markt",
    "platform:reddit boos",
    "author:bob",
    "NOT brug AND fiets",
    "since:2026-02-01 brug",
    "until:2026-02-01",
    "{Brug}",
    "is:reply fiets",
)


@pytest.fixture
def filled(source, make_post, now):
    dice = random.Random(7)  # noqa: S311  # no secret
    posts = []
    for number in range(300):
        platform = dice.choice(["mastodon", "reddit"])
        text = " ".join(dice.choices(WORDS, k=8)) + dice.choice(["", " #markt", " Brug"])
        posts.append(
            make_post(
                number,
                text,
                id=f"{platform}:{number}",
                platform=platform,
                handle=dice.choice(["anna", "bob"]),
                in_reply_to=f"{platform}:{number - 1}" if number % 3 == 0 else "",
                published_at=now - dt.timedelta(minutes=dice.randrange(60 * 24 * 80)),
            )
        )
    keep_posts(posts=posts, source=source, at=now)


def judged(query):
    ids = list(Mention.objects.order_by("pk").values_list("pk", flat=True))
    return [pk for pk, post in reversed(numbered_posts(ids)) if matches(query, post)]


@pytest.mark.parametrize("text", QUERIES)
def test_search_is_what_the_judge_says(filled, text):
    query = parse_query(text)
    expected = judged(query)
    walked, before = [], None
    while True:
        page = search_mentions(query=query, before=before, limit=40)
        walked += [row.pk for row in page.mentions]
        before = page.next_before
        if before is None:
            break
    assert walked == expected
    assert [pk for chunk in all_ids_found(query=query) for pk in chunk] == expected
    if page.count.is_exact:
        assert page.count.n == len(expected)
    else:
        assert page.count.n >= len(expected)


def test_without_a_query_everything_newest_first(filled):
    page = search_mentions(query=None, limit=50)
    assert [row.pk for row in page.mentions] == list(
        Mention.objects.values_list("pk", flat=True)[:50]
    )
    assert (page.count.n, page.count.is_exact) == (300, True)


def test_counting_stops_at_the_cap(filled, monkeypatch):
    monkeypatch.setattr(search, "COUNT_CAP", 100)
    for before in (None, 2**62):
        page = search_mentions(
            query=parse_query("platform:mastodon OR platform:reddit"), before=before
        )
        assert (page.count.n, page.count.is_exact) == (100, False)


def test_a_page_costs_few_statements(filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        search_mentions(query=parse_query("brug OR fiets"))


@pytest.mark.parametrize("text", ['"', "a\0b", "' OR 1=1 --", "AND", "(((", "{}", "x*y*z", "🙂"])
def test_hostile_words_reach_no_database_as_syntax(filled, text):
    with contextlib.suppress(QueryError):
        query = parse_query(text)
        assert search_mentions(query=query).count.n == len(judged(query))
