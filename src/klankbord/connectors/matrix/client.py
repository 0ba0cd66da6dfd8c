"""Hears public rooms of Matrix as a member of them: by visits, or as they speak."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

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
)
from klankbord.connectors.matrix import sending
from klankbord.connectors.matrix.adapter import MESSAGE, PLATFORM, REDACTION, SEALED, Adapter
from klankbord.connectors.matrix.server import Server, escaped
from klankbord.connectors.matrix.wire import Around, Chunk, Event, Joined, Own, Synced
from klankbord.connectors.reasons import Caution
from klankbord.core.post import Batch, Post

PAGE = 50
FILLED = 20
"""Pages of a hundred that are read back at most after a long silence."""
WAIT = dt.timedelta(seconds=15)
"""How long a server may hold its answer until there is news."""
_ROOM = re.compile(r"#[^\s/?:]{1,250}:[\w.\-\[\]:]{1,250}|![\w.\-\[\]:~+=]{1,250}")
_NOTHING: dict[str, list[str]] = {"types": []}


class MatrixConnector:
    """Public rooms of Matrix.

    Target: `https://matrix.to/#/#room:server`, or the room's name alone. Secret: an access token,
    by home server. Cursor: `room` (its id), `since` (where to go on).
    """

    key = PLATFORM
    label = "Matrix"
    abilities = frozenset(
        {
            Ability.READ,
            Ability.STREAM,
            Ability.THREAD,
            Ability.REPLY,
            Ability.VERIFY,
            Ability.DELETE_NOTICE,
        }
    )

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new; the first visit gives the newest fifty."""
        name = read_target(target)
        server = Server.of_reader(context)
        room = str(cursor.get("room") or server.room_of(name))
        return _synced(server, room, name, cursor, context, wait=dt.timedelta(0))

    def stream(
        self,
        target: str,
        cursor: dict[str, Any],
        context: Context,
        *,
        address: str = "",  # noqa: ARG002  # a home has one address
    ) -> Iterator[Reading]:
        """What is said in the room, as it is said: the server answers when there is news."""
        name = read_target(target)
        server = Server.of_reader(context)
        kept = {**cursor, "room": cursor.get("room") or server.room_of(name)}
        wait = dt.timedelta(0)
        while True:
            context = context.renewed()
            reading = _synced(server, str(kept["room"]), name, kept, context, wait=wait)
            kept, wait = reading.cursor, WAIT
            yield reading

    def thread(self, post: Post, context: Context) -> Batch:
        """What was said in the room shortly before and after, oldest first."""
        server = Server.of_reader(context)
        room, _, own = post.external_id.partition("/")
        path = f"rooms/{escaped(room)}/context/{escaped(own)}"
        found = server.get(path, Around, limit=20)
        adapter = _adapter(server, room, post.source, context)
        return Batch(adapter.posts((*found.events_before[::-1], *found.events_after)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose token this is, at the home server that `place` names."""
        server = Server.found(place.strip(), secret, context)
        own = server.get("account/whoami", Own).user_id
        url = f"https://matrix.to/#/{own}"
        return Identity(place=server.place, handle=own, url=url)

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # the same everywhere
        """What an event takes."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer in the room of the post."""
        return sending.send(message, Server.of_account(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was taken away."""
        return sending.look(sent_id, Server.of_account(account, context))


def read_target(target: str) -> str:
    """The room that `target` names; raises `ConnectorRefused` (`target-unknown`)."""
    name = unquote(target.strip()).removeprefix("https://matrix.to/#/").partition("?")[0]
    if not _ROOM.fullmatch(name):
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])
    return name


def _synced(
    server: Server,
    room: str,
    name: str,
    cursor: dict[str, Any],
    context: Context,
    *,
    wait: dt.timedelta,
) -> Reading:
    """Everything since the cursor; what one answer leaves out is read back page by page."""
    since = str(cursor.get("since") or "")
    asked: dict[str, Any] = {"filter": _filter(room), "timeout": int(wait.total_seconds() * 1e3)}
    if since:
        asked["since"] = since
    found = server.get("sync", Synced, **asked)
    timeline = found.rooms.join.get(room, Joined()).timeline
    adapter = _adapter(server, room, name, context)
    missed: tuple[msgspec.Raw, ...] = ()
    if since and timeline.limited:
        missed = _missed(server, room, timeline.prev_batch, since, adapter)
    posts = adapter.posts((*missed, *timeline.events))
    return Reading(
        batch=Batch(posts),
        cursor={"room": room, "since": found.next_batch},
        gone=tuple(adapter.gone),
        title=name,
        warnings=adapter.warnings.collected(),
        is_unchanged=not timeline.events,
        next_after=dt.timedelta(minutes=1),
    )


def _missed(
    server: Server, room: str, newest: str, oldest: str, adapter: Adapter
) -> tuple[msgspec.Raw, ...]:
    """The events between two moments, oldest first."""
    pages: list[tuple[msgspec.Raw, ...]] = []
    kinds = msgspec.json.encode({"types": [MESSAGE, REDACTION, SEALED]}).decode()
    asked = {"dir": "b", "limit": 100, "to": oldest, "filter": kinds}
    for _ in range(FILLED):
        page = server.get(f"rooms/{escaped(room)}/messages", Chunk, **asked, **{"from": newest})
        pages.append(page.chunk)
        if not page.end or not page.chunk:
            break
        newest = page.end
    else:
        adapter.warnings.add(Caution.ENTRIES_LEFT_OUT, count=1)
    return tuple(raw for page in reversed(pages) for raw in reversed(page))


def _adapter(server: Server, room: str, title: str, context: Context) -> Adapter:
    def original(event_id: str) -> Event | None:
        found = server.event(room, event_id)
        return found[0] if found else None

    return Adapter(room, title, now=context.now, original=original)


def _filter(room: str) -> str:
    """Of one room its messages alone: no presence, no typing, no members."""
    timeline = {"limit": PAGE, "types": [MESSAGE, REDACTION, SEALED]}
    only = {"ephemeral": _NOTHING, "account_data": _NOTHING, "state": _NOTHING}
    wanted = {"rooms": [room], "timeline": timeline, **only}
    given = {"room": wanted, "presence": _NOTHING, "account_data": _NOTHING}
    return msgspec.json.encode(given).decode()


CONNECTOR = MatrixConnector()
