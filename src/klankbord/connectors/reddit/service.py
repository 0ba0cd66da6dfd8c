"""Reddit, asked as one account of ours."""

import base64
import datetime as dt
import threading
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer
from klankbord.connectors.reddit.wire import Token

API = "https://oauth.reddit.com"
GATE = "https://www.reddit.com"
HOST = "reddit.com"
_N_PARTS = 3
_TOO_MANY, _UNAUTHORISED = 429, 401
Shape = TypeVar("Shape")


class Key(NamedTuple):
    """What opens an account: number and secret of an app of ours, and the account's password."""

    app: str
    app_secret: str
    password: str

    @classmethod
    def read(cls, secret: str) -> "Key":
        """From three words; raises `ConnectorRefused` (`not-allowed`)."""
        parts = secret.split(None, _N_PARTS - 1)
        if len(parts) != _N_PARTS:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=_UNAUTHORISED)
        return cls(*parts)


class Tokens:
    """Sign-ins of this process: one lasts a day, and is used until it is refused."""

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


class Service:
    """The calls, as one account of ours."""

    def __init__(
        self, doors: tuple[str, str], account: str, secret: str, context: Context, tokens: Tokens
    ) -> None:
        self.account = account
        self._api, self._gate = doors
        self._secret = secret
        self._context = context
        self._tokens = tokens

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        query = urlencode({"raw_json": 1, **asked})
        return self._decode(self._ask("GET", f"{path}?{query}"), kind)

    def post(self, path: str, given: dict[str, str], kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        return self._decode(self._ask("POST", path, urlencode(given).encode()), kind)

    def _ask(self, method: str, path: str, content: bytes | None = None) -> Response:
        token = self._tokens.find(self.account, self._secret)
        answer = self._once(method, path, content, token or self._sign_in())
        if answer.status == _UNAUTHORISED and token:
            answer = self._once(method, path, content, self._sign_in())
        return answer

    def _once(self, method: str, path: str, content: bytes | None, token: str) -> Response:
        headers = {"Authorization": f"Bearer {token}"}
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._context.http.request(
            method, f"{self._api}/{path}", headers=headers, content=content
        )

    def _sign_in(self) -> str:
        key = Key.read(self._secret)
        given = {"grant_type": "password", "username": self.account, "password": key.password}
        words = base64.b64encode(f"{key.app}:{key.app_secret}".encode()).decode()
        answer = self._context.http.request(
            "POST",
            f"{self._gate}/api/v1/access_token",
            headers={
                "Authorization": f"Basic {words}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=urlencode(given).encode(),
        )
        found = self._decode(answer, Token)
        self._tokens.keep(self.account, self._secret, found.access_token)
        if not found.access_token:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, status=_UNAUTHORISED)
        return found.access_token

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        if answer.status == _TOO_MANY:
            raise ConnectorRefused(
                Refusal.ASKED_TO_WAIT, retry_after=_until_next(answer), status=answer.status
            )
        return read_answer(answer.require_success(self._context.now).body, kind, HOST)


def _until_next(answer: Response) -> dt.timedelta:
    """The platform tells seconds until its window begins anew, ten minutes at most."""
    text = answer.headers.get("x-ratelimit-reset", "").partition(".")[0].strip()
    return dt.timedelta(seconds=min(int(text), 3600) if text.isdigit() else 600)
