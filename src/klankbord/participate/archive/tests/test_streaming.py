"""Streams at a real server: heard within seconds, once, and honest about what was cut off."""

import datetime as dt
import threading
import time
import uuid
import zlib
from contextlib import contextmanager

import pytest
from django.db import connections
from django.utils import timezone

from klankbord.connectors.mastodon.tests.conftest import faults, peer, person
from klankbord.connectors.tests.relay import Relay
from klankbord.core.post import decode_batch
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening import streaming
from klankbord.participate.listening.actions import pause_source
from klankbord.participate.listening.fetching import claim_due, fetch
from klankbord.participate.listening.models import Delivery, Gap, Source
from klankbord.participate.listening.queries import Health, health_of, sources_due
from klankbord.participate.listening.streaming import Switchboard

__all__ = ["faults", "peer", "person"]
pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def word() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def relay(peer):
    relay = Relay(peer.url)
    yield relay
    relay.close()


@pytest.fixture
def source(organisation, relay, word, settings, monkeypatch) -> Source:
    settings.OPEN_NETWORKS = ("127.0.0.0/8", "::1/128")
    monkeypatch.setattr(streaming, "RENEW", dt.timedelta(seconds=0.2))
    monkeypatch.setattr(streaming, "FIRST_PAUSE", 0.2)
    return Source.objects.create(
        connector="mastodon",
        target=f"{relay.url}/tags/{word}",
        host="localhost",
        name="Tag",
        created_at=timezone.now(),
        next_run_at=timezone.now() + dt.timedelta(hours=1),
    )


@contextmanager
def switched_on():
    """A switchboard that turns in a thread, as it does in the worker."""
    over, board = threading.Event(), Switchboard()

    def turn() -> None:
        while not over.wait(0.05):
            board.turn(now=timezone.now())
        board.close()
        connections.close_all()

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield board
    finally:
        over.set()
        thread.join(20)


def until(is_so, seconds: float = 30):
    over_at = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < over_at
        time.sleep(0.02)
    return found


def texts() -> list[str]:
    return [
        post.text
        for delivery in Delivery.objects.all()
        for post in decode_batch(zlib.decompress(delivery.posts))
    ]


def kept() -> list[str]:
    """What the archive holds after it took in all that was delivered."""
    for delivery in Delivery.objects.all():
        keep_delivery(delivery_id=delivery.pk, at=timezone.now())
    return sorted(Mention.objects.values_list("text", flat=True))


def is_live(source: Source) -> bool:
    return Source.objects.filter(pk=source.pk).exclude(streaming_since=None).exists()


def test_what_is_said_is_delivered_at_once_and_no_visit_is_due(source, person, word):
    with switched_on():
        until(lambda: is_live(source))
        said = person("bewoner").say(f"vuur! #{word}")
        said_at = time.monotonic()
        until(texts)
        assert time.monotonic() - said_at < 2
        person("bewoner").delete(said["id"])
        until(lambda: Delivery.objects.exclude(gone=[]).exists())
        source.refresh_from_db()
        until(lambda: health_of(Source.objects.get(), timezone.now()) == Health.LIVE)
        assert claim_due(now=timezone.now()) == []
    assert texts() == [f"vuur! #{word}"]
    assert not Gap.objects.exists()


def test_what_its_writer_deleted_goes_from_the_archive_too(source, person, word):
    with switched_on():
        until(lambda: is_live(source))
        said = person("bewoner").say(f"oeps #{word}")
        until(texts)
        assert kept() == [f"oeps #{word}"]
        person("bewoner").delete(said["id"])
        until(Delivery.objects.exists)
    assert kept() == []


def test_a_cut_wire_is_a_gap_and_nothing_said_in_it_is_lost(source, person, word, relay):
    writer = person("bewoner")
    with switched_on():
        until(lambda: is_live(source))
        writer.say(f"voor #{word}")
        until(texts)
        relay.cut()
        gap = until(Gap.objects.first)
        assert (gap.until_at, gap.reason) == (None, "connection-failed")
        assert sources_due(timezone.now()).exists()  # visits take over
        writer.say(f"tijdens #{word}")
        relay.mend()
        until(lambda: f"tijdens #{word}" in texts())
        writer.say(f"na #{word}")
        until(lambda: f"na #{word}" in texts())
        assert Gap.objects.get().until_at
    assert kept() == [f"{when} #{word}" for when in ("na", "tijdens", "voor")]


def test_who_does_not_stream_is_visited_and_no_gap_is_told(source, person, word, faults):
    faults("/api/v1/streaming/*", type="status", status=404, times=1)
    person("bewoner").say(f"rustig #{word}")
    with switched_on() as board:
        until(lambda: board._again_at.get(source.pk))
    assert board._again_at[source.pk] > timezone.now() + dt.timedelta(minutes=50)
    assert not is_live(source)
    assert not Gap.objects.exists()
    fetch(source=Source.objects.get(), now=timezone.now())
    assert texts() == [f"rustig #{word}"]


def test_after_a_killed_process_the_gap_is_told_and_what_was_missed_is_read(source, person, word):
    died_at = timezone.now() - dt.timedelta(minutes=3)
    Source.objects.update(streaming_since=died_at, last_success_at=died_at)
    person("bewoner").say(f"gemist #{word}")
    with switched_on():
        until(texts)
        until(lambda: Source.objects.get().streaming_since > died_at)
    gap = Gap.objects.get()
    assert (gap.from_at, gap.reason) == (died_at, "interrupted")
    assert gap.until_at > died_at


def test_who_is_paused_is_hung_up(source, person, word):
    with switched_on() as board:
        until(lambda: is_live(source))
        pause_source(source=source, at=timezone.now(), actor="member:1")
        until(lambda: not board._lines)
        person("bewoner").say(f"ongehoord #{word}")
    assert texts() == []
    assert Gap.objects.get().reason == "paused"
    assert not is_live(source)
