"""The words of exports, as far as we read them: no names, no addresses, no profiles, no reactions.

Sources: Slack's help page on reading exports, Mattermost's bulk loading data format, the column
names of Viva Engage's network data export.
"""

import msgspec

from klankbord.core.post import NO_RAW


class Channel(msgspec.Struct, frozen=True):
    """A channel of Slack; those in `channels.json` are open to all members."""

    id: str
    name: str
    is_private: bool | None = False


class Said(msgspec.Struct, frozen=True):
    """A message on Slack."""

    ts: str
    text: str = ""
    user: str = ""
    bot_id: str = ""
    type: str = "message"
    subtype: str = ""
    thread_ts: str = ""


class Place(msgspec.Struct, frozen=True):
    """A channel of Mattermost; only type `O` is open to all of its team."""

    team: str
    name: str
    type: str = ""


class Answer(msgspec.Struct, frozen=True):
    """An answer below a message on Mattermost."""

    user: str
    message: str
    create_at: int


class Message(Answer, frozen=True, kw_only=True):
    """A message on Mattermost; `type` is filled for what the program itself says."""

    team: str
    channel: str
    type: str | None = ""
    replies: tuple[msgspec.Raw, ...] | None = ()


class Line(msgspec.Struct, frozen=True):
    """A line of a bulk export of Mattermost; only what may be read is decoded further."""

    type: str
    channel: msgspec.Raw = NO_RAW
    post: msgspec.Raw = NO_RAW


EXPECTED_OF_SLACK = frozenset({"ts", "user", "text"})
EXPECTED_OF_PLACES = frozenset({"team", "name", "type"})
EXPECTED_OF_MESSAGES = frozenset({"team", "channel", "user", "message", "create_at"})
EXPECTED_OF_ANSWERS = frozenset({"user", "message", "create_at"})
COLUMNS = ("id", "replied_to_id", "thread_id", "group_id", "sender_id", "body", "created_at")
"""Of Viva Engage, beside those that tell what is private."""
