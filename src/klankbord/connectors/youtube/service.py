"""YouTube, asked with a key for reading alone, or as one channel of ours."""

import datetime as dt
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Identity, Refusal
from klankbord.connectors.grants import Key, Signed, Tokens, refreshed
from klankbord.connectors.http import Response
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.lines import read_answer
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.youtube.wire import Channels, Problem

API = "https://youtube.googleapis.com/youtube/v3"
GATE = "https://oauth2.googleapis.com"
PLACE = "youtube.com"
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded"})
_OFF = "commentsDisabled"
_GONE = frozenset({"commentNotFound", "parentCommentNotFound"})
_JSON = "application/json"
Shape = TypeVar("Shape")


class Service:
    """The calls. A secret of one word is a key for reading; one of three words opens a channel."""

    def __init__(
        self, doors: tuple[str, str], account: str, secret: str, context: Context, tokens: Tokens
    ) -> None:
        self.account = account
        self.is_ours = len(secret.split()) > 1
        self._api, self._gate = doors
        self._key = secret
        self._context = context
        self._signed = Signed(account, secret, tokens, self._buy, context)

    def get(self, method: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        """Read; raises `ConnectorRefused`."""
        address = f"{self._api}/{method}?{urlencode(asked)}"
        if self.is_ours:
            return self._decode(self._signed.request("GET", address), kind)
        # In a header: an address ends up in logs.
        answer = self._context.http.get(address, headers={"X-Goog-Api-Key": self._key})
        return self._decode(answer, kind)

    def post(self, method: str, given: dict[str, Any], kind: type[Shape]) -> Shape:
        """Write; raises `ConnectorRefused`."""
        answer = self._signed.request(
            "POST",
            f"{self._api}/{method}?part=snippet",
            content=msgspec.json.encode(given),
            form=_JSON,
        )
        return self._decode(answer, kind)

    def channel(self) -> Identity:
        """Whose channel it is."""
        found = self.get("channels", {"part": "snippet", "mine": "true"}, Channels).items
        if not found:
            raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account="")
        name = tidy(found[0].snippet.title)[:200]
        return Identity(
            place=found[0].id,
            handle=found[0].snippet.custom_url or name or found[0].id,
            name=name,
            url=f"https://www.{PLACE}/channel/{found[0].id}",
        )

    def _decode(self, answer: Response, kind: type[Shape]) -> Shape:
        _check(answer, self._context)
        return read_answer(answer.require_success(self._context.now).body, kind, PLACE)

    def _buy(self, key: Key) -> str:
        return refreshed(f"{self._gate}/token", key, self._context, PLACE)


def _check(answer: Response, context: Context) -> None:
    """Who used up the day is told so under the status of who may not come in."""
    if answer.status < 400:  # noqa: PLR2004  # HTTP's own class
        return
    try:
        errors = read_whole(answer.body, Problem).error.errors
    except msgspec.MsgspecError:
        return
    reasons = {each.reason for each in errors}
    if reasons & _USED_UP:
        raise ConnectorRefused(
            Refusal.ASKED_TO_WAIT, retry_after=_until_midnight(context.now), status=answer.status
        )
    if _OFF in reasons:
        raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=answer.status)
    if reasons & _GONE:
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=answer.status)


def _until_midnight(now: dt.datetime) -> dt.timedelta:
    """What a day allows begins anew at midnight in California; an hour more covers its summer."""
    there = now.astimezone(dt.timezone(-dt.timedelta(hours=8)))
    midnight = (there + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - there
