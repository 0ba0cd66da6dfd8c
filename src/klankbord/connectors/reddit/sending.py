"""Answering on Reddit, once; and looking whether it still stands."""

import datetime as dt
from collections.abc import Set as AbstractSet

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.dates import from_seconds
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.reddit.adapter import PLATFORM, SITE, is_gone
from klankbord.connectors.reddit.service import HOST, Service
from klankbord.connectors.reddit.wire import COMMENT, Answered, Comment, Listing, Thing
from klankbord.connectors.saying import say_once

LIMITS = Limits(length=10_000)
LOOKED_BACK = 100


def send(message: Message, service: Service) -> Sent:
    """Say it once; a retry looks among our newest hundred comments, by what they answer."""
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    above = message.in_reply_to.id.removeprefix(f"{PLATFORM}:")
    return say_once(
        message,
        LIMITS,
        find=lambda words: _find(above, words, service),
        say=lambda: _say(above, message.text, service),
    )


def _say(above: str, text: str, service: Service) -> Sent:
    given = {"api_type": "json", "thing_id": above, "text": text}
    outcome = service.post("api/comment", given, Answered).json
    if outcome.errors:
        raise _refused(outcome.errors)
    if not outcome.data.things:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=HOST)
    return _sent(_read(outcome.data.things[0]))


def _refused(errors: tuple[tuple[object, ...], ...]) -> ConnectorRefused:
    """Why not, in the platform's own word: too often, too old, locked, gone."""
    words = [str(each[0]) for each in errors if each]
    if "RATELIMIT" in words:
        return ConnectorRefused(
            Refusal.ASKED_TO_WAIT, retry_after=dt.timedelta(minutes=10), status=200
        )
    return ConnectorRefused(
        Refusal.NOT_ALLOWED, permanent=True, cause=", ".join(words)[:200], status=403
    )


def _find(above: str, words: AbstractSet[str], service: Service) -> Sent | None:
    asked = {"limit": LOOKED_BACK, "sort": "new"}
    for thing in service.get(f"user/{service.account}/comments", asked, Listing).data.children:
        said = _read(thing)
        if said.parent_id == above and tidy(said.body) in words:
            return _sent(said)
    return None


def look(sent_id: str, service: Service) -> Sent | None:
    """What stands there now; None if it is gone."""
    found = service.get("api/info", {"id": sent_id}, Listing).data.children
    if not found or is_gone(said := _read(found[0])):
        return None
    return _sent(said)


def _read(thing: Thing) -> Comment:
    try:
        if thing.kind == COMMENT:
            return read_whole(thing.data, Comment)
        cause = f"a {thing.kind} instead of a comment"
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=HOST) from fault
    raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=cause, host=HOST)


def _sent(said: Comment) -> Sent:
    is_edited = isinstance(said.edited, int | float) and not isinstance(said.edited, bool)
    published_at = from_seconds(said.created_utc)
    if published_at is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="created_utc", host=HOST)
    return Sent(
        id=said.name,
        url=f"{SITE}{said.permalink}",
        text=tidy(said.body),
        published_at=published_at,
        edited_at=from_seconds(float(said.edited)) if is_edited else None,
    )
