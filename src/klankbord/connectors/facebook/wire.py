"""The words of Meta's Graph API, as far as we use them. Source: its reference pages."""

import msgspec

from klankbord.connectors.graph import Page


class Who(msgspec.Struct, frozen=True):
    """Who wrote; told only to who manages the page."""

    id: str = ""
    name: str = ""


class Shown(msgspec.Struct, frozen=True):
    """What hangs on a post: a link with its title, a picture."""

    title: str | None = ""
    url: str | None = ""
    unshimmed_url: str | None = ""
    media_type: str | None = ""


class Attachments(msgspec.Struct, frozen=True):
    """All that hangs on a post."""

    data: tuple[Shown, ...] = ()


class Count(msgspec.Struct, frozen=True):
    """A count of shares."""

    count: int = 0


class Total(msgspec.Struct, frozen=True):
    """How many there are in all."""

    total_count: int = 0


class Summary(msgspec.Struct, frozen=True):
    """A list of which only the length was asked."""

    summary: Total = Total()


class Above(msgspec.Struct, frozen=True):
    """The comment that a comment answers."""

    id: str


class Comment(msgspec.Struct, frozen=True):
    """A comment, below a post or below another comment."""

    id: str
    created_time: str
    message: str | None = ""
    author: Who | None = msgspec.field(default=None, name="from")
    permalink_url: str | None = ""
    parent: Above | None = None
    like_count: int | None = 0
    comment_count: int | None = 0


class Entry(msgspec.Struct, frozen=True):
    """A post on a page: of the page itself, or of somebody who visits or names it."""

    id: str
    created_time: str
    message: str | None = ""
    author: Who | None = msgspec.field(default=None, name="from")
    permalink_url: str | None = ""
    attachments: Attachments | None = None
    shares: Count | None = None
    reactions: Summary | None = None
    comments: Page | None = None


class Standing(msgspec.Struct, frozen=True):
    """Something of ours, looked at by itself."""

    id: str
    created_time: str
    message: str | None = ""
    permalink_url: str | None = ""
    author: Who | None = msgspec.field(default=None, name="from")


class Own(msgspec.Struct, frozen=True):
    """The page that a token speaks for; `category` is what a person does not have."""

    id: str
    category: str
    name: str | None = ""
    username: str | None = ""
    link: str | None = ""


EXPECTED = frozenset({"id", "created_time"})
EXPECTED_OF_COMMENTS = frozenset({"id", "created_time"})
SAID = "id,message,created_time,permalink_url,from"
COMMENT_FIELDS = f"{SAID},parent{{id}},like_count,comment_count"
FIELDS = (
    f"{SAID},attachments{{title,url,unshimmed_url,media_type}},shares,"
    "reactions.limit(0).summary(true),"
    f"comments.filter(stream).order(reverse_chronological).limit(50){{{COMMENT_FIELDS}}}"
)
