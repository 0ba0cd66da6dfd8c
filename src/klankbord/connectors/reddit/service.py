"""Reddit, asked as one account of ours."""

import base64
import datetime as dt
from typing import Any, TypeVar
from urllib.parse import urlencode

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.grants import FORM, Key, Signed, Tokens, token_of
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer

API = "https://oauth.reddit.com"
GATE = "https://www.reddit.com"
HOST = "reddit.com"
_TOO_MANY = 429
Shape = TypeVar("Shape")


class Service:
    """The calls, as one account of ours."""

    def __init__(
        self, doors: tuple[str, str], account: str, secret: str, context: Context, tokens: Tokens
    ) -> None:
        self.account = account
        self._api, self._gate = doors
        self._context = context
        self._signed = Signed(account, secret, tokens, self._buy, context)

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        query = urlencode({"raw_json": 1, **asked})
        return self._decode(self._ask("GET", f"{path}?{query}"), kind)

    def post(self, path: str, given: dict[str, str], kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        return self._decode(self._ask("POST", path, urlencode(given).encode()), kind)

    def _ask(self, method: str, path: str, content: bytes | None = None) -> Response:
        return self._signed.request(method, f"{self._api}/{path}", content=content)

    def _buy(self, key: Key) -> str:
        given = {"grant_type": "password", "username": self.account, "password": key.proof}
        words = base64.b64encode(f"{key.app}:{key.app_secret}".encode()).decode()
        answer = self._context.http.request(
            "POST",
            f"{self._gate}/api/v1/access_token",
            headers={"Authorization": f"Basic {words}", "Content-Type": FORM},
            content=urlencode(given).encode(),
        )
        _check(answer)
        return token_of(answer, self._context, HOST)

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        _check(answer)
        return read_answer(answer.require_success(self._context.now).body, kind, HOST)


def _check(answer: Response) -> None:
    if answer.status == _TOO_MANY:
        raise ConnectorRefused(
            Refusal.ASKED_TO_WAIT, retry_after=_until_next(answer), status=answer.status
        )


def _until_next(answer: Response) -> dt.timedelta:
    """The platform tells seconds until its window begins anew, ten minutes at most."""
    told = answer.headers.get("retry-after") or answer.headers.get("x-ratelimit-reset", "")
    text = told.partition(".")[0].strip()
    is_number = text.isascii() and text.isdigit()
    return dt.timedelta(seconds=min(int(text[:9]), 3600) if is_number else 600)
