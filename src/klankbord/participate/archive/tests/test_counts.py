"""Counts a day, top lists, and their agreement with a recount, after any order of events."""

import datetime as dt
import random

import pytest

from klankbord.participate.archive.actions import erase_mentions, keep_posts
from klankbord.participate.archive.models import DayTally, Mention
from klankbord.participate.archive.queries import (
    author_platform_matrix,
    day_counts,
    first_day,
    n_mentions,
    top_authors,
    top_hashtags,
    totals,
    volume_by_day,
)
from klankbord.participate.archive.tests.counting import assert_counts_agree

pytestmark = pytest.mark.django_db
LONG_AGO, LATER = dt.date(2025, 1, 1), dt.date(2027, 1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_counts_equal_a_recount_after_anything(source, make_post, now, seed):
    dice = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(12):
        if dice.random() < 0.25 and Mention.objects.exists():
            ids = list(Mention.objects.values_list("pk", flat=True))
            erase_mentions(ids=dice.sample(ids, k=len(ids) // 3))
        else:
            numbers = dice.sample(range(80), k=25)
            keep_posts(
                posts=[
                    make_post(
                        number,
                        " ".join(dice.choices(["#brug", "#park", "weg", "#Brug"], k=3)),
                        lang=["nl", "en", ""][number % 3],
                        handle=f"mens{number % 7}",
                        published_at=now - dt.timedelta(hours=number * 7),
                    )
                    for number in numbers
                ],
                source=source,
                at=now,
            )
        assert_counts_agree()
        assert n_mentions() == Mention.objects.count()


def test_days_are_those_of_the_organisation(source, make_post, now):
    late = dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)  # after midnight in Amsterdam
    keep_posts(posts=[make_post(published_at=late)], source=source, at=now)
    day = dt.date(2026, 2, 1)
    assert first_day() == day
    assert volume_by_day(since=day - dt.timedelta(days=1), until=day) == {
        dt.date(2026, 1, 31): 0,
        day: 1,
    }


def test_top_lists_name_the_most_heard(source, make_post, now):
    posts = [
        make_post(number, "#brug" if number % 2 else "#park #brug", handle=f"mens{number % 5 // 2}")
        for number in range(50)
    ]
    keep_posts(posts=posts, source=source, at=now)
    authors = top_authors(since=LONG_AGO, until=LATER, n=2)
    assert sorted((row.author.handle, row.n_mentions) for row in authors) == [
        ("mens0", 20),
        ("mens1", 20),
    ]
    assert top_hashtags(since=LONG_AGO, until=LATER) == [("brug", 50), ("park", 25)]
    assert totals(since=LONG_AGO, until=LATER) == {"mastodon": 50}
    assert sum(row[2] for row in day_counts(since=LONG_AGO, until=LATER)) == 50
    assert top_authors(since=LATER, until=LATER) == []


def test_the_matrix_puts_one_handle_in_one_row(source, make_post, now):
    posts = [
        make_post(1, handle="Anna"),
        make_post(2, id="reddit:2", platform="reddit", handle="anna"),
        make_post(3, handle="bob"),
    ]
    keep_posts(posts=posts, source=source, at=now)
    matrix = author_platform_matrix(since=LONG_AGO, until=LATER)
    assert matrix.platforms == ["mastodon", "reddit"]
    assert matrix.names[0].lower() == "anna"
    assert matrix.counts == [[1, 1], [1, 0]]


def test_top_of_many_is_exact(source, make_post, now):
    dice = random.Random(3)  # noqa: S311  # no secret
    posts = [make_post(n, handle=f"m{min(int(dice.expovariate(0.02)), 400)}") for n in range(1500)]
    keep_posts(posts=posts, source=source, at=now)
    heard = [row.n_mentions for row in top_authors(since=LONG_AGO, until=LATER, n=30)]
    counts = {}
    for post in posts:
        counts[post.author.id] = counts.get(post.author.id, 0) + 1
    assert heard == sorted(counts.values(), reverse=True)[:30]
    assert DayTally.objects.exists()
