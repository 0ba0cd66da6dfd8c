"""The calls of the Graph API, asked as one page of ours."""

import datetime as dt
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.facebook.wire import Problem
from klankbord.connectors.http import Response
from klankbord.connectors.lines import read_answer

API = "https://graph.facebook.com/v23.0"
HOST = "facebook.com"
Shape = TypeVar("Shape")
_TOO_MUCH = frozenset({4, 17, 32, 341, 368, 613, *range(80001, 80010)})
_TOKEN = frozenset({102, 190, 463, 467})
_RIGHTS = frozenset({3, 10, *range(200, 300)})
_PARAMETER, _NO_OBJECT = 100, 33
_FAULTY = frozenset({1, 2})


class Graph:
    """One page of ours: `page` is its number, `token` what opens it."""

    def __init__(self, api: str, page: str, token: str, context: Context) -> None:
        self._api = api
        self.page = page
        self._token = token
        self._context = context

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        return self._decode(self._ask("GET", f"{path}?{urlencode(asked)}"), kind)

    def post(self, path: str, given: dict[str, str], kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        return self._decode(self._ask("POST", path, urlencode(given).encode()), kind)

    def _ask(self, method: str, path: str, content: bytes | None = None) -> Response:
        # In a header: an address ends up in logs.
        headers = {"Authorization": f"Bearer {self._token}"}
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._context.http.request(
            method, f"{self._api}/{path}", headers=headers, content=content
        )

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        _check(answer)
        return read_answer(answer.require_success(self._context.now).body, kind, HOST)


def _check(answer: Response) -> None:
    """The platform says by number what is wrong, and answers 400 to nearly all of it."""
    if answer.status < 400:  # noqa: PLR2004  # HTTP's own class
        return
    try:
        fault = msgspec.json.decode(answer.body, type=Problem).error
    except msgspec.MsgspecError:
        return
    if fault.code in _TOO_MUCH:
        raise ConnectorRefused(
            Refusal.ASKED_TO_WAIT, retry_after=dt.timedelta(hours=1), status=answer.status
        )
    if fault.code in _TOKEN | _RIGHTS:
        raise ConnectorRefused(Refusal.NOT_ALLOWED, status=401 if fault.code in _TOKEN else 403)
    if fault.code in _FAULTY:
        raise ConnectorRefused(Refusal.SERVER_FAULT, status=answer.status)
    if (fault.code, fault.error_subcode) == (_PARAMETER, _NO_OBJECT):
        raise ConnectorRefused(Refusal.NOT_FOUND, status=answer.status)
