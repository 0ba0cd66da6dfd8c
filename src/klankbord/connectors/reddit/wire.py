"""The words of Reddit's data API, as far as we use them. Source: its API documentation."""

from typing import Any

import msgspec

from klankbord.core.post import NO_RAW


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A post (`t3`) or a comment (`t1`); `edited` is a moment, or false."""

    name: str
    author: str
    created_utc: float
    permalink: str
    subreddit: str
    author_fullname: str | None = ""
    subreddit_type: str | None = "public"
    score: int | None = 0
    edited: Any = False


class Link(Said, frozen=True, kw_only=True):
    """A post: words, a link, or both."""

    title: str
    selftext: str | None = ""
    url: str | None = ""
    is_self: bool | None = False
    num_comments: int | None = 0
    crosspost_parent: str | None = ""
    removed_by_category: str | None = None


class Comment(Said, frozen=True, kw_only=True):
    """A comment; `replies` is a list, or empty text where there are none."""

    body: str
    link_id: str
    parent_id: str
    replies: msgspec.Raw = NO_RAW


class Thing(msgspec.Struct, frozen=True):
    """Anything, with the word for its kind."""

    kind: str
    data: msgspec.Raw


class Things(msgspec.Struct, frozen=True):
    """A page of things; `after` is where the next one begins."""

    children: tuple[Thing, ...]
    after: str | None = None


class Listing(msgspec.Struct, frozen=True):
    """A list, or one page of it."""

    data: Things


class Me(msgspec.Struct, frozen=True):
    """Whose sign-in it is."""

    name: str


class Made(msgspec.Struct, frozen=True):
    """What was just written."""

    things: tuple[Thing, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: things, or why not."""

    errors: tuple[tuple[Any, ...], ...] = ()
    data: Made = Made()


class Answered(msgspec.Struct, frozen=True):
    """The answer to a comment of ours."""

    json: Outcome


POST, COMMENT = "t3", "t1"
DELETED = "[deleted]"
NO_WORDS = frozenset({DELETED, "[removed]"})
_ALWAYS = frozenset({"name", "author", "created_utc", "permalink", "subreddit"})
EXPECTED = {
    POST: _ALWAYS | {"title"},
    COMMENT: _ALWAYS | {"body", "link_id", "parent_id"},
}
KINDS: dict[str, type[Link] | type[Comment]] = {POST: Link, COMMENT: Comment}
