"""The overview with every story counted once, against a recount."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from klankbord.core.post import Author, Post
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Figures
from klankbord.participate.listening.models import Source
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.stories.window import let_go
from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.jobs import has_unmatched, match_arrivals

pytestmark = pytest.mark.django_db
SAID = "De gemeente sluit vanaf maandag het zwembad aan de Dorpsstraat voor groot onderhoud"


@pytest.fixture
def heard(owner, organisation, now):
    """A story of four over two days and two platforms, and two mentions of their own."""
    let_go()
    create_topic(name="Zwembad", query="zwembad", by=owner, at=now)
    create_topic(name="Park", query="park", by=owner, at=now)
    source = Source.objects.create(connector="feed", target="x", name="Krant", created_at=now)
    texts = [SAID, SAID, f"{SAID} nu", SAID, "Het zwembad was fijn", "Wandelen in het park"]
    posts = [
        Post(
            id=f"{'mastodon' if n % 2 else 'bluesky'}:{n}",
            platform="mastodon" if n % 2 else "bluesky",
            text=text,
            lang="nl",
            published_at=now - dt.timedelta(days=2) + dt.timedelta(hours=9 * n),
            author=Author(id=str(n), handle=f"a{n}"),
        )
        for n, text in enumerate(texts)
    ]
    keep_posts(posts=posts, source=source, at=now)
    run = SimpleNamespace(now=now, progress=lambda: None)
    while has_unfiled():
        file_arrivals(run)
    while has_unmatched():
        match_arrivals(run)
    yield
    let_go()


def figures(now, **how):
    return Figures(Period(now.date() - dt.timedelta(days=6), now.date()), **how)


def topics_of(found):
    return {row.topic.name: row.n for row in found.topics}


def test_every_mention_counts_unless_asked_otherwise(heard, now):
    found = figures(now)
    assert found.mentions.now == 6
    assert topics_of(found) == {"Zwembad": 5, "Park": 1}
    assert found.copies.n == 0


def test_a_story_counts_where_it_began(heard, now):
    found = figures(now, once=True)
    assert found.mentions.now == 3
    assert sum(found.counts) == 3
    assert found.platforms == {"bluesky": 2, "mastodon": 1}
    assert found.languages == {"nl": 3}
    assert topics_of(found) == {"Zwembad": 2, "Park": 1}
    assert found.copies.n == 3


def test_the_overview_shows_the_choice(heard, client_of, owner, now):
    here = Period(now.date() - dt.timedelta(days=6), now.date()).params
    page = client_of(owner).get(reverse("insight:overview"), here)
    assert "What counts" in page.text
    once = client_of(owner).get(reverse("insight:overview"), here | {"count": "stories"})
    assert "3 copies are left out" in once.text
    assert "count=stories" in once.context["address"]
