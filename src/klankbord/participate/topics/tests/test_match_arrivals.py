import datetime as dt

import pytest

from klankbord.jobs.models import Job
from klankbord.participate.archive.actions import erase_mentions
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.topics.actions import change_topic, delete_topic, pause_topic
from klankbord.participate.topics.jobs import (
    has_unmatched,
    match_arrival,
    match_arrivals,
    purge_arrivals,
    recount_days,
)
from klankbord.participate.topics.models import Match, MatchedArrival, Topic, TopicDay

from .conftest import StillRun
from .said import keep, post, several


def pairs():
    return set(Match.objects.values_list("topic__name", "mention__text"))


def recounted():
    counts = {}
    for topic, at in Match.objects.values_list("topic_id", "mention__published_at"):
        key = (topic, (at + dt.timedelta(hours=1)).date())  # March: Amsterdam is UTC+1
        counts[key] = counts.get(key, 0) + 1
    return counts


def rolled_up():
    rows = TopicDay.objects.exclude(n_matches=0).values_list("topic_id", "day", "n_matches")
    return {(topic, day): n for topic, day, n in rows}


def test_what_arrives_is_filed(make_topic, match_all, now):
    make_topic("parkeren", "Parkeren")
    make_topic("zwembad OR bad", "Zwembad")
    keep([post("Parkeren is duur", now), post("Het zwembad is dicht", now), post("Mooi", now)], now)
    assert has_unmatched()
    match_all()
    assert pairs() == {("Parkeren", "Parkeren is duur"), ("Zwembad", "Het zwembad is dicht")}
    assert rolled_up() == recounted()
    assert not has_unmatched()


def test_twice_changes_nothing(make_topic, match_all, now):
    make_topic()
    keep(several(20, now), now)
    match_all()
    before = rolled_up()
    MatchedArrival.objects.all().delete()  # as after a crash between two commits
    match_all()
    assert Match.objects.count() == 20
    assert rolled_up() == before == recounted()


def test_two_workers_match_an_arrival_once(make_topic, now):
    make_topic()
    keep(several(3, now), now)
    arrival = Arrival.objects.get()
    assert match_arrival(arrival, at=now) == 3
    assert match_arrival(arrival, at=now) == 0


def test_an_edited_post_leaves_its_topic(make_topic, match_all, now):
    make_topic()
    keep([post("Parkeren", now, external="same", handle="a")], now)
    match_all()
    assert Match.objects.count() == 1
    keep([post("Iets anders", now, external="same", handle="a")], now)
    match_all()
    assert Match.objects.count() == 0
    assert rolled_up() == {}


def test_what_was_erased_meanwhile_is_left_out(make_topic, match_all, now):
    make_topic()
    keep(several(4, now), now)
    erase_mentions(ids=list(Mention.objects.values_list("pk", flat=True)[:2]))
    match_all()
    assert Match.objects.count() == 2


def test_counts_follow_what_was_erased_but_not_what_was_purged(make_topic, match_all, now):
    topic = make_topic()
    long_ago = (now - dt.timedelta(days=400)).date()
    TopicDay.objects.create(topic=topic, day=long_ago, n_matches=5)
    keep(several(10, now), now)
    match_all()
    erase_mentions(ids=list(Mention.objects.values_list("pk", flat=True)[:4]))
    recount_days(StillRun(now))
    assert rolled_up() == {**recounted(), (topic.pk, long_ago): 5}
    assert sum(recounted().values()) == 6


def test_an_edit_goes_live_at_once(make_topic, match_all, owner, now):
    topic = make_topic("parkeren")
    keep([post("Parkeren", now)], now)
    match_all()
    change_topic(
        topic=topic, version=topic.version, name="Bad", description="", query="bad", by=owner,
        at=now,
    )  # fmt: skip
    keep([post("Parkeren weer", now), post("Het bad", now)], now)
    match_all()
    assert ("Bad", "Het bad") in pairs()
    assert ("Bad", "Parkeren weer") not in pairs()


def test_a_paused_topic_hears_nothing(make_topic, match_all, owner, now):
    pause_topic(topic=make_topic(), by=owner, at=now)
    keep(several(2, now), now)
    match_all()
    assert Match.objects.count() == 0


def test_a_query_of_an_older_version_stops_nobody(make_topic, match_all, now):
    make_topic()
    broken = make_topic("bad", "Bad")
    Topic.objects.filter(pk=broken.pk).update(query="((")
    keep(several(2, now), now)
    match_all()
    assert Match.objects.count() == 2


@pytest.mark.parametrize("n", [0, 5])
def test_replay_finds_the_past(n, make_topic, match_all, replay, now):
    keep([*several(n, now), post("Iets anders", now)], now)
    match_all()
    topic = make_topic()
    assert not topic.is_up_to_date
    replay(topic)
    assert Match.objects.count() == n
    assert topic.is_up_to_date
    assert rolled_up() == recounted()


def test_replay_replaces_the_matches_of_the_old_query(
    make_topic, match_all, replay, owner, now, monkeypatch
):
    monkeypatch.setattr("klankbord.participate.topics.history.STRETCH", 7)
    topic = make_topic("parkeren")
    keep([*several(20, now), *several(15, now, "Het zwembad")], now)
    match_all()
    assert Match.objects.count() == 20
    change_topic(
        topic=topic, version=topic.version, name=topic.name, description="",
        query="zwembad OR 3", by=owner, at=now,
    )  # fmt: skip
    at_work = replay(topic)
    expected = Mention.objects.filter(text__contains="zwembad").count() + 1
    assert Match.objects.count() == expected == 16
    assert rolled_up() == recounted()
    assert len(at_work.seen) >= 2  # progress between stretches
    replay(topic)
    assert Match.objects.count() == expected


def test_replay_goes_on_from_its_checkpoint(make_topic, match_all, replay, now):
    keep(several(10, now), now)
    match_all()
    topic = make_topic()
    ids = sorted(Mention.objects.values_list("pk", flat=True))
    replay(topic, saved={"before": ids[5]})
    assert set(Match.objects.values_list("mention_id", flat=True)) == set(ids[:5])


def test_an_overtaken_replay_ends(make_topic, match_all, replay, now):
    keep(several(3, now), now)
    match_all()
    topic = make_topic()
    replay(topic, replay=topic.n_replays + 7)
    assert Match.objects.count() == 0


def test_a_deleted_topic_takes_its_matches_along(make_topic, match_all, owner, now):
    topic = make_topic()
    keep(several(3, now), now)
    match_all()
    delete_topic(topic=topic, by=owner, at=now)
    assert not Match.objects.exists()
    assert not TopicDay.objects.exists()
    assert Mention.objects.count() == 3


def test_a_change_asks_for_one_replay(make_topic, owner, now):
    topic = make_topic()
    change_topic(
        topic=topic, version=1, name="Anders", description="", query="anders", by=owner, at=now
    )
    replays = [job.payload["replay"] for job in Job.objects.filter(name="topics.replay_query")]
    assert sorted(replays) == [1, 2]


def test_arrivals_are_forgotten_after_a_week(match_all, now):
    keep(several(1, now), now)
    match_all()
    purge_arrivals(StillRun(now + dt.timedelta(days=6)))
    assert Arrival.objects.count() == 1
    purge_arrivals(StillRun(now + dt.timedelta(days=8)))
    assert Arrival.objects.count() == 0


def test_an_unmatched_arrival_is_never_forgotten(now, db):
    keep(several(1, now), now)
    purge_arrivals(StillRun(now + dt.timedelta(days=80)))
    assert has_unmatched()


def test_one_arrival_costs_the_same_number_of_queries(
    make_topic, now, django_assert_max_num_queries
):
    make_topic()
    keep(several(300, now), now)
    with django_assert_max_num_queries(20):
        match_arrivals(StillRun(now))
    assert Match.objects.count() == 300
