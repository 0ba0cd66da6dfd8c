"""Hearing a Mastodon server as it speaks: its stream for speed, its lists for what that missed."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.events import Event, read_events
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.mastodon.adapter import PLATFORM, Adapter
from klankbord.connectors.mastodon.server import Server
from klankbord.connectors.mastodon.targets import Place
from klankbord.connectors.mastodon.wire import Notification
from klankbord.connectors.memory import Memory
from klankbord.connectors.reasons import Caution
from klankbord.core.post import Batch, Post

LOOK_AGAIN = dt.timedelta(minutes=5)
"""A stream drops what it cannot deliver: so the list is read too, and that moves the cursor."""
_EDITED = frozenset({"status.update", "status_update"})  # its own name, and that of relatives

Catch = Callable[[dict[str, Any], Context], Iterator[Reading]]


def stream(
    place: Place, cursor: dict[str, Any], context: Context, *, address: str, catch_up: Catch
) -> Iterator[Reading]:
    """Open the stream of `place`, read what was missed, follow; `catch_up` reads the list."""
    if not place.stream:
        raise ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, host=place.server)
    pieces = _opened(place, Server(place.origin, context), address)
    kept, memory, look_at = cursor, Memory(), context.now
    for events in chain([()], read_events(pieces, place.server)):
        context = context.renewed()
        if context.now >= look_at:
            look_at = context.now + LOOK_AGAIN
            for reading in catch_up(kept, context):
                kept = reading.cursor
                yield memory.unheard(reading)
        yield _reading(place, events, kept, context, memory)


def _opened(place: Place, server: Server, address: str) -> Iterator[bytes]:
    """Servers that speak WebSocket only, or stream to accounts only, are visited."""
    try:
        return server.listen(place.stream, address)
    except ConnectorRefused as refusal:
        is_refused = 400 <= refusal.values.get("status", 0) < 500  # noqa: PLR2004  # HTTP's own class
        if not is_refused or refusal.key == Refusal.ASKED_TO_WAIT:
            raise
        raise ConnectorRefused(
            Refusal.STREAM_MISSING, permanent=True, cause=refusal.cause, host=place.server
        ) from refusal


def _reading(
    place: Place, events: Iterable[Event], kept: dict[str, Any], context: Context, memory: Memory
) -> Reading:
    adapter = Adapter(place.server, now=context.now, is_asked=place.is_asked)
    gone = tuple(_deleted(place, events))
    memory.forget(gone)
    posts: list[Post] = []
    for event in events:
        given = adapter.posts(_statuses(place, event, adapter))
        posts += memory.standing(given) if event.name in _EDITED else memory.first(given)
    return Reading(
        batch=Batch(tuple(posts)), cursor=kept, gone=gone, warnings=adapter.warnings.collected()
    )


def _deleted(place: Place, events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if event.name == "delete":
            number = event.data.decode(errors="replace").strip(' "')
            yield f"{PLATFORM}:{place.server}/{number}"


def _statuses(place: Place, event: Event, adapter: Adapter) -> Iterator[msgspec.Raw]:
    """The message in an event; a stream of who speaks to us brings other things too."""
    is_spoken_to = place.needs_sign_in
    try:
        if event.name == "notification" and is_spoken_to:
            given = read_whole(event.data, Notification, strict=False)
            if given.type == "mention" and bytes(given.status) != b"null":
                yield given.status
        elif event.name in _EDITED or (event.name == "update" and not is_spoken_to):
            yield read_whole(event.data, msgspec.Raw)
    except msgspec.MsgspecError as fault:
        adapter.warnings.add(Caution.ENTRY_BROKEN, problem=str(fault)[:200])
