"""The words of HumHub's REST API v1, as far as we read them. Source: its OpenAPI documents."""

import msgspec


class Space(msgspec.Struct, frozen=True):
    """A space; `visibility` 0 is for its members alone, 1 for all colleagues, 2 for guests too."""

    id: int
    url: str
    contentcontainer_id: int
    visibility: int
    name: str = ""


class Page(msgspec.Struct, frozen=True):
    """A page of a list, of which there are `pages`."""

    results: tuple[msgspec.Raw, ...]
    pages: int = 0


class Person(msgspec.Struct, frozen=True):
    """Who wrote: a number alone, for names are not read."""

    id: int


class Comment(msgspec.Struct, frozen=True):
    """A comment; `comments` are the answers to it. Moments in UTC, without saying so."""

    id: int
    message: str
    createdAt: str  # noqa: N815  # their word
    createdBy: Person | None = None  # noqa: N815  # their word
    comments: tuple[msgspec.Raw, ...] = ()


class Newest(msgspec.Struct, frozen=True):
    """How many comments there are, and the last few of them."""

    total: int = 0
    latest: tuple[msgspec.Raw, ...] = ()


class Facts(msgspec.Struct, frozen=True):
    """What is known of a post; `visibility` 1 is for who may see the space, `state` 1 stands."""

    id: int
    visibility: int
    created_at: str
    created_by: Person | None = None
    state: int = 1
    hidden: bool = False


class Content(msgspec.Struct, frozen=True):
    """What stands around the words of a post."""

    metadata: Facts
    comments: Newest = Newest()


class Message(msgspec.Struct, frozen=True):
    """A post."""

    id: int
    message: str
    content: Content


EXPECTED = frozenset({"id", "message", "content"})
EXPECTED_OF_COMMENTS = frozenset({"id", "message", "createdAt"})
