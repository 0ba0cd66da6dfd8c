"""The words of Zulip's API, as far as we read them. Source: its OpenAPI document."""

import msgspec


class Channel(msgspec.Struct, frozen=True):
    """A channel; who is not invited into a private one does not see it."""

    stream_id: int
    name: str
    invite_only: bool


class Channels(msgspec.Struct, frozen=True):
    """The channels that an account sees."""

    streams: tuple[Channel, ...]


class Message(msgspec.Struct, frozen=True):
    """A message; `subject` is its topic. Its writer's name and address are not read."""

    id: int
    sender_id: int
    timestamp: int
    content: str
    subject: str = ""


class Messages(msgspec.Struct, frozen=True):
    """A page of messages, oldest first."""

    messages: tuple[msgspec.Raw, ...]
    found_oldest: bool = True


EXPECTED = frozenset({"id", "sender_id", "timestamp", "content"})
