"""The words of the Mastodon API, as far as we use them; its relatives leave some out.

Source: docs.joinmastodon.org, entities `Status`, `Account`, `Notification`, `V2::Instance`.
Numbers and texts may be null in GoToSocial, Pleroma and Sharkey; ids are always texts.
"""

import datetime as dt
from typing import Any

import msgspec


class ProfileField(msgspec.Struct, frozen=True):
    """A line of somebody's profile; `verified_at` is set when the linked site links back."""

    name: str = ""
    value: str = ""
    verified_at: str | None = None


class Account(msgspec.Struct, frozen=True):
    """Who wrote it; `acct` has no server in it for people of the server itself."""

    id: str
    acct: str
    username: str = ""
    display_name: str | None = ""
    url: str | None = ""
    note: str | None = ""
    followers_count: int | None = None
    bot: bool | None = None
    indexable: bool | None = None
    noindex: bool | None = None
    fields: tuple[ProfileField, ...] | None = ()


class Tag(msgspec.Struct, frozen=True):
    """A hashtag without its sign."""

    name: str
    url: str | None = ""


class Mentioned(msgspec.Struct, frozen=True):
    """Somebody named in the text."""

    acct: str
    url: str | None = ""


class Attachment(msgspec.Struct, frozen=True):
    """A picture, video or sound; `url` is empty while the server is still at work on it."""

    id: str = ""
    type: str = "unknown"
    url: str | None = ""
    remote_url: str | None = None
    description: str | None = None


class Card(msgspec.Struct, frozen=True):
    """The page that a link leads to."""

    url: str | None = ""


class Option(msgspec.Struct, frozen=True):
    """One choice of a poll."""

    title: str | None = ""


class Poll(msgspec.Struct, frozen=True):
    """A question with choices."""

    options: tuple[Option, ...] | None = ()


class Status(msgspec.Struct, frozen=True):
    """One message."""

    id: str
    created_at: dt.datetime
    account: Account
    content: str | None = ""
    spoiler_text: str | None = ""
    visibility: str | None = "public"
    language: str | None = ""
    uri: str | None = ""
    url: str | None = ""
    in_reply_to_id: str | None = None
    replies_count: int | None = 0
    reblogs_count: int | None = 0
    favourites_count: int | None = 0
    reblog: "Status | None" = None
    quote: Any = None  # a wrapped status since 4.5, a bare one elsewhere
    mentions: tuple[Mentioned, ...] | None = ()
    tags: tuple[Tag, ...] | None = ()
    media_attachments: tuple[Attachment, ...] | None = ()
    card: Card | None = None
    poll: Poll | None = None


class Notification(msgspec.Struct, frozen=True):
    """Somebody spoke to our account."""

    id: str
    type: str = ""
    status: msgspec.Raw = msgspec.Raw(b"null")


class Thread(msgspec.Struct, frozen=True):
    """What stands above and below a message."""

    ancestors: tuple[msgspec.Raw, ...] = ()
    descendants: tuple[msgspec.Raw, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """What a search gave."""

    statuses: tuple[msgspec.Raw, ...] = ()


class StatusLimits(msgspec.Struct, frozen=True):
    """How long a message may be; each link counts the same, however long it is."""

    max_characters: int = 500
    max_media_attachments: int = 4
    characters_reserved_per_url: int = 23


class MediaLimits(msgspec.Struct, frozen=True):
    """How large a picture may be, in bytes, and how long its description."""

    image_size_limit: int = 8_000_000
    description_limit: int = 1_500


class Addresses(msgspec.Struct, frozen=True):
    """Where the server streams, in new words and in older ones."""

    streaming: str | None = None
    streaming_api: str | None = None


class Configuration(msgspec.Struct, frozen=True):
    """What the server allows."""

    statuses: StatusLimits = StatusLimits()
    media_attachments: MediaLimits = MediaLimits()
    urls: Addresses = Addresses()


class Instance(msgspec.Struct, frozen=True):
    """The server; relatives of Mastodon say only `max_toot_chars`."""

    title: str = ""
    configuration: Configuration = Configuration()
    max_toot_chars: int | None = None
    urls: Addresses = Addresses()

    @property
    def streaming(self) -> str:
        """Where it says that it streams; empty if it does not say."""
        return self.configuration.urls.streaming or self.urls.streaming_api or ""


EXPECTED = frozenset({"id", "created_at", "account", "content", "visibility", "url", "uri"})
"""Fields that every server sends: one that is gone was renamed, and somebody should look."""
