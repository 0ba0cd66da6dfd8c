"""The words of the AT Protocol and of Bluesky's lexicons, as far as we use them.

Source: atproto.com/lexicons, `app.bsky.feed.defs`, `app.bsky.feed.post`, `app.bsky.richtext.facet`.
"""

import datetime as dt
from typing import Any

import msgspec


class Label(msgspec.Struct, frozen=True):
    """What somebody (`src`) says of an account; people say it of themselves too."""

    val: str = ""
    src: str = ""


class Profile(msgspec.Struct, frozen=True, rename="camel"):
    """Who wrote it."""

    did: str
    handle: str
    display_name: str | None = ""
    description: str | None = ""
    followers_count: int | None = None
    labels: tuple[Label, ...] | None = None


class Feature(msgspec.Struct, frozen=True):
    """What a part of a text is: a link, a name or a hashtag."""

    uri: str = ""
    did: str = ""
    tag: str = ""


class Span(msgspec.Struct, frozen=True, rename="camel"):
    """From where to where, in bytes of UTF-8."""

    byte_start: int = 0
    byte_end: int = 0


class Facet(msgspec.Struct, frozen=True):
    """A part of a text, and what it is."""

    index: Span = Span()
    features: tuple[Feature, ...] = ()


class Ref(msgspec.Struct, frozen=True):
    """A record, by its name and by the hash of what it said."""

    uri: str
    cid: str = ""


class Reply(msgspec.Struct, frozen=True):
    """What a post answers, and with what the conversation began."""

    root: Ref
    parent: Ref


class Record(msgspec.Struct, frozen=True, rename="camel"):
    """A post as its author wrote it."""

    created_at: str
    text: str = ""
    langs: tuple[str, ...] | None = ()
    reply: Reply | None = None
    facets: tuple[Facet, ...] | None = ()
    tags: tuple[str, ...] | None = ()
    embed: Any = None


class View(msgspec.Struct, frozen=True, rename="camel"):
    """A post as the network shows it; a notification has the same fields."""

    uri: str
    author: Profile
    record: Record
    indexed_at: dt.datetime
    cid: str = ""
    embed: Any = None
    reply_count: int | None = 0
    repost_count: int | None = 0
    like_count: int | None = 0
    reason: str = ""


class Reposted(msgspec.Struct, frozen=True, rename="camel"):
    """Who repeats a post; a pinned post has no such name."""

    by: Profile | None = None
    uri: str = ""
    indexed_at: dt.datetime | None = None


class FeedItem(msgspec.Struct, frozen=True):
    """One line of an account's feed."""

    post: msgspec.Raw
    reason: Reposted | None = None


class Page(msgspec.Struct, frozen=True):
    """A page of a feed, of a search or of notifications."""

    feed: tuple[FeedItem, ...] = ()
    posts: tuple[msgspec.Raw, ...] = ()
    notifications: tuple[msgspec.Raw, ...] = ()
    cursor: str | None = ""


class Branch(msgspec.Struct, frozen=True):
    """A post in its conversation; what was deleted or blocked has no post."""

    post: msgspec.Raw = msgspec.Raw(b"null")
    parent: "Branch | None" = None
    replies: tuple["Branch", ...] | None = ()


class Thread(msgspec.Struct, frozen=True):
    """A conversation."""

    thread: Branch = Branch()


class Views(msgspec.Struct, frozen=True):
    """Posts by name."""

    posts: tuple[View, ...] = ()


class Session(msgspec.Struct, frozen=True, rename="camel"):
    """A sign-in: a token for hours, and one that renews it."""

    did: str
    handle: str
    access_jwt: str
    refresh_jwt: str

    def __repr__(self) -> str:
        return f"Session({self.handle})"  # tokens stand in no log


class Created(msgspec.Struct, frozen=True):
    """A record that was written."""

    uri: str
    value: Record | None = None


class Resolved(msgspec.Struct, frozen=True):
    """Whose handle it is."""

    did: str


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused."""

    error: str = ""
    message: str = ""


class Commit(msgspec.Struct, frozen=True):
    """What was written or deleted at an author's home; a deletion has no record."""

    operation: str
    collection: str
    rkey: str
    cid: str = ""
    record: Record | None = None


class AccountChange(msgspec.Struct, frozen=True):
    """What became of an account; `status` is empty for one that stands."""

    status: str = ""


class Heard(msgspec.Struct, frozen=True):
    """One event of Jetstream; `time_us` is its place in the stream, in microseconds since 1970."""

    did: str
    time_us: int
    kind: str
    commit: Commit | None = None
    account: AccountChange | None = None


HEARD = frozenset({"did", "time_us", "kind"})
"""Fields of every event of Jetstream."""
EXPECTED = frozenset({"uri", "author", "record", "indexedAt"})
"""Fields that always come: one that is gone was renamed, and somebody should look."""


class Uploaded(msgspec.Struct, frozen=True):
    """A file that lies at a home until a record names it, as it must be named."""

    blob: dict[str, Any]
