"""What a connector promises when the other side has trouble: it says which, and loses nothing."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from klankbord.connectors.contract import Connector, ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient, Response
from klankbord.core.post import encode_batch

RUBBISH = {
    "no UTF-8": b'{"id": "\xff\xfe", "text": "\xc3"}',
    "no UTF-8 in a list": b'[{"id": "\xff"}]',
    "brackets without end": b"[" * 100_000,
    "names without end": b'{"a":' * 100_000,
    "deep": b'{"data": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "half": b'{"data": [{"id": "1", "te',
    "nothing": b"",
}
"""What a platform that is broken, or means ill, answers in the place of JSON."""


class Troubled(GuardedClient):
    """A client that gets nothing but `status` and `body`; 0 is a wire that is cut."""

    def __init__(
        self,
        like: GuardedClient,
        status: int,
        headers: Mapping[str, str] = MappingProxyType({}),
        body: bytes = b"{}",
    ) -> None:
        super().__init__(allowed_networks=tuple(map(str, like.allowed_networks)))
        self._status = status
        self._headers = headers
        self._given = body

    def request(
        self,
        method: str,  # noqa: ARG002  # it is the same for all
        url: str,
        *,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002  # idem
        content: bytes | None = None,  # noqa: ARG002  # idem
    ) -> Response:
        """Fail, as it was told."""
        if not self._status:
            raise ConnectorRefused(Refusal.CONNECTION_FAILED, host="cut.example")
        return Response(status=self._status, body=self._given, url=url, headers=self._headers)


class TroubleContract:
    """For what is read over the web; give `target` and `context` as for `ConnectorContract`."""

    connector: Connector

    @pytest.fixture
    def target(self) -> str:
        """Give a target with at least one post."""
        raise NotImplementedError

    @pytest.fixture
    def context(self) -> Context:
        """Give what the connector is given."""
        raise NotImplementedError

    def test_who_is_asked_to_wait_waits_as_long_as_that(
        self, target: str, context: Context
    ) -> None:
        """A limit that was reached (429) is over at the moment that was told."""
        refusal = self._trouble(target, context, 429, {"retry-after": "120"})
        assert (refusal.key, refusal.permanent) == (Refusal.ASKED_TO_WAIT, False)
        assert refusal.retry_after == dt.timedelta(minutes=2)

    def test_a_key_that_ran_out_is_told_as_that(self, target: str, context: Context) -> None:
        """An account that no longer opens (401) must be connected anew, by a person."""
        refusal = self._trouble(target, context, 401, {})
        assert refusal.key in {Refusal.NOT_ALLOWED, Refusal.SIGN_IN_NEEDED}

    @pytest.mark.parametrize("status", [500, 503])
    def test_a_fault_there_is_none_of_ours(
        self, target: str, context: Context, status: int
    ) -> None:
        """It is tried again later."""
        refusal = self._trouble(target, context, status, {})
        assert (refusal.key, refusal.permanent) == (Refusal.SERVER_FAULT, False)

    def test_a_cut_wire_is_tried_again(self, target: str, context: Context) -> None:
        """It is never the end of a source."""
        refusal = self._trouble(target, context, 0, {})
        assert (refusal.key, refusal.permanent) == (Refusal.CONNECTION_FAILED, False)

    def test_after_trouble_everything_comes(self, target: str, context: Context) -> None:
        """What could not be read is read from the same cursor, nothing less and nothing twice."""
        before = self.connector.read(target, {}, context)
        self._trouble(target, context, 503, {})
        after = self.connector.read(target, {}, context)
        assert encode_batch(after.batch) == encode_batch(before.batch)

    @pytest.mark.parametrize("status", [200, 400, 401])
    def test_rubbish_is_refused_with_a_reason(
        self, target: str, context: Context, status: int
    ) -> None:
        """Whatever comes in the place of an answer, good or bad: no crash, and not for ever."""
        for rubbish, body in RUBBISH.items():
            refusal, n_posts = None, 0
            with Troubled(context.http, status, {}, body) as http:
                try:
                    reading = self.connector.read(target, {}, replace(context, http=http))
                    n_posts = len(reading.batch)  # some say nothing at all where there is nothing
                except ConnectorRefused as refused:
                    refusal = refused
            assert n_posts == 0, rubbish
            if refusal is not None:
                assert re.fullmatch(r"[a-z]+(-[a-z]+)*", refusal.key), rubbish
                assert status != 200 or not refusal.permanent, rubbish  # noqa: PLR2004  # HTTP's own

    def _trouble(
        self, target: str, context: Context, status: int, headers: Mapping[str, str]
    ) -> ConnectorRefused:
        with (
            Troubled(context.http, status, headers) as http,
            pytest.raises(ConnectorRefused) as refused,
        ):
            self.connector.read(target, {}, replace(context, http=http))
        return refused.value
