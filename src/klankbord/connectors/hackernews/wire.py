"""The words of Hacker News' search, as far as we use them. Source: hn.algolia.com/api."""

import msgspec


class Hit(msgspec.Struct, frozen=True):
    """A story, a poll or a comment; a comment names its story and what it answers."""

    objectID: str  # noqa: N815  # their word
    author: str
    created_at_i: int
    title: str | None = ""
    url: str | None = ""
    story_text: str | None = ""
    comment_text: str | None = ""
    story_title: str | None = ""
    story_id: int | None = None
    parent_id: int | None = None
    points: int | None = 0
    num_comments: int | None = 0


class Found(msgspec.Struct, frozen=True):
    """A page of what was found, newest first; `nbHits` counts all."""

    hits: tuple[msgspec.Raw, ...]
    nbHits: int = 0  # noqa: N815  # their word


EXPECTED = frozenset({"objectID", "author", "created_at_i"})
WORDS = frozenset({"title", "story_text", "comment_text"})
"""Of these at least one says something."""
