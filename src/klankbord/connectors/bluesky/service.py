"""A home of the AT Protocol, asked as one of our accounts or as nobody."""

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.bluesky.wire import Problem, Session
from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import Response, check_address
from klankbord.connectors.jsons import read_whole

Shape = TypeVar("Shape")
HOME = "https://bsky.social"
PUBLIC = "https://public.api.bsky.app"
_STALE = frozenset({"ExpiredToken", "InvalidToken"})
_OK = 300
_JSON = "application/json"


class File(NamedTuple):
    """What is sent as it is, with its content type."""

    kind: str
    content: bytes


class Place(NamedTuple):
    """Where an account lives: its handle, and its home where that is not Bluesky's own."""

    handle: str
    origin: str

    @classmethod
    def read(cls, place: str) -> "Place":
        """From `handle`, or `handle@home`; raises `ConnectorRefused` (`address-…`)."""
        handle, _, home = place.strip().removeprefix("@").partition("@")
        if not home:
            return cls(handle, HOME)
        address = check_address(home if "://" in home else f"https://{home}")
        return cls(handle, f"{address.scheme}://{address.netloc.decode('ascii')}")

    def __str__(self) -> str:
        """As an account is named: what its secret is kept under."""
        home = "" if self.origin == HOME else f"@{self.origin.removeprefix('https://')}"
        return f"{self.handle}{home}"


class Sessions:
    """Sign-ins of this process: a home allows few a day, so each is used until it ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], Session] = {}
        self._lock = threading.Lock()

    def find(self, key: tuple[str, str, str]) -> Session | None:
        """The sign-in of a place with this very secret."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: tuple[str, str, str], session: Session | None) -> None:
        """Remember it, or forget it."""
        with self._lock:
            if session is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = session


class Service:
    """The calls of one home; without a secret only what is open to all can be asked."""

    def __init__(self, place: Place, secret: str, context: Context, sessions: Sessions) -> None:
        if secret:
            context.http.refuse_clear_text(place.origin)
        self.place = place
        self._context = context
        self._sessions = sessions
        self._secret = secret
        self._key = (place.origin, place.handle, secret)

    @property
    def host(self) -> str:
        """The home's name, for sentences."""
        return self.place.origin.partition("://")[2]

    def get(self, method: str, kind: type[Shape], **asked: Any) -> Shape:
        """Read; raises `ConnectorRefused`."""
        return self.decode(self.good(self.ask("GET", method, asked=asked)), kind)

    def post(self, method: str, body: Mapping[str, Any] | File, kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        return self.decode(self.good(self.ask("POST", method, body=body)), kind)

    def ask(
        self,
        verb: str,
        method: str,
        *,
        asked: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | File | None = None,
    ) -> Response:
        """Any answer; a token that has run out is renewed once."""
        if not self._secret:
            return self._send(verb, method, "", asked, body)
        session = self.session()
        answer = self._send(verb, method, session.access_jwt, asked, body)
        if answer.status >= _OK and problem_of(answer).error in _STALE:
            answer = self._send(verb, method, self._renewed(session).access_jwt, asked, body)
        return answer

    def session(self) -> Session:
        """Our sign-in; raises `ConnectorRefused` (`sign-in-needed`, `not-allowed`)."""
        if not self._secret:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=self.host)
        found = self._sessions.find(self._key)
        if found is None:
            given = {"identifier": self.place.handle, "password": self._secret}
            found = self._opened("com.atproto.server.createSession", "", given)
        return found

    def _renewed(self, session: Session) -> Session:
        self._sessions.keep(self._key, None)
        try:
            return self._opened("com.atproto.server.refreshSession", session.refresh_jwt, None)
        except ConnectorRefused as refusal:
            if refusal.key == Refusal.ASKED_TO_WAIT:
                raise
            return self.session()

    def _opened(self, method: str, token: str, body: Mapping[str, Any] | None) -> Session:
        answer = self._send("POST", method, token, None, body)
        session = self.decode(self.good(answer), Session)
        self._sessions.keep(self._key, session)
        return session

    def _send(
        self,
        verb: str,
        method: str,
        token: str,
        asked: Mapping[str, Any] | None,
        body: Mapping[str, Any] | File | None,
    ) -> Response:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        sent = body if isinstance(body, File | None) else File(_JSON, msgspec.json.encode(body))
        if sent is not None:
            headers["Content-Type"] = sent.kind
        query = f"?{urlencode(asked)}" if asked else ""
        return self._context.http.request(
            verb,
            f"{self.place.origin}/xrpc/{method}{query}",
            headers=headers,
            content=sent.content if sent else None,
        )

    def good(self, answer: Response) -> bytes:
        """The body of an answer, if it is good; raises `ConnectorRefused`."""
        problem = problem_of(answer) if answer.status >= _OK else Problem()
        if problem.error in {*_STALE, "AuthMissing", "AccountTakedown"}:
            raise ConnectorRefused(
                Refusal.NOT_ALLOWED, cause=problem.error[:100], status=answer.status
            )
        return answer.require_success(self._context.now).body

    def decode(self, body: bytes, kind: type[Shape]) -> Shape:
        """Their words as ours; raises `ConnectorRefused` (`answer-malformed`)."""
        try:
            return read_whole(body, kind)
        except msgspec.MsgspecError as fault:
            raise ConnectorRefused(
                Refusal.ANSWER_MALFORMED, cause=str(fault), host=self.host
            ) from fault


def problem_of(answer: Response) -> Problem:
    """Why a home refused."""
    try:
        return read_whole(answer.body, Problem)
    except msgspec.MsgspecError:
        return Problem()
