"""The words of Slack's Web API, as far as we read them. Source: its OpenAPI document."""

import msgspec


class Channel(msgspec.Struct, frozen=True):
    """A channel or a conversation; what is not said to be private by any of these is open."""

    id: str
    name: str
    is_channel: bool
    is_private: bool
    is_im: bool = False
    is_mpim: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every member may come in."""
        return self.is_channel and not (self.is_private or self.is_im or self.is_mpim)


class Next(msgspec.Struct, frozen=True):
    """Where the next page begins."""

    next_cursor: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """Any answer; `error` is a word, under the status of success."""

    ok: bool
    error: str = ""
    channel: Channel | None = None
    messages: tuple[msgspec.Raw, ...] | None = None
    response_metadata: Next | None = None


class Message(msgspec.Struct, frozen=True):
    """A message; `ts` is its moment in seconds and its number. Names are not read."""

    ts: str
    text: str
    user: str = ""
    bot_id: str = ""
    subtype: str = ""
    thread_ts: str = ""
    latest_reply: str = ""


EXPECTED = frozenset({"ts", "text"})
