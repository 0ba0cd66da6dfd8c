"""Speaks with a square, through the guarded client only."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec

from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Limits,
    Message,
    Reading,
    Refusal,
    Sent,
    Warnings,
)
from klankbord.connectors.events import read_events
from klankbord.connectors.http import check_address
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.reading import read_pages
from klankbord.core.post import Batch
from klankbord_dorpsplein.dorpsplein.adapter import PLATFORM, posts_of
from klankbord_dorpsplein.dorpsplein.wire import Shout

PAGE = 50
LENGTH = 280


class DorpspleinConnector:
    """A square at its web address. Cursor: `newest`, the highest number that was read."""

    key = PLATFORM
    label = "Dorpsplein"
    abilities = frozenset(
        {Ability.READ, Ability.STREAM, Ability.REPLY, Ability.PUBLISH, Ability.VERIFY}
    )

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what was said after the cursor, oldest first."""
        origin, newest = _origin(target), int(cursor.get("newest", 0))
        body = _ask(context, "GET", f"{origin}/api/shouts?after={newest}&limit={PAGE}")
        warnings = Warnings()
        found = posts_of(_decoded(body, list[msgspec.Raw], origin), origin, warnings)
        return Reading(
            batch=Batch(tuple(post for _, post in found)),
            cursor={"newest": max((number for number, _ in found), default=newest)},
            title=origin.partition("://")[2],
            warnings=warnings.collected(),
            is_unchanged=not found,
            has_more=len(found) >= PAGE,
        )

    def stream(
        self, target: str, cursor: dict[str, Any], context: Context, *, address: str = ""
    ) -> Iterator[Reading]:
        """Open the stream, read what was missed, follow; numbers grow, so the cursor can follow."""
        origin, kept = _origin(target), dict(cursor)
        pieces = context.http.listen(
            f"{address or origin}/api/stream", kind="text/event-stream", now=context.now
        )
        for events in chain([()], read_events(pieces, origin)):
            if not events:  # at the start, and at every sign of life, the list has the last word
                for reading in read_pages(self, target, context, kept):
                    kept = reading.cursor
                    yield reading
                continue
            warnings = Warnings()
            found = posts_of((msgspec.Raw(event.data) for event in events), origin, warnings)
            fresh = [(number, post) for number, post in found if number > kept.get("newest", 0)]
            kept = {"newest": max((n for n, _ in fresh), default=kept.get("newest", 0))}
            yield Reading(
                batch=Batch(tuple(post for _, post in fresh)),
                cursor=kept,
                warnings=warnings.collected(),
            )

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose secret this is."""
        origin = _origin(place)
        who = _decoded(_ask(context, "GET", f"{origin}/api/me", token=secret), str, origin)
        return Identity(place=origin, handle=who)

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # the same everywhere
        """What a square takes."""
        return Limits(length=LENGTH)

    def send(self, message: Message, context: Context) -> Sent:
        """Say it; the square itself says a key only once."""
        if len(message.text) > LENGTH:
            raise ConnectorRefused(
                Refusal.TEXT_TOO_LONG, permanent=True, limit=LENGTH, length=len(message.text)
            )
        answers = message.in_reply_to.external_id if message.in_reply_to else None
        body = {"text": message.text, "key": message.key, "answers": answers and int(answers)}
        origin = _origin(message.account)
        token = context.secrets.get(message.account, "")
        answer = _ask(context, "POST", f"{origin}/api/shouts", token=token, body=body)
        return _sent(_decoded(answer, Shout, origin), origin)

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now."""
        origin = _origin(account)
        try:
            answer = _ask(context, "GET", f"{origin}/api/shouts/{sent_id}")
        except ConnectorRefused as refusal:
            if refusal.key == Refusal.NOT_FOUND:
                return None
            raise
        return _sent(_decoded(answer, Shout, origin), origin)


def _origin(target: str) -> str:
    address = check_address(target)
    return f"{address.scheme}://{address.netloc.decode('ascii')}"


def _ask(context: Context, method: str, url: str, *, token: str = "", body: Any = None) -> bytes:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = None if body is None else msgspec.json.encode(body)
    answer = context.http.request(method, url, headers=headers, content=content)
    return answer.require_success(context.now).body


def _decoded(body: bytes, kind: Any, origin: str) -> Any:
    try:
        return read_whole(body, kind)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=origin) from fault


def _sent(shout: Shout, origin: str) -> Sent:
    url = f"{origin}/{shout.id}"
    return Sent(id=str(shout.id), url=url, text=shout.text, published_at=shout.at)


CONNECTOR = DorpspleinConnector()
