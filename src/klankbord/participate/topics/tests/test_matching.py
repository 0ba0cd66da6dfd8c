"""The matcher at hand follows the topics, and what changes while it works is not overtaken."""

import pytest
from django.db import connection

from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.topics import jobs, matching
from klankbord.participate.topics.actions import change_topic, pause_topic
from klankbord.participate.topics.jobs import match_arrival
from klankbord.participate.topics.matching import match_mentions
from klankbord.participate.topics.models import Match, Topic

from .said import keep, post, several


@pytest.fixture
def change(owner, now):
    def to(topic, query):
        topic.refresh_from_db()
        change_topic(
            topic=topic, version=topic.version, name=topic.name, description="", query=query,
            by=owner, at=now,
        )  # fmt: skip

    return to


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something after the first look, before it is written."""

    def act(happens):
        looks = []

        def look(ids):
            found = match_mentions(ids)
            if not looks:
                happens()
            looks.append(found)
            return found

        monkeypatch.setattr(jobs, "match_mentions", look)
        return looks

    return act


def found_topics():
    found = match_mentions(list(Mention.objects.values_list("pk", flat=True)))
    return {topic for topic, _mention in found.pairs}


def test_an_edit_reads_only_its_own_query(make_topic, change, monkeypatch, now):
    topics = [make_topic(word, word) for word in ("parkeren", "zwembad", "brug")]
    keep([post("Parkeren bij de brug", now)], now)
    assert found_topics() == {topics[0].pk, topics[2].pk}
    read = []
    parse = matching.parse_query
    monkeypatch.setattr(
        matching, "parse_query", lambda text, zone: (read.append(text), parse(text, zone=zone))[1]
    )
    change(topics[2], "gemeente")
    assert found_topics() == {topics[0].pk}
    assert read == ["gemeente"]


def test_the_matcher_follows_every_kind_of_change(make_topic, change, owner, now):
    one, two = make_topic("parkeren", "Een"), make_topic("brug", "Twee")
    keep([post("Parkeren bij de brug", now)], now)
    assert found_topics() == {one.pk, two.pk}
    pause_topic(topic=one, by=owner, at=now)
    pause_topic(topic=two, by=owner, at=now)
    assert found_topics() == set()
    Topic.objects.filter(pk=one.pk).update(is_active=True, query="((")
    assert found_topics() == set()
    change(one, "bij")
    assert found_topics() == {one.pk}


def test_words_of_old_queries_do_not_pile_up(make_topic, monkeypatch, now):
    monkeypatch.setattr(matching, "_CHANGES_BESIDES", 3)
    topic = make_topic("parkeren")
    keep([post("Parkeren", now)], now)
    matchers = []  # kept, so that none takes the place of another
    for number in range(20):
        Topic.objects.filter(pk=topic.pk).update(query=f"parkeren NOT woord{number}")
        assert found_topics() == {topic.pk}
        matchers.append(matching._at_hand[0].matcher)
    assert 2 <= len({*map(id, matchers)}) <= 5


def test_an_edit_during_a_look_is_not_overtaken(make_topic, change, meanwhile, now):
    topic = make_topic("parkeren")
    keep([post("Parkeren", now), post("Zwembad", now)], now)
    looks = meanwhile(lambda: change(topic, "zwembad"))
    assert match_arrival(Arrival.objects.get(), at=now) == 1
    assert len(looks) == 2
    assert Match.objects.get().mention.text == "Zwembad"


def test_an_erasure_during_a_look_is_left_out(make_topic, meanwhile, now):
    make_topic()
    keep(several(3, now), now)
    first = Mention.objects.order_by("pk").first().pk
    looks = meanwhile(lambda: erase_mentions(ids=[first]))
    assert match_arrival(Arrival.objects.get(), at=now) == 2
    assert len(looks) == 1
    assert not Match.objects.filter(mention_id=first).exists()


def test_nobody_waits_while_topics_are_matched(make_topic, meanwhile, now):
    make_topic()
    keep(several(3, now), now)
    held = []
    meanwhile(lambda: held.append(list(connection.savepoint_ids)))
    match_arrival(Arrival.objects.get(), at=now)
    assert held == [[]]  # only the transaction that the test itself runs in
