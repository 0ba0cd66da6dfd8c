"""The words of Mattermost's API v4, as far as we read them. Source: its OpenAPI document."""

import msgspec


class Channel(msgspec.Struct, frozen=True):
    """A channel; only type `O` is open to all of its team."""

    id: str
    type: str
    name: str = ""


class Told(msgspec.Struct, frozen=True):
    """What hangs on a message: whether a program wrote it."""

    from_bot: str = ""
    from_webhook: str = ""


class Message(msgspec.Struct, frozen=True):
    """A message; `type` is filled for what the platform itself says. Moments in milliseconds."""

    id: str
    create_at: int
    user_id: str
    message: str
    root_id: str = ""
    type: str = ""
    delete_at: int = 0
    props: Told | None = None


class List(msgspec.Struct, frozen=True):
    """A page of messages, newest first by `order`."""

    order: tuple[str, ...]
    posts: dict[str, msgspec.Raw]


EXPECTED = frozenset({"id", "create_at", "user_id", "message"})
