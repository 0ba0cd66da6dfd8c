"""The words of Instagram in Meta's Graph API, as far as we use them. Source: its reference."""

import msgspec

from klankbord.connectors.graph import Page


class Who(msgspec.Struct, frozen=True):
    """Who wrote; told only of comments, and only to some apps."""

    id: str = ""
    username: str = ""


class Said(msgspec.Struct, frozen=True):
    """A comment, with what stands below it; `replies` come only with a comment on a picture."""

    id: str
    timestamp: str
    text: str | None = ""
    username: str | None = ""
    author: Who | None = msgspec.field(default=None, name="from")
    like_count: int | None = 0
    replies: Page | None = None


class Media(msgspec.Struct, frozen=True):
    """A picture, film or album; `username` is not told in the list of a hashtag."""

    id: str
    timestamp: str
    caption: str | None = ""
    username: str | None = ""
    permalink: str | None = ""
    like_count: int | None = 0
    comments_count: int | None = 0
    comments: Page | None = None


class Shown(msgspec.Struct, frozen=True):
    """What a comment stands below."""

    id: str


class Standing(msgspec.Struct, frozen=True):
    """A comment of ours, looked at by itself."""

    id: str
    timestamp: str
    text: str | None = ""
    username: str | None = ""
    media: Shown | None = None


class Address(msgspec.Struct, frozen=True):
    """Where a picture stands."""

    permalink: str | None = ""


class Above(msgspec.Struct, frozen=True):
    """The comment that a comment answers, if it answers one."""

    parent_id: str | None = ""


class Account(msgspec.Struct, frozen=True):
    """An account for organisations."""

    id: str
    username: str
    name: str | None = ""


class Owned(msgspec.Struct, frozen=True):
    """A page on Facebook, and the account on Instagram that belongs to it."""

    instagram_business_account: Account | None = None


class Pages(msgspec.Struct, frozen=True):
    """The pages that a token may speak for."""

    data: tuple[Owned, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """A hashtag has a number."""

    id: str


class Tags(msgspec.Struct, frozen=True):
    """Hashtags by their word: one."""

    data: tuple[Named, ...] = ()


EXPECTED = frozenset({"id", "timestamp"})
SAID = "id,text,timestamp,username,media"
REPLY_FIELDS = "id,text,timestamp,username,from,like_count"
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit(50){{{REPLY_FIELDS}}}"
TAG_FIELDS = "id,caption,timestamp,permalink,like_count,comments_count"
TAGGED_FIELDS = f"{TAG_FIELDS},username"
FIELDS = f"{TAGGED_FIELDS},comments.limit(50){{{COMMENT_FIELDS}}}"
OWN_FIELDS = "instagram_business_account{id,username,name}"
