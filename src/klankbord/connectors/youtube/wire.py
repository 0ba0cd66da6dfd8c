"""The words of the YouTube Data API v3, as far as we use them. Source: its discovery document."""

import datetime as dt

import msgspec


class Owner(msgspec.Struct, frozen=True):
    """Whose channel it is that wrote."""

    value: str = ""


class Said(msgspec.Struct, frozen=True, rename="camel"):
    """What a comment says; `text_original` comes only to who wrote it."""

    published_at: dt.datetime
    text_display: str = ""
    text_original: str | None = ""
    updated_at: dt.datetime | None = None
    author_display_name: str | None = ""
    author_channel_id: Owner | None = None
    author_channel_url: str | None = ""
    parent_id: str | None = ""
    video_id: str | None = ""
    like_count: int | None = 0


class Comment(msgspec.Struct, frozen=True):
    """One comment, on a video or below another comment."""

    id: str
    snippet: Said


class Head(msgspec.Struct, frozen=True, rename="camel"):
    """A comment on a video, and how many stand below it."""

    top_level_comment: msgspec.Raw
    video_id: str | None = ""
    total_reply_count: int | None = 0


class Below(msgspec.Struct, frozen=True):
    """Some of the comments below it: the newest ones."""

    comments: tuple[msgspec.Raw, ...]


class Thread(msgspec.Struct, frozen=True):
    """A comment with what stands below it."""

    snippet: Head
    replies: Below | None = None


class Page(msgspec.Struct, frozen=True, rename="camel"):
    """A page of a list."""

    items: tuple[msgspec.Raw, ...]
    next_page_token: str = ""


class Named(msgspec.Struct, frozen=True):
    """Something with an id: a channel."""

    id: str


class Found(msgspec.Struct, frozen=True):
    """Channels by their handle."""

    items: tuple[Named, ...] = ()


class About(msgspec.Struct, frozen=True, rename="camel"):
    """How a channel is called."""

    title: str = ""
    custom_url: str | None = ""


class Channel(msgspec.Struct, frozen=True):
    """A channel of ours."""

    id: str
    snippet: About = About()


class Channels(msgspec.Struct, frozen=True):
    """The channels that a key opens: one."""

    items: tuple[Channel, ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """Why something was refused, in a word."""

    reason: str = ""


class Fault(msgspec.Struct, frozen=True):
    """What was refused."""

    errors: tuple[Reason, ...] = ()


class Problem(msgspec.Struct, frozen=True):
    """A refusal."""

    error: Fault = Fault()


EXPECTED = frozenset({"id", "snippet"})
EXPECTED_OF_THREADS = frozenset({"snippet"})
