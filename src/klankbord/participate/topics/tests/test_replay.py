import datetime as dt

import pytest

from klankbord.jobs.models import Job, State
from klankbord.jobs.run import JobCancelled
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.topics.actions import change_topic, pause_topic, resume_topic
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.jobs import replay_query
from klankbord.participate.topics.models import Match, Topic
from klankbord.participate.topics.replaying import (
    cancel_replay,
    continue_replay,
    replay_again,
    replay_of,
)
from klankbord.participate.topics.search import count_newer, prepare

from .conftest import StillRun
from .said import keep, post, several


def flags():
    rows = Match.objects.order_by("mention__text")
    return list(rows.values_list("mention__text", "version", "is_replayed"))


@pytest.fixture
def change(owner, now):
    def run(topic, query):
        topic.refresh_from_db()
        return change_topic(
            topic=topic, version=topic.version, name=topic.name, description="", query=query,
            by=owner, at=now,
        )  # fmt: skip

    return run


def test_what_is_found_afterwards_is_no_news(make_topic, match_all, replay, now):
    keep([post("Parkeren toen", now)], now)
    match_all()
    topic = make_topic()
    replay(topic)
    keep([post("Parkeren nu", now)], now)
    match_all()
    assert flags() == [("Parkeren nu", 1, False), ("Parkeren toen", 1, True)]


def test_a_replay_is_no_arrival(make_topic, match_all, replay, now):
    """Readers further up follow arrivals: a replay leaves none."""
    keep(several(5, now), now)
    match_all()
    before = Arrival.objects.count()
    replay(make_topic())
    assert Match.objects.count() == 5
    assert Arrival.objects.count() == before


def test_a_replay_is_not_announced_as_new(make_topic, match_all, replay, now):
    """The list of a topic says "3 new mentions": what was looked up is none of them."""
    keep(several(3, now), now)
    match_all()
    topic = make_topic()
    replay(topic)
    assert topic.matches.count() == 3
    search = prepare(Filters(topic=topic.pk))
    assert count_newer(search, than=0) == 0
    keep([post("Parkeren nu", now)], now)
    match_all()
    assert count_newer(search, than=0) == 1


def test_what_waits_to_be_matched_stays_news(make_topic, match_all, replay, now):
    """A replay that is quicker than the matching of arrivals does not take the news from them."""
    topic = make_topic()
    keep([post("Parkeren nu", now)], now)
    replay(topic)
    assert flags() == []
    match_all()
    assert flags() == [("Parkeren nu", 1, False)]


def test_a_new_version_withdraws_and_keeps(make_topic, match_all, replay, change, now):
    topic = make_topic("parkeren")
    keep([post("Parkeren", now), post("Parkeren bij het bad", now), post("Bad", now)], now)
    match_all()
    replay(topic)
    replay(change(topic, "bad"))
    assert flags() == [("Bad", 2, True), ("Parkeren bij het bad", 1, False)]
    found = {row.number: row.n_matches for row in topic.versions.all()}
    assert found == {1: 2, 2: 2}


def test_progress_has_a_count_and_a_rest(make_topic, match_all, now, monkeypatch):
    monkeypatch.setattr("klankbord.participate.topics.history.STRETCH", 2)
    keep([post(f"Parkeren {day}", now - dt.timedelta(days=day)) for day in range(6)], now)
    match_all()
    topic = make_topic()
    seen = []
    run = StillRun(now)
    run.progress = lambda *, done, total: seen.append((done, total))
    replay_query(run, topic_id=topic.pk, replay=topic.n_replays)
    assert seen == [(1, 6), (3, 6), (6, 6)]


def test_stopped_and_gone_on_with(make_topic, match_all, owner, now, monkeypatch):
    monkeypatch.setattr("klankbord.participate.topics.history.STRETCH", 2)
    keep([post(f"Parkeren {day}", now - dt.timedelta(days=day)) for day in range(6)], now)
    match_all()
    topic = make_topic()
    run = StillRun(now)

    def stop(**_counts):
        raise JobCancelled

    run.progress = stop
    with pytest.raises(JobCancelled):
        replay_query(run, topic_id=topic.pk, replay=topic.n_replays)
    cancel_replay(topic=topic, by=owner, at=now)
    Job.objects.update(saved=run.saved)
    topic.refresh_from_db()
    stopped = replay_of(topic)
    assert not stopped.is_live
    assert stopped.since.date() == (now - dt.timedelta(days=1)).date()
    assert Match.objects.count() == 2
    continue_replay(topic=topic, by=owner, at=now)
    job = Job.objects.get()
    assert (job.state, job.saved) == (State.WAITING, run.saved)
    replay_query(StillRun(now, job.saved), topic_id=topic.pk, replay=topic.n_replays)
    topic.refresh_from_db()
    assert topic.is_up_to_date
    assert Match.objects.count() == 6


def test_going_on_starts_anew_when_the_job_is_forgotten(make_topic, owner, now):
    topic = make_topic()
    Job.objects.all().delete()
    continue_replay(topic=topic, by=owner, at=now)
    assert Job.objects.get().payload == {"topic_id": topic.pk, "replay": 1}


def test_another_look_changes_nothing(make_topic, match_all, replay, owner, now):
    keep(several(5, now), now)
    match_all()
    topic = make_topic()
    replay(topic)
    before = flags()
    replay_again(topic=topic, by=owner, at=now)
    replay(topic)
    assert flags() == before


def test_a_pause_ends_the_look_and_listening_again_starts_it(make_topic, replay, owner, now):
    topic = make_topic()
    pause_topic(topic=topic, by=owner, at=now)
    replay(topic)
    assert not topic.is_up_to_date
    resume_topic(topic=topic, by=owner, at=now)
    topic.refresh_from_db()
    assert topic.n_replays == 2
    replay(topic, replay=1)
    assert not topic.is_up_to_date
    replay(topic)
    assert topic.is_up_to_date


def test_the_screen_shows_how_far_it_is(client_of, owner, make_topic, replay):
    client, topic = client_of(owner), make_topic()
    address = f"/topics/{topic.pk}/"
    assert "Stop looking" in client.get(address).text
    Job.objects.update(state=State.RUNNING, n_done=30, n_total=100)
    fragment = client.get(f"{address}replay/").text
    assert "30 of 100, 70 to go" in fragment
    client.post(f"{address}replay/cancel/")
    assert Job.objects.get().is_cancel_requested
    Job.objects.update(state=State.CANCELLED)
    assert "stopped before its end" in client.get(address).text
    client.post(f"{address}replay/continue/")
    assert Job.objects.get().state == State.WAITING
    replay(topic)
    assert "whole archive is looked through" in client.get(f"{address}replay/").text
    assert "Look through the archive again" in client.get(address).text
    client.post(f"{address}replay/restart/")
    assert Topic.objects.get().n_replays == 2


def test_a_responder_watches_but_does_not_stop(client_of, responder, make_topic):
    topic = make_topic()
    page = client_of(responder).get(f"/topics/{topic.pk}/replay/")
    assert page.status_code == 200
    assert "Stop looking" not in page.text
    assert client_of(responder).post(f"/topics/{topic.pk}/replay/cancel/").status_code == 403


def test_mentions_that_go_take_their_match_along(make_topic, match_all, replay, now):
    keep(several(3, now), now)
    match_all()
    replay(make_topic())
    Mention.objects.all().delete()
    assert not Match.objects.exists()
