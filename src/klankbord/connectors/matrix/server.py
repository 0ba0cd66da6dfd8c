"""A home server of Matrix, asked as our account there."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response, check_address, retry_after
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.lines import read_answer
from klankbord.connectors.matrix.wire import Event, Problem, Room, Rule, WellKnown

Shape = TypeVar("Shape")
GONE = 404
_FORBIDDEN = 403
_WAIT = 429


class Server:
    """The API of the home where our account is; `place` is its name, or its address."""

    def __init__(self, place: str, token: str, context: Context) -> None:
        address = check_address(place if "://" in place else f"https://{place}")
        context.http.refuse_clear_text(str(address))
        self.origin = f"{address.scheme}://{address.netloc.decode('ascii')}"
        self.host = self.origin.partition("://")[2]
        self._token = token
        self._context = context
        if not token:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=self.host)

    @property
    def place(self) -> str:
        """How an account here is named."""
        return self.origin.removeprefix("https://")

    @classmethod
    def found(cls, place: str, token: str, context: Context) -> "Server":
        """The server to which a name leads: its API may stand elsewhere (`.well-known`)."""
        named = cls(place, token, context)
        answer = context.http.get(f"{named.origin}/.well-known/matrix/client")
        try:
            told = read_whole(answer.body, WellKnown).homeserver.base_url
        except msgspec.MsgspecError:
            told = ""
        return cls(told.rstrip("/"), token, context) if told else named

    @classmethod
    def of_account(cls, account: str, context: Context) -> "Server":
        """As one of our accounts; raises `ConnectorRefused` (`sign-in-needed`)."""
        return cls(account, context.secrets.get(account, ""), context)

    @classmethod
    def of_reader(cls, context: Context) -> "Server":
        """As our account, wherever it is: homes pass on each other's rooms."""
        for place, token in sorted(context.secrets.items()):
            return cls(place, token, context)
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host="matrix.to")

    def ask(
        self,
        method: str,
        path: str,
        *,
        asked: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Response:
        """Any answer with a status, but who asks to wait is refused here."""
        headers = {"Accept": "application/json", "Authorization": f"Bearer {self._token}"}
        query = f"?{urlencode(asked)}" if asked else ""
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        answer = self._context.http.request(
            method,
            f"{self.origin}/_matrix/client/v3/{path}{query}",
            headers=headers,
            content=content,
        )
        if answer.status == _WAIT:
            raise _asked_to_wait(answer, self._context.now)
        return answer

    def get(self, path: str, kind: type[Shape], **asked: Any) -> Shape:
        """Read; raises `ConnectorRefused`."""
        return self.decode(self.ask("GET", path, asked=asked), kind)

    def decode(self, answer: Response, kind: type[Shape]) -> Shape:
        """Their words as ours; raises `ConnectorRefused`."""
        return read_answer(answer.require_success(self._context.now).body, kind, self.host)

    def room_of(self, name: str) -> str:
        """The id of a room by its id or alias, of which we are a member from now on.

        Only rooms that anybody may enter: what was said among few is not for us. Raises
        `ConnectorRefused` (`not-found`, `not-allowed`).
        """
        room = name
        if name.startswith("#"):
            room = self.get(f"directory/room/{escaped(name)}", Room).room_id
        rule = self.ask("GET", f"rooms/{escaped(room)}/state/m.room.join_rules")
        if rule.status == _FORBIDDEN:
            self.decode(self.ask("POST", f"join/{escaped(name)}", body={}), Room)
            rule = self.ask("GET", f"rooms/{escaped(room)}/state/m.room.join_rules")
        if self.decode(rule, Rule).join_rule != "public":
            raise ConnectorRefused(
                Refusal.NOT_ALLOWED, permanent=True, cause="the room is not public", status=403
            )
        self.decode(self.ask("POST", f"join/{escaped(room)}", body={}), Room)
        return room

    def event(self, room: str, event_id: str) -> tuple[Event, bytes] | None:
        """One event and its words as given; None if it does not exist."""
        answer = self.ask("GET", f"rooms/{escaped(room)}/event/{escaped(event_id)}")
        if answer.status == GONE:
            return None
        return self.decode(answer, Event), answer.body


def escaped(name: str) -> str:
    """A name as part of an address."""
    return quote(name, safe="")


def _asked_to_wait(answer: Response, now: dt.datetime) -> ConnectorRefused:
    """The header counts (spec v1.10); homes that are older say it in their answer."""
    try:
        pause = read_whole(answer.body, Problem).retry_after_ms
    except msgspec.MsgspecError:
        pause = None
    wait = dt.timedelta(milliseconds=min(pause, 86_400_000)) if pause else None
    told = retry_after(answer.headers, now) or wait
    return ConnectorRefused(Refusal.ASKED_TO_WAIT, retry_after=told, status=answer.status)
