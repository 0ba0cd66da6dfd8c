"""What a connector promises when the other side has trouble: it says which, and loses nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from klankbord.connectors.contract import Connector, ConnectorRefused, Context, Refusal
from klankbord.connectors.http import GuardedClient, Response
from klankbord.core.post import encode_batch


class Troubled(GuardedClient):
    """A client that gets nothing but `status`; 0 is a wire that is cut."""

    def __init__(self, like: GuardedClient, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(allowed_networks=tuple(map(str, like.allowed_networks)))
        self._status = status
        self._headers = headers

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
        return Response(status=self._status, body=b"{}", url=url, headers=self._headers)


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

    def _trouble(
        self, target: str, context: Context, status: int, headers: Mapping[str, str]
    ) -> ConnectorRefused:
        with (
            Troubled(context.http, status, headers) as http,
            pytest.raises(ConnectorRefused) as refused,
        ):
            self.connector.read(target, {}, replace(context, http=http))
        return refused.value
