"""What a connector with the ability `stream` promises."""

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from klankbord.connectors.contract import (
    Ability,
    Connector,
    ConnectorRefused,
    Context,
    Reading,
    Refusal,
    Streamer,
)
from klankbord.connectors.http import GuardedClient
from klankbord.core.post import Post

SOON = 2.0
"""Seconds after which what is said must be heard by a stream."""
PATIENCE = 30.0
LOOPBACK = ("127.0.0.0/8", "::1/128")


class Listener:
    """Listens to a stream in a thread of its own; `heard_at` gives the moment of each post."""

    def __init__(
        self, streamer: Streamer, target: str, cursor: dict[str, Any], context: Context
    ) -> None:
        self.readings: list[Reading] = []
        self.heard_at: dict[str, float] = {}
        self.refusal: ConnectorRefused | None = None
        self._http = context.http
        self._given = streamer, target, cursor, context
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def posts(self) -> list[Post]:
        """Everything heard, in the order of hearing."""
        return [post for reading in list(self.readings) for post in reading.batch]

    def hang_up(self) -> float:
        """End it; gives the seconds that this took."""
        begun_at = time.monotonic()
        self._http.hang_up()
        self._thread.join(PATIENCE)
        return time.monotonic() - begun_at

    def _listen(self) -> None:
        streamer, target, cursor, context = self._given
        try:
            for reading in streamer.stream(target, cursor, context):
                now = time.monotonic()
                self.heard_at |= {post.id: now for post in reading.batch}
                self.readings.append(reading)
        except ConnectorRefused as refusal:
            self.refusal = refusal


def wait_until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait for something to become true; an assertion if it does not."""
    over_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < over_at, "it did not happen in time"
        time.sleep(0.01)


class StreamContract:
    """What a stream promises. `speak` says something that `target` hears, and gives the post's id.

    Where the platform tells of deletions, give `remove`, which deletes a post by that id.
    """

    connector: Connector
    mute_target = ""
    """A target of the connector that has no stream, if there is one."""

    @pytest.fixture
    def target(self) -> str:
        """Give a target that streams, and that nobody else speaks to."""
        raise NotImplementedError

    @pytest.fixture
    def speak(self) -> Callable[[str], str]:
        """Give how to say something there."""
        raise NotImplementedError

    @pytest.fixture
    def remove(self) -> Callable[[str], None] | None:
        """Give how to delete it."""
        return None

    @pytest.fixture
    def http(self) -> Iterator[GuardedClient]:
        """Give the client to listen with."""
        with GuardedClient(allowed_networks=LOOPBACK) as client:
            yield client

    @pytest.fixture
    def context(self, http: GuardedClient) -> Context:
        """Give what the connector is given."""
        return Context(now=_now(), http=http, clock=_now)

    @pytest.fixture
    def streamer(self) -> Streamer:
        """Give the connector, if it keeps the protocol."""
        assert isinstance(self.connector, Streamer)
        assert Ability.STREAM in self.connector.abilities
        return self.connector

    @pytest.fixture
    def listen(
        self, streamer: Streamer, target: str, context: Context
    ) -> Iterator[Callable[..., Listener]]:
        """Give how to begin to listen; returns when the stream is open."""
        begun: list[Listener] = []

        def begin(cursor: dict[str, Any] | None = None) -> Listener:
            begun.append(Listener(streamer, target, cursor or {}, context))
            wait_until(lambda: begun[-1].readings or begun[-1].refusal)
            assert begun[-1].refusal is None, repr(begun[-1].refusal)
            return begun[-1]

        yield begin
        for each in begun:
            each.hang_up()

    def test_stream_is_quick(
        self, listen: Callable[..., Listener], speak: Callable[[str], str]
    ) -> None:
        """What is said is heard within two seconds."""
        listener = listen()
        own = speak("gehoord")
        said_at = time.monotonic()
        wait_until(lambda: own in listener.heard_at)
        assert listener.heard_at[own] - said_at < SOON

    def test_stream_brings_what_was_missed_and_nothing_twice(
        self,
        listen: Callable[..., Listener],
        speak: Callable[[str], str],
        target: str,
        context: Context,
    ) -> None:
        """From a cursor everything comes, each once, and then what is said now."""
        speak("eerst")
        cursor = self.connector.read(target, {}, context).cursor
        missed = [speak(f"gemist {number}") for number in range(3)]
        listener = listen(cursor)
        now = speak("nu")
        wait_until(lambda: {*missed, now} <= listener.heard_at.keys())
        ids = [post.id for post in listener.posts]
        assert len(ids) == len(set(ids))
        assert set(ids) == {*missed, now}

    def test_stream_cursor_loses_nothing(
        self, listen: Callable[..., Listener], speak: Callable[[str], str]
    ) -> None:
        """A stream that goes on from any cursor of an earlier one hears what came in between."""
        first = listen()
        speak("een")
        wait_until(lambda: first.posts)
        cursor = first.readings[-1].cursor
        assert json.loads(json.dumps(cursor)) == cursor
        missed = speak("twee")
        wait_until(lambda: missed in first.heard_at)
        again = listen(cursor)
        wait_until(lambda: missed in again.heard_at)

    def test_stream_tells_what_is_gone(
        self,
        listen: Callable[..., Listener],
        speak: Callable[[str], str],
        remove: Callable[[str], None] | None,
    ) -> None:
        """A deleted post is told by its id."""
        if remove is None:
            assert Ability.DELETE_NOTICE not in self.connector.abilities
            return
        listener = listen()
        own = speak("weg")
        wait_until(lambda: own in listener.heard_at)
        remove(own)
        wait_until(lambda: any(own in reading.gone for reading in list(listener.readings)))

    def test_stream_ends_when_we_hang_up(self, listen: Callable[..., Listener]) -> None:
        """Within seconds, with a reason, and never with another error."""
        listener = listen()
        assert listener.hang_up() < 5  # noqa: PLR2004  # seconds; the promise is one
        assert listener.refusal is not None

    def test_stream_that_is_none_says_so(self, streamer: Streamer, context: Context) -> None:
        """Where only visits are possible the key is `stream-missing`."""
        if self.mute_target:
            with pytest.raises(ConnectorRefused) as refused:
                next(iter(streamer.stream(self.mute_target, {}, context)))
            assert refused.value.key == Refusal.STREAM_MISSING


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
