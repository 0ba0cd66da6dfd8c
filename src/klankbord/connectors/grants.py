"""Signing in with OAuth 2.0 (RFC 6749): a key of ours buys a token, used until it is refused."""

import threading
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer

FORM = "application/x-www-form-urlencoded"
_N_PARTS = 3
_UNAUTHORISED, _BAD_REQUEST = 401, 400


class Key(NamedTuple):
    """What opens an account: number and secret of an app of ours, and what the account gave us.

    That is its password, or a refresh token.
    """

    app: str
    app_secret: str
    proof: str

    @classmethod
    def read(cls, secret: str) -> "Key":
        """From three words; raises `ConnectorRefused` (`not-allowed`)."""
        parts = secret.split(None, _N_PARTS - 1)
        if len(parts) != _N_PARTS:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=_UNAUTHORISED)
        return cls(*parts)


class Tokens:
    """Sign-ins of this process: each is used until it is refused."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def find(self, account: str, secret: str) -> str:
        """The token of an account with this very secret; empty if there is none."""
        with self._lock:
            return self._kept.get((account, secret), "")

    def keep(self, account: str, secret: str, token: str) -> None:
        """Remember it; an empty one is forgotten."""
        with self._lock:
            self._kept[account, secret] = token


class Signed:
    """Requests as one account of ours; `buy` gives a new token for its key."""

    def __init__(
        self, account: str, secret: str, tokens: Tokens, buy: Callable[[Key], str], context: Context
    ) -> None:
        self._own = account, secret
        self._tokens = tokens
        self._buy = buy
        self._context = context

    def request(
        self, method: str, address: str, *, content: bytes | None = None, form: str = FORM
    ) -> Response:
        """Ask, and once more with a new token where an old one is refused."""
        token = self._tokens.find(*self._own)
        answer = self._once(method, address, content, form, token or self._sign_in())
        if answer.status == _UNAUTHORISED and token:
            answer = self._once(method, address, content, form, self._sign_in())
        return answer

    def _once(
        self, method: str, address: str, content: bytes | None, form: str, token: str
    ) -> Response:
        headers = {"Authorization": f"Bearer {token}"}
        if content is not None:
            headers["Content-Type"] = form
        return self._context.http.request(method, address, headers=headers, content=content)

    def _sign_in(self) -> str:
        self._tokens.keep(*self._own, "")
        token = self._buy(Key.read(self._own[1]))
        if not token:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, status=_UNAUTHORISED)
        self._tokens.keep(*self._own, token)
        return token


class _Bought(msgspec.Struct, frozen=True):
    access_token: str = ""


def token_of(answer: Response, context: Context, host: str) -> str:
    """The token in a gate's answer, which says 400 to a key that it does not take (§5.2)."""
    if answer.status == _BAD_REQUEST:
        raise ConnectorRefused(Refusal.NOT_ALLOWED, status=_UNAUTHORISED)
    body = answer.require_success(context.now).body
    return read_answer(body, _Bought, host).access_token


def refreshed(gate: str, key: Key, context: Context, host: str) -> str:
    """A new token for a refresh token (§6), from a gate that takes the app's secret in the body."""
    given = {
        "grant_type": "refresh_token",
        "client_id": key.app,
        "client_secret": key.app_secret,
        "refresh_token": key.proof,
    }
    headers = {"Content-Type": FORM}
    answer = context.http.request("POST", gate, headers=headers, content=urlencode(given).encode())
    return token_of(answer, context, host)
