"""Hearing a real Mastodon API as it speaks: quick, whole, once, and quiet about what is gone."""

import datetime as dt
import threading
import time
import uuid
from contextlib import contextmanager

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.mastodon import CONNECTOR
from klankbord.connectors.mastodon.streaming import LOOK_AGAIN

pytestmark = pytest.mark.peer


def tag() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


class Listener:
    """Somebody who listens in a thread of their own until told to stop."""

    def __init__(self, target: str, secrets: dict, cursor: dict | None = None, address: str = ""):
        self.http = GuardedClient(allowed_networks=("127.0.0.0/8", "::1/128"))
        self.later = dt.timedelta(0)
        clock = lambda: dt.datetime.now(dt.UTC) + self.later  # noqa: E731  # moved by the test
        context = Context(now=clock(), http=self.http, secrets=secrets, clock=clock)
        self.readings: list = []
        self.times: dict[str, float] = {}
        self.refusal: ConnectorRefused | None = None

        def listen():
            try:
                for reading in CONNECTOR.stream(target, cursor or {}, context, address=address):
                    self.times |= dict.fromkeys((p.text for p in reading.batch), time.monotonic())
                    self.readings.append(reading)
            except ConnectorRefused as refusal:
                self.refusal = refusal

        self.thread = threading.Thread(target=listen, daemon=True)
        self.thread.start()

    @property
    def posts(self):
        return [post for reading in self.readings for post in reading.batch]

    @property
    def gone(self):
        return [each for reading in self.readings for each in reading.gone]

    def hang_up(self):
        self.http.hang_up()
        self.thread.join(5)
        assert not self.thread.is_alive()
        self.http.close()


@contextmanager
def listening(target: str, context: Context, **more):
    listener = Listener(target, context.secrets, **more)
    try:
        until(lambda: listener.readings or listener.refusal)
        yield listener
    finally:
        listener.hang_up()


def until(is_so, seconds: float = 20.0):
    over_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over_at
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("place", "said"), [("tags/{tag}", "hallo #{tag}"), ("notifications", "@gemeente {tag}?")]
)
def test_what_is_said_is_heard_by_the_stream(peer, person, context, place, said):
    word = tag()
    with listening(f"{peer.url}/{place.format(tag=word)}", context) as listener:
        words = said.format(tag=word)
        person("bewoner").say(words)
        said_at = time.monotonic()
        until(lambda: words in listener.times)
        assert listener.times[words] - said_at < 2  # the bound of the promise, not of the machine


def test_what_was_missed_comes_first_and_nothing_comes_twice(peer, person, context):
    word, writer = tag(), person("bewoner")
    target = f"{peer.url}/tags/{word}"
    writer.say(f"nul #{word}")
    cursor = CONNECTOR.read(target, {}, context).cursor
    for number in range(45):  # more than a page
        writer.say(f"gemist {number} #{word}")
    with listening(target, context, cursor=cursor) as listener:
        until(lambda: len(listener.posts) >= 45)
        writer.say(f"nu #{word}")
        until(lambda: len(listener.posts) > 45)
        listener.later = LOOK_AGAIN * 2  # the list is read again: it knows all of these
        writer.say(f"straks #{word}")
        until(lambda: listener.readings[-1].cursor != cursor and len(listener.posts) > 46)
    texts = [post.text for post in listener.posts]
    assert texts == [*(f"gemist {n} #{word}" for n in range(45)), f"nu #{word}", f"straks #{word}"]
    later = CONNECTOR.read(target, listener.readings[-1].cursor, context)
    assert [post.text for post in later.batch if post.text not in texts] == []


def test_an_edit_is_heard_and_a_deleted_post_is_told(peer, person, context, server):
    word, writer = tag(), person("bewoner")
    with listening(f"{peer.url}/tags/{word}", context) as listener:
        said = writer.say(f"fuot #{word}")
        until(lambda: listener.posts)
        writer.edit(said["id"], f"fout #{word}")
        until(lambda: len(listener.posts) == 2)
        writer.delete(said["id"])
        until(lambda: listener.gone)
    assert [post.text for post in listener.posts] == [f"fuot #{word}", f"fout #{word}"]
    assert listener.gone == [f"mastodon:{server}/{said['id']}"]


def test_who_declines_is_not_heard_by_the_stream_either(peer, person, context):
    word = tag()
    with listening(f"{peer.url}/tags/{word}", context) as listener:
        person("stil").say(f"liever niet #{word}")
        person("bewoner").say(f"ik wel #{word}")
        until(lambda: listener.posts)
    assert [post.text for post in listener.posts] == [f"ik wel #{word}"]


@pytest.mark.parametrize("scheme", ["wss://", "ws://", "https://", ""])
def test_an_address_of_ones_own_is_spoken_with_the_schemes_of_the_server(
    peer, person, context, server, scheme
):
    word = tag()
    address = f"{scheme}{server}/api/v1/streaming"
    with listening(f"{peer.url}/tags/{word}", context, address=address) as listener:
        person("bewoner").say(f"hier #{word}")
        until(lambda: listener.posts)


@pytest.mark.parametrize("status", [404, 426, 401])
def test_a_server_that_does_not_stream_is_visited(peer, person, context, faults, status):
    target = f"{peer.url}/tags/{tag()}"
    faults("/api/v1/streaming/*", type="status", status=status)
    with pytest.raises(ConnectorRefused) as refused:
        next(CONNECTOR.stream(target, {}, context))
    assert refused.value.key == Refusal.STREAM_MISSING
    assert refused.value.permanent
    CONNECTOR.read(target, {}, context)


@pytest.mark.parametrize("place", ["@bewoner", "search?q=zwembad"])
def test_a_place_without_a_stream_is_visited(peer, context, place):
    with pytest.raises(ConnectorRefused) as refused:
        next(CONNECTOR.stream(f"{peer.url}/{place}", {}, context))
    assert refused.value.key == Refusal.STREAM_MISSING


def test_asked_to_wait_is_no_missing_stream(peer, context, faults):
    faults("/api/v1/streaming/*", type="ratelimit")
    with pytest.raises(ConnectorRefused) as refused:
        next(CONNECTOR.stream(f"{peer.url}/tags/x", {}, context))
    assert refused.value.key == Refusal.ASKED_TO_WAIT
    assert refused.value.retry_after == dt.timedelta(seconds=300)
