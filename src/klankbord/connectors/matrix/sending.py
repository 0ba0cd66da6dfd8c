"""Answering in a room, once; and looking whether it still stands."""

import datetime as dt
from typing import Any

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.dates import from_seconds
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.matrix.adapter import MESSAGE, page_of, words_of
from klankbord.connectors.matrix.server import Server, escaped
from klankbord.connectors.matrix.wire import Chunk, Content, Event, Named, Own, Room
from klankbord.core.post import Post

LIMITS = Limits(length=16_000)
"""An event has 65,536 bytes at most, and a sign up to four."""
LOOKED_BACK = 100
KEY = "eu.klankbord.key"


def send(message: Message, server: Server) -> Sent:
    """Answer; the key is the number of the transaction, by which a server knows a retry.

    Servers forget such numbers after a while, so the message bears it too: a retry first looks
    among the last hundred messages of the room.
    """
    if len(message.text) > LIMITS.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=LIMITS.length, length=len(message.text)
        )
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    room, _, above = message.in_reply_to.external_id.partition("/")
    if message.is_retry and (found := _said_before(message.key, room, server)):
        return found
    body = _content(message, message.in_reply_to, above)
    path = f"rooms/{escaped(room)}/send/{MESSAGE}/{escaped(message.key)}"
    made = server.decode(server.ask("PUT", path, body=body), Named)
    found = look(f"{room}/{made.event_id}", server)
    if found is None:
        raise ConnectorRefused(Refusal.NOT_FOUND, status=404, cause=made.event_id)
    return found


def _content(message: Message, post: Post, above: str) -> dict[str, Any]:
    relation: dict[str, Any] = {"m.in_reply_to": {"event_id": above}}
    if post.thread:
        root = post.thread.rpartition("/")[2]
        relation |= {"rel_type": "m.thread", "event_id": root, "is_falling_back": False}
    return {
        "msgtype": "m.text",
        "body": message.text,
        "m.relates_to": relation,
        "m.mentions": {"user_ids": [post.author.id]},
        KEY: message.key,
    }


def _said_before(key: str, room: str, server: Server) -> Sent | None:
    own = server.get("account/whoami", Own).user_id
    path = f"rooms/{escaped(room)}/messages"
    for raw in server.get(path, Chunk, dir="b", limit=LOOKED_BACK).chunk:
        try:
            event = read_whole(raw, Event)
        except msgspec.MsgspecError:
            continue
        if event.sender == own and event.content.key == key:
            return _sent(room, event)
    return None


def tell_room(name: str, text: str, *, key: str, server: Server) -> Sent:
    """Say something in a room by itself, once a key; `name` is its id or alias.

    We enter it first: it is open to all, or our account was invited there. Raises
    `ConnectorRefused` (`not-found`, `not-allowed`, `asked-to-wait`).
    """
    room = server.decode(server.ask("POST", f"join/{escaped(name)}", body={}), Room).room_id
    if found := _said_before(key, room, server):
        return found
    body = {"msgtype": "m.text", "body": text, "m.mentions": {}, KEY: key}
    path = f"rooms/{escaped(room)}/send/{MESSAGE}/{escaped(key)}"
    made = server.decode(server.ask("PUT", path, body=body), Named)
    found = look(f"{room}/{made.event_id}", server)
    if found is None:
        raise ConnectorRefused(Refusal.NOT_FOUND, status=404, cause=made.event_id)
    return found


def look(sent_id: str, server: Server) -> Sent | None:
    """What stands there now; None if it was taken away."""
    room, _, own = sent_id.partition("/")
    found = server.event(room, own)
    if found is None or not found[0].content.body:
        return None
    return _sent(room, found[0])


def _sent(room: str, event: Event) -> Sent:
    content, edited_at = event.content, None
    relations = event.unsigned.get("m.relations") if isinstance(event.unsigned, dict) else None
    edit = relations.get("m.replace") if isinstance(relations, dict) else None
    if isinstance(edit, dict) and isinstance(edit.get("content"), dict):
        new = edit["content"].get("m.new_content") or {}
        content = msgspec.convert(new, Content)
        edited_at = _moment(int(edit.get("origin_server_ts") or 0))
    return Sent(
        id=f"{room}/{event.event_id}",
        url=page_of(room, event.event_id),
        text=words_of(content),
        published_at=_moment(event.origin_server_ts),
        edited_at=edited_at,
    )


def _moment(milliseconds: int) -> dt.datetime:
    at = from_seconds(milliseconds / 1e3)
    if at is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="origin_server_ts", host="matrix")
    return at
