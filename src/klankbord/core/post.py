"""The words that all layers share: a post, its author, and a batch of posts.

A post is one JSON line (see `docs/en/post-format.md`). Connectors make posts, the archive keeps
them, the matcher reads them. Everything is frozen; times are aware `datetime` in UTC. None can hold
itself, so the collector of cycles need not walk them (`gc=False`).
"""

import datetime as dt
from collections.abc import Iterator

import msgspec

MAX_TEXT = 100_000
"""Longest text kept of one post, in characters: longer is cut by the connector, with a warning."""

NO_RAW = msgspec.Raw()
"""No payload; the same object everywhere, for msgspec leaves out only what *is* the default."""


class Author(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Who wrote a post, in the platform's own terms; `followers` is a count at reading time.

    `is_bot` is what the account or its platform says of itself: that a program writes there (True)
    or a person (False). It is never guessed from what is written; None is not told.
    """

    id: str
    handle: str
    name: str = ""
    url: str = ""
    followers: int | None = None
    bio: str = ""
    verified_links: tuple[str, ...] = ()
    is_bot: bool | None = None


class Engagement(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Counts that the platform showed at reading time; `views` is None where it does not tell."""

    replies: int = 0
    reposts: int = 0
    likes: int = 0
    views: int | None = None

    @property
    def total(self) -> int:
        """Replies, reposts and likes together (views are not an act)."""
        return self.replies + self.reposts + self.likes


class Media(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A picture, video or sound that belongs to a post."""

    type: str
    url: str = ""
    alt: str = ""


class Post(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One message as a platform gave it; `id` is `platform:external id` and never changes."""

    id: str
    platform: str
    text: str
    published_at: dt.datetime
    author: Author
    source: str = ""
    url: str = ""
    title: str = ""
    lang: str = ""
    in_reply_to: str = ""
    repost_of: str = ""
    quote_of: str = ""
    thread: str = ""
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    engagement: Engagement = Engagement()
    place: str = ""
    visibility: str = "public"
    raw: msgspec.Raw = NO_RAW

    @property
    def external_id(self) -> str:
        """The platform's own id, without the platform in front."""
        return self.id.partition(":")[2]


def unknown_author(post_id: str) -> Author:
    """Who wrote a post that names nobody: somebody of this post alone, without a handle.

    Under one id they would be counted as one person, and forgotten together.
    """
    return Author(id=f"unknown:{post_id}", handle="")


class Batch(msgspec.Struct, frozen=True):
    """Posts that travel together: one page of a feed, one block of a file."""

    posts: tuple[Post, ...]

    def __len__(self) -> int:
        """Number of posts."""
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        """Walk the posts in their order."""
        return iter(self.posts)


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Post)


def encode_post(post: Post) -> bytes:
    """One post as a JSON line, without the line end."""
    return _ENCODER.encode(post)


def decode_post(line: bytes) -> Post:
    """Read one JSON line; raises `msgspec.ValidationError` that names the wrong field."""
    return _DECODER.decode(line)


def encode_batch(batch: Batch) -> bytes:
    """JSON Lines, one post a line."""
    return _ENCODER.encode_lines(batch.posts)


def decode_batch(lines: bytes) -> Batch:
    """Read JSON Lines that `encode_batch` wrote."""
    return Batch(tuple(_DECODER.decode_lines(lines)))
