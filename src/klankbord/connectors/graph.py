"""The calls of Meta's Graph API, asked as one account of ours on a platform of Meta."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response
from klankbord.connectors.jsons import read_fields, read_whole
from klankbord.connectors.lines import read_answer
from klankbord.connectors.pages import MOST_PAGES

API = "https://graph.facebook.com/v23.0"
Shape = TypeVar("Shape")
_TOO_MUCH = frozenset({4, 17, 32, 341, 368, 613, *range(80001, 80010)})
_TOKEN = frozenset({102, 190, 463, 467})
_RIGHTS = frozenset({3, 10, *range(200, 300)})
_PARAMETER, _NO_OBJECT = 100, 33
_FAULTY = frozenset({1, 2})
_BELOW = frozenset({"comments", "replies"})


class Marks(msgspec.Struct, frozen=True):
    """Where the next page begins."""

    after: str = ""


class Paging(msgspec.Struct, frozen=True):
    """Whether there is a next page."""

    cursors: Marks = Marks()
    next: str | None = ""

    @property
    def after(self) -> str:
        """The mark of the next page; empty on the last one, which has a mark too."""
        return self.cursors.after if self.next else ""


class Page(msgspec.Struct, frozen=True):
    """A page of a list."""

    data: tuple[msgspec.Raw, ...]
    paging: Paging = Paging()


class Made(msgspec.Struct, frozen=True):
    """What was just written."""

    id: str


class Fault(msgspec.Struct, frozen=True):
    """Why something was refused, in numbers."""

    code: int = 0
    error_subcode: int = 0


class Problem(msgspec.Struct, frozen=True):
    """A refusal."""

    error: Fault


class Graph:
    """One account of ours: `own` is its number, `token` what opens it.

    `doors` are the address of the API, and the platform's name for a refusal.
    """

    def __init__(self, doors: tuple[str, str], own: str, token: str, context: Context) -> None:
        self._api, self._host = doors
        self.own = own
        self._token = token
        self._context = context

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        return self._decode(self._ask("GET", f"{path}?{urlencode(asked)}"), kind)

    def pages(self, path: str, asked: dict[str, Any], after: str | None = None) -> Iterator[Page]:
        """A list, a page at a time, from its begin or from the mark `after`; none from no mark."""
        for _ in range(MOST_PAGES):
            if after == "":
                return
            page = self.get(path, asked | ({"after": after} if after else {}), Page)
            yield page
            after = page.paging.after

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
        return read_answer(answer.require_success(self._context.now).body, kind, self._host)


def _check(answer: Response) -> None:
    """The platform says by number what is wrong, and answers 400 to nearly all of it."""
    if answer.status < 400:  # noqa: PLR2004  # HTTP's own class
        return
    try:
        fault = read_whole(answer.body, Problem).error
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


def own_words(raw: msgspec.Raw) -> msgspec.Raw:
    """What it says itself, without the lists that hang on it.

    What others say below it is theirs, to be forgotten with them; and the address of a list's next
    page bears our token.
    """
    given = read_fields(raw)
    lists = [name for name, value in given.items() if name in _BELOW or _is_paged(value)]
    if not lists:
        return raw
    return msgspec.Raw(msgspec.json.encode({k: v for k, v in given.items() if k not in lists}))


def _is_paged(value: Any) -> bool:
    return isinstance(value, dict) and "paging" in value


def read_moment(text: str) -> dt.datetime | None:
    """A moment as these platforms write it (`2026-03-01T10:00:00+0000`)."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
