"""What every connector promises when it is read."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from klankbord.connectors.contract import Ability, Connector, ConnectorRefused, Context, Reading
from klankbord.connectors.http import GuardedClient
from klankbord.core.post import MAX_TEXT, decode_batch, encode_batch

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


class ConnectorContract:
    """What a connector promises, tried out on one good target and one bad one."""

    connector: Connector
    bad_target = "http://nowhere.invalid/"
    start: dict[str, Any] = {}  # noqa: RUF012  # a cursor to begin with, never changed

    @pytest.fixture
    def target(self) -> str:
        """Give a target with at least one post."""
        raise NotImplementedError

    @pytest.fixture
    def http(self) -> Iterator[GuardedClient]:
        """Give the client to read with."""
        with GuardedClient() as client:
            yield client

    @pytest.fixture
    def context(self, http: GuardedClient) -> Context:
        """Give what the connector is given."""
        return Context(now=NOW, http=http)

    @pytest.fixture
    def reading(self, target: str, context: Context) -> Reading:
        """Read the first page of the target."""
        return self.connector.read(target, dict(self.start), context)

    def test_says_what_it_can(self) -> None:
        """Abilities are declared, the key is a word, the label is for people."""
        assert isinstance(self.connector, Connector)
        assert self.connector.abilities
        assert all(isinstance(each, Ability) for each in self.connector.abilities)
        assert re.fullmatch(r"[a-z][a-z0-9]{0,30}", self.connector.key)
        assert self.connector.label.strip()

    def test_key_is_its_folder(self) -> None:
        """Folder, entry point and stored key are one word."""
        assert self.connector.key in type(self.connector).__module__.split(".")

    def test_posts_are_valid(self, reading: Reading) -> None:
        """Ids name the platform, each stands once, times are aware, texts are not too long."""
        ids = [post.id for post in reading.batch]
        assert ids
        assert len(ids) == len(set(ids))
        for post in reading.batch:
            assert post.id.startswith(f"{post.platform}:")
            assert post.external_id
            assert post.published_at.tzinfo is not None
            assert post.author.id
            assert len(post.text) <= MAX_TEXT
            assert "\0" not in post.text + post.title

    def test_posts_travel(self, reading: Reading) -> None:
        """Posts survive being written as JSON Lines."""
        again = decode_batch(encode_batch(reading.batch))
        assert encode_batch(again) == encode_batch(reading.batch)

    def test_cursor_is_plain_json(self, reading: Reading) -> None:
        """The cursor can be stored."""
        assert json.loads(json.dumps(reading.cursor)) == reading.cursor

    def test_reading_again_gives_the_same(
        self, reading: Reading, target: str, context: Context
    ) -> None:
        """From the same cursor come the same posts."""
        again = self.connector.read(target, dict(self.start), context)
        assert encode_batch(again.batch) == encode_batch(reading.batch)

    def test_going_on_gives_nothing_twice(
        self, reading: Reading, target: str, context: Context
    ) -> None:
        """From the cursor of the first page no post of it comes again."""
        more = self.connector.read(target, dict(reading.cursor), context)
        assert not {post.id for post in more.batch} & {post.id for post in reading.batch}

    def test_refuses_with_a_reason(self, context: Context) -> None:
        """What cannot be read is refused with a key, never with another error."""
        with pytest.raises(ConnectorRefused) as refused:
            self.connector.read(self.bad_target, {}, context)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", refused.value.key)
