"""Copies in the list of mentions and on the page of one; a topic that asks for a story."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from klankbord.participate.archive.models import Mention
from klankbord.participate.stories.jobs import file_arrivals, has_unfiled
from klankbord.participate.stories.models import Copy
from klankbord.participate.stories.window import let_go
from klankbord.people.actions import add_account

from .said import keep, post

pytestmark = pytest.mark.django_db
SAID = "De gemeente sluit vanaf maandag het zwembad aan de Dorpsstraat voor groot onderhoud"
LIST = reverse("topics:mention-list")


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    let_go()
    yield
    let_go()


@pytest.fixture
def story(organisation, now):
    """Three that say the same, on two platforms, and one that does not; gives ids by number."""
    keep(
        [
            post(SAID, now - dt.timedelta(hours=4), external=1, handle="krant"),
            post(f"Nieuws: {SAID}", now - dt.timedelta(hours=3), external=2, platform="bluesky"),
            post("Wat een mooie dag in het park", now - dt.timedelta(hours=2), external=3),
            post(SAID, now - dt.timedelta(hours=1), external=4, repost_of="mastodon:1"),
        ],
        now,
    )
    while has_unfiled():
        file_arrivals(SimpleNamespace(now=now, progress=lambda: None))
    return {int(row.external_id): row.pk for row in Mention.objects.all()}


def shown(response):
    return [int(row.mention.external_id) for row in response.context["rows"]]


def test_the_list_says_how_many_copies_there_are(client_of, owner, story):
    page = client_of(owner).get(LIST)
    assert [row.n_copies for row in page.context["rows"]] == [2, 0, 2, 2]
    number = Copy.objects.first().story_id
    assert f"?q=story:{number}" in page.text
    assert shown(client_of(owner).get(LIST, {"q": f"story:{number}"})) == [4, 2, 1]


def test_the_list_can_show_every_story_once(client_of, owner, story):
    client = client_of(owner)
    assert shown(client.get(LIST, {"fold": "1"})) == [3, 1]
    assert shown(client.get(LIST, {"fold": "1", "q": "zwembad"})) == [1]
    # Nothing stands for the story in this list: then its copies stay.
    assert shown(client.get(LIST, {"fold": "1", "platform": "bluesky"})) == [2]
    assert "Every story once" in client.get(LIST, {"fold": "1"}).text


def test_a_folded_page_is_filled_from_the_next_ones(client_of, owner, story, monkeypatch):
    monkeypatch.setattr("klankbord.participate.topics.mention_views.PAGE_SIZE", 1)
    first = client_of(owner).get(LIST, {"fold": "1"})
    assert shown(first) == [3]
    assert shown(client_of(owner).get(first.context["next_page"])) == [1]


def test_a_folded_list_of_a_topic(client_of, owner, story, make_topic, match_all):
    topic = make_topic("zwembad", "Zwembad")
    match_all()
    assert shown(client_of(owner).get(LIST, {"fold": "1", "topic": topic.pk})) == [1]


def test_a_colleague_is_not_given_away_by_what_is_folded(client_of, owner, story, make_member):
    colleague = make_member("Krantlezer")
    add_account(member=colleague, platform="mastodon", handle="krant")
    assert shown(client_of(owner).get(LIST, {"fold": "1", "q": "zwembad"})) == [4, 2, 1]


def test_the_page_shows_copies_and_what_stands_for_them(client_of, owner, story):
    client = client_of(owner)
    page = client.get(reverse("topics:mention-detail", args=[story[1]]))
    assert "This mention stands for the story" in page.text
    assert [(str(copy.kind), copy.is_lead) for copy in page.context["copies"].copies] == [
        ("nearly the same", False), ("repost", False),
    ]  # fmt: skip
    assert page.context["copies"].copies[0].similarity == pytest.approx(0.92, abs=0.005)
    assert "92" in page.text
    other = client.get(reverse("topics:mention-detail", args=[story[4]]))
    assert "stands for the story" in other.text
    assert "at least 80" in other.text
    alone = client.get(reverse("topics:mention-detail", args=[story[3]]))
    assert alone.context["copies"] is None


def test_a_topic_may_ask_for_a_story(story, make_topic, match_all, replay):
    number = Copy.objects.first().story_id
    topic = make_topic(f"story:{number} NOT is:repost", "Zwembad")
    match_all()
    replay(topic)
    found = topic.matches.values_list("mention__external_id", flat=True)
    assert sorted(found) == ["1", "2"]


def test_what_joins_a_story_later_is_filed_under_its_topic(story, make_topic, match_all, now):
    topic = make_topic(f"story:{Copy.objects.first().story_id}", "Zwembad")
    keep([post(SAID, now, external=9)], now)
    match_all()  # before anybody compared it
    assert not topic.matches.filter(mention__external_id="9").exists()
    while has_unfiled():
        file_arrivals(SimpleNamespace(now=now, progress=lambda: None))
    match_all()
    assert topic.matches.filter(mention__external_id="9").exists()
