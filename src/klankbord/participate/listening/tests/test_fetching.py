"""Visits: claimed once, polite, patient, and honest about what was missed."""

import datetime as dt

import pytest

from klankbord.connectors.contract import Ability
from klankbord.connectors.registry import Registry, installed
from klankbord.participate.listening import fetching
from klankbord.participate.listening.actions import pause_source, resume_source
from klankbord.participate.listening.fetching import claim_due, fetch
from klankbord.participate.listening.jobs import fetch_due
from klankbord.participate.listening.models import Delivery, Gap, Source, SourceDay
from klankbord.participate.listening.queries import Health, health_of, silences, source_figures

pytestmark = pytest.mark.django_db


def again(source):
    return Source.objects.get(pk=source.pk)


def test_a_visit_delivers_and_moves_the_cursor(source, now):
    assert fetch(source=source, now=now) == 2
    source = again(source)
    assert Delivery.objects.get().n_posts == 2
    assert source.cursor["digest"]
    assert source.last_success_at == now
    assert now + dt.timedelta(minutes=15) <= source.next_run_at < now + dt.timedelta(minutes=17)
    assert health_of(source, now) == Health.OK
    fetch(source=source, now=now)
    assert Delivery.objects.count() == 1


def test_a_failure_waits_longer_each_time_and_leaves_a_gap(source, site, now):
    fetch(source=source, now=now)
    site.answers["/feed"] = (503, {}, "")
    waits = []
    for hour in range(1, 4):
        moment = now + dt.timedelta(hours=hour)
        fetch(source=again(source), now=moment)
        waits.append(again(source).next_run_at - moment)
    assert waits[0] < waits[1] < waits[2]
    failing = again(source)
    assert (failing.n_failures, failing.last_error) == (3, "server-fault")
    assert health_of(failing, now) == Health.FAILING
    assert source_figures(at=now).n_failing == 1
    gap = source.gaps.get()
    assert (gap.from_at, gap.until_at, gap.reason) == (now, None, "server-fault")
    site.answers["/feed"] = (
        200,
        {},
        "<rss version='2.0'><channel><title>x</title></channel></rss>",
    )
    healed = now + dt.timedelta(hours=9)
    fetch(source=again(source), now=healed)
    assert source.gaps.get().until_at == healed
    assert again(source).n_failures == 0
    assert SourceDay.objects.get().n_failures == 3


def test_the_source_decides_when_to_come_back(source, site, now):
    site.answers["/feed"] = (429, {"Retry-After": "7200"}, "")
    fetch(source=source, now=now)
    assert again(source).next_run_at >= now + dt.timedelta(hours=2)


def test_what_is_gone_for_good_is_paused_with_its_reason(source, site, now):
    site.answers["/feed"] = (410, {}, "")
    fetch(source=source, now=now)
    gone = again(source)
    assert (gone.is_active, gone.next_run_at, gone.last_error) == (False, None, "gone")


def test_who_moved_for_good_is_visited_at_the_new_place(source, site, now):
    site.answers["/new"] = site.answers["/feed"]
    site.answers["/feed"] = (301, {"Location": "/new"}, "")
    fetch(source=source, now=now)
    assert again(source).target == f"{site.url}/new"


def test_a_private_address_is_refused(source, settings, now):
    settings.OPEN_NETWORKS = ()
    fetch(source=source, now=now)
    assert again(source).last_error == "address-private"
    assert not Delivery.objects.exists()


class Broken:
    key = "broken"
    label = "Broken"
    abilities = frozenset({Ability.READ})

    def read(self, target, cursor, context):
        raise ZeroDivisionError


def test_a_broken_plugin_is_a_reason_not_a_crash(source, now, monkeypatch):
    everything = {**installed().connectors, "broken": Broken()}
    monkeypatch.setattr(fetching, "installed", lambda: Registry(everything))
    source.connector = "broken"
    source.save()
    fetch(source=source, now=now)
    assert again(source).last_error == "connector-fault"


def test_a_source_is_claimed_once_and_a_host_one_at_a_time(source, now):
    other = Source.objects.create(
        connector="feed", target="x", host="127.0.0.1", name="b", created_at=now, next_run_at=now
    )
    assert claim_due(now=now) == [source.pk]
    assert claim_due(now=now) == []
    later = now + dt.timedelta(seconds=6)
    assert claim_due(now=later) == []  # the first visit still waits for its turn
    fetch(source=again(source), now=later)
    assert claim_due(now=later) == []  # and the host rests after it
    assert claim_due(now=later + dt.timedelta(seconds=6)) == [other.pk]


def test_thousands_that_wait_on_one_host_do_not_stand_in_the_way_of_others(source, now):
    Source.objects.bulk_create(
        Source(
            connector="feed",
            target=f"x{number}",
            host="crowded.example" if number < 900 else f"h{number}.example",
            name="x",
            created_at=now,
            next_run_at=now - dt.timedelta(hours=1) if number < 900 else now,
        )
        for number in range(930)
    )
    assert len(claim_due(now=now)) == 32


def test_a_visit_that_never_came_back_frees_its_host_after_a_while(source, now):
    assert claim_due(now=now) == [source.pk]
    assert claim_due(now=now + dt.timedelta(minutes=11)) == [source.pk]


def test_paused_sources_are_not_due_and_resume_at_once(source, now):
    fetch(source=source, now=now)
    pause_source(source=source, at=now, actor="member:1")
    later = now + dt.timedelta(days=1)
    assert claim_due(now=later) == []
    assert source.gaps.get().reason == "paused"
    resume_source(source=source, at=later, actor="member:1")
    assert claim_due(now=later) == [source.pk]


def test_fetch_due_queues_the_visit_and_the_worker_makes_it(source, drain, now, site):
    class Turn:
        def __init__(self):
            self.now = now

    fetch_due(Turn())
    assert drain() == 1
    assert site.asked == ["/feed"]
    assert Delivery.objects.count() == 1


def test_silences_are_those_that_touch_the_asked_time(source, now, django_assert_num_queries):
    hour = dt.timedelta(hours=1)
    spans = [(-5, -3), (-3, -1), (-2, 1), (2, 3), (1, None)]
    for begin, end in spans:
        Gap.objects.create(
            source=source,
            from_at=now + begin * hour,
            until_at=None if end is None else now + end * hour,
            reason="connection-failed",
        )
    with django_assert_num_queries(1):
        found = silences(since=now - 2 * hour, until=now + 2 * hour, source_ids=[source.pk])
    assert [(each.from_at - now) // hour for each in found] == [-3, -2, 1]
    assert (found[0].source, found[-1].until_at) == (source.name, None)
    assert silences(since=now, until=now + hour, source_ids=[]) == []
