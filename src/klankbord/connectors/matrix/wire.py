"""The words of Matrix, as far as we use them. Source: spec.matrix.org, client-server API v1.11."""

from typing import Any

import msgspec


class Named(msgspec.Struct, frozen=True):
    """An event that is only named."""

    event_id: str = ""


class Relation(msgspec.Struct, frozen=True, rename={"in_reply_to": "m.in_reply_to"}):
    """What an event answers, belongs to (`m.thread`) or takes the place of (`m.replace`)."""

    rel_type: str = ""
    event_id: str = ""
    in_reply_to: Named | None = None


class Content(
    msgspec.Struct,
    frozen=True,
    rename={"relates_to": "m.relates_to", "new": "m.new_content", "mentions": "m.mentions"},
):
    """What an event says; of a redacted one nothing is left."""

    msgtype: str = ""
    body: str = ""
    format: str = ""
    formatted_body: str = ""
    redacts: str = ""
    relates_to: Relation | None = None
    new: Any = None
    mentions: Any = None
    key: str = msgspec.field(default="", name="eu.klankbord.key")


class Event(msgspec.Struct, frozen=True):
    """One event of a room; `origin_server_ts` is in milliseconds since 1970."""

    event_id: str
    sender: str
    type: str
    origin_server_ts: int
    content: Content
    redacts: str = ""
    unsigned: Any = None


class Timeline(msgspec.Struct, frozen=True):
    """The newest events of a room, oldest first; `limited` says that some before are missing."""

    events: tuple[msgspec.Raw, ...] = ()
    limited: bool = False
    prev_batch: str = ""


class Joined(msgspec.Struct, frozen=True):
    """A room that we are in."""

    timeline: Timeline = Timeline()


class Rooms(msgspec.Struct, frozen=True):
    """Rooms with news, by id."""

    join: dict[str, Joined] = {}


class Synced(msgspec.Struct, frozen=True):
    """What is new; `next_batch` is where to go on."""

    next_batch: str
    rooms: Rooms = Rooms()


class Chunk(msgspec.Struct, frozen=True):
    """A page of events."""

    chunk: tuple[msgspec.Raw, ...] = ()
    end: str = ""


class Around(msgspec.Struct, frozen=True):
    """What stands around an event; those before from new to old."""

    events_before: tuple[msgspec.Raw, ...] = ()
    events_after: tuple[msgspec.Raw, ...] = ()


class Room(msgspec.Struct, frozen=True):
    """Which room an alias names."""

    room_id: str


class Rule(msgspec.Struct, frozen=True):
    """Who may come into a room."""

    join_rule: str


class Own(msgspec.Struct, frozen=True):
    """Whose token it is."""

    user_id: str


class Home(msgspec.Struct, frozen=True):
    """Where a server's API is."""

    base_url: str = ""


class WellKnown(msgspec.Struct, frozen=True, rename={"homeserver": "m.homeserver"}):
    """What a server's name leads to."""

    homeserver: Home = Home()


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused."""

    errcode: str = ""
    retry_after_ms: int | None = None


EXPECTED = frozenset({"event_id", "sender", "type", "origin_server_ts", "content"})
