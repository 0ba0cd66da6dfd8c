"""X, asked as an app of ours, or as an account of ours."""

import secrets
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer
from klankbord.connectors.x.signing import Key, authorization

API = "https://api.twitter.com"
PLACE = "x.com"
PATIENCE = 45.0
"""Seconds: a stream gives a sign of life every twenty."""
Shape = TypeVar("Shape")


class Service:
    """The calls. A secret of one word is an app's token; one of four words opens an account."""

    def __init__(self, api: str, secret: str, context: Context) -> None:
        if not secret:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=PLACE)
        self._api = api
        self._secret = secret
        self._context = context
        self.is_ours = len(secret.split()) > 1

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        query = f"?{urlencode(asked)}" if asked else ""
        return self._decode(self._ask("GET", f"{self._api}/2/{path}{query}"), kind)

    def post(self, path: str, given: dict[str, Any], kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        content = msgspec.json.encode(given)
        return self._decode(self._ask("POST", f"{self._api}/2/{path}", content), kind)

    def listen(self, path: str, asked: dict[str, Any]) -> Iterator[bytes]:
        """Pieces of what does not end; raises `ConnectorRefused`."""
        address = f"{self._api}/2/{path}?{urlencode(asked)}"
        return self._context.http.listen(
            address,
            kind="application/json",
            now=self._context.now,
            headers={"Authorization": self._signed("GET", address)},
            patience=PATIENCE,
        )

    def _ask(self, method: str, address: str, content: bytes | None = None) -> Response:
        headers = {"Authorization": self._signed(method, address)}
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._context.http.request(method, address, headers=headers, content=content)

    def _signed(self, method: str, address: str) -> str:
        if not self.is_ours:
            return f"Bearer {self._secret}"
        key, nonce = Key.read(self._secret), secrets.token_hex(16)
        return authorization(method, address, key, at=self._context.now, nonce=nonce)

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        return read_answer(answer.require_success(self._context.now).body, kind, PLACE)
