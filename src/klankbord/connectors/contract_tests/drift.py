"""What a connector promises when a platform changes its words: nothing is lost unseen."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from klankbord.connectors.contract import Connector, ConnectorRefused, Context, Reading
from klankbord.connectors.http import GuardedClient, Response
from klankbord.connectors.jsons import check_part
from klankbord.core.post import NO_RAW

Change = Callable[[Any], Any]
_BROKEN, _DEEP = b"@broken@", b'"@deep@"'
_DEPTHS = b"[" * 500 + b"]" * 500
"""As deep as the C stack bears, and too deep for who reads it further down."""


class Drifting(GuardedClient):
    """A client whose answers in JSON come changed; `names` are the names that stood in them."""

    def __init__(self, like: GuardedClient, change: Change) -> None:
        super().__init__(allowed_networks=tuple(map(str, like.allowed_networks)))
        self.names: set[str] = set()
        self._change = change

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Ask as ever, and change what comes."""
        answer = super().request(method, url, headers=headers, content=content)
        try:
            given = json.loads(answer.body)
        except ValueError:
            return answer
        self.names |= set(_names(given))
        written = json.dumps(self._change(given)).encode()
        return replace(answer, body=written.replace(_BROKEN, b"\xff").replace(_DEEP, _DEPTHS))


class DriftContract:
    """For platforms that answer in JSON; give `target` and `context` as for `ConnectorContract`.

    `may_be_absent` are names without which a platform says the same in another way, or nothing that
    a post needs: say why beside them.
    """

    connector: Connector
    may_be_absent: frozenset[str] = frozenset()

    @pytest.fixture
    def target(self) -> str:
        """Give a target with at least one post."""
        raise NotImplementedError

    @pytest.fixture
    def context(self) -> Context:
        """Give what the connector is given."""
        raise NotImplementedError

    def test_new_names_change_nothing(self, target: str, context: Context) -> None:
        """Fields that nobody knows yet are passed over, at every depth."""
        before, _ = self._read(target, context, _same)
        after, _ = self._read(target, context, _grown)
        assert len(before.batch) > 0
        assert after.warnings == before.warnings
        assert [_bare(each) for each in after.batch] == [_bare(each) for each in before.batch]

    def test_a_name_that_goes_is_seen(self, target: str, context: Context) -> None:
        """Each name in turn is another one: no crash, and no post is lost without a word."""
        before, names = self._read(target, context, _same)
        unseen = []
        for name in sorted(names - self.may_be_absent):
            try:
                after, _ = self._read(target, context, _renaming(name))
            except ConnectorRefused:
                continue
            if len(after.batch) < len(before.batch) and after.warnings == before.warnings:
                unseen.append(name)
        assert unseen == [], f"lost without a word when renamed: {unseen}"

    def test_bytes_that_are_no_text_stop_nobody(self, target: str, context: Context) -> None:
        """One that is no UTF-8 under each name in turn: told, and never kept."""
        self._spoil(target, context, lambda value: f"{value}@broken@")

    def test_depths_stop_nobody(self, target: str, context: Context) -> None:
        """Five hundred brackets under each name in turn: told, and never kept."""
        self._spoil(target, context, lambda _: "@deep@")

    def _spoil(self, target: str, context: Context, change: Change) -> None:
        before, names = self._read(target, context, _same)
        unseen = []
        for name in sorted(names):
            try:
                after, _ = self._read(target, context, _spoiling(name, change))
            except ConnectorRefused as refusal:
                assert not refusal.permanent, name  # noqa: PT017  # most are read all the same
                continue
            if len(after.batch) < len(before.batch) and after.warnings == before.warnings:
                unseen.append(name)
            for post in after.batch:
                check_part(post.raw)
        assert unseen == [], f"lost without a word: {unseen}"

    def _read(self, target: str, context: Context, change: Change) -> tuple[Reading, set[str]]:
        with Drifting(context.http, change) as http:
            return self.connector.read(target, {}, replace(context, http=http)), http.names


def _names(given: Any) -> Iterator[str]:
    if isinstance(given, dict):
        yield from given
    for each in given.values() if isinstance(given, dict) else given:
        if isinstance(each, dict | list):
            yield from _names(each)


def _same(given: Any) -> Any:
    return given


def _grown(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _grown(each) for name, each in given.items()} | {"brandNew": {"deep": [1]}}
    return [_grown(each) for each in given] if isinstance(given, list) else given


def _renaming(name: str) -> Change:
    def change(given: Any) -> Any:
        if isinstance(given, dict):
            return {f"{key}2" if key == name else key: change(each) for key, each in given.items()}
        return [change(each) for each in given] if isinstance(given, list) else given

    return change


def _spoiling(name: str, spoil: Change) -> Change:
    def under(key: str, each: Any) -> Any:
        is_spoilt = key == name and not isinstance(each, dict | list)
        return spoil(each) if is_spoilt else change(each)

    def change(given: Any) -> Any:
        if isinstance(given, dict):
            return {key: under(key, each) for key, each in given.items()}
        return [change(each) for each in given] if isinstance(given, list) else given

    return change


def _bare(post: Any) -> Any:
    """Without what the platform gave, in which the new names stand."""
    return msgspec.structs.replace(post, raw=NO_RAW)
