"""What every connector promises, and what it is given. Third-party connectors build on this."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol, Self, runtime_checkable

from klankbord.connectors.counting import Counting
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import (
    Caution,
    ConnectorRefused,
    Refusal,
    Warning,  # noqa: A004  # the word of the screen
    Warnings,
)
from klankbord.core.post import Batch, Post

_LINK = re.compile(r"https?://\S*[^\s.,:;!?'\")\]]")
_REMOTE = re.compile(r"(@[\w.-]+)@[\w.-]+")

__all__ = [
    "Ability",
    "Caution",
    "ChoosesAccount",
    "Connector",
    "ConnectorRefused",
    "Context",
    "Counting",
    "HearsColleagues",
    "Identity",
    "Limits",
    "Message",
    "Picture",
    "Reading",
    "Refusal",
    "Sent",
    "SignsIn",
    "Streamer",
    "ThreadReader",
    "Warning",
    "Warnings",
    "Writer",
]


class Ability(StrEnum):
    """What a connector can do on its platform."""

    READ = "read"
    STREAM = "stream"
    SEARCH = "search"
    THREAD = "thread"
    AUTHOR = "author"
    REPLY = "reply"
    PUBLISH = "publish"
    VERIFY = "verify"
    DELETE_NOTICE = "delete-notice"
    MEDIA = "media"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One page of what a source gave: posts, where to go on, and what went wrong on the way.

    `cursor` is plain JSON, given back at the next read; `has_more` says that the next page can be
    read at once; `next_after` is how long the source itself asks to be left alone; `gone` are ids
    of posts that the platform says were deleted.
    """

    batch: Batch
    cursor: dict[str, Any]
    gone: tuple[str, ...] = ()
    title: str = ""
    warnings: tuple[Warning, ...] = ()
    is_unchanged: bool = False
    has_more: bool = False
    target_moved_to: str = ""
    next_after: dt.timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a connector is given: time as an argument, the guarded client, its secrets.

    `clock` is for streams alone, which outlive the moment at which they were opened.
    """

    now: dt.datetime
    http: GuardedClient
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    clock: Callable[[], dt.datetime] | None = None

    def secret(self, account: str, host: str) -> str:
        """What opens this account of ours; raises `ConnectorRefused` (`sign-in-needed`)."""
        if found := self.secrets.get(account):
            return found
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=host)

    def renewed(self) -> Self:
        """The same, at the moment that it is now."""
        return replace(self, now=self.clock()) if self.clock else self


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a platform takes: `length` as `counting` says, of which each link counts `link_length`.

    `link_length` is None where a link counts as written; `visibilities` are the platform's words,
    the widest first, which is the usual one. `cuts_names`: a name counts without its server.
    `names_author`: an answer begins with the name of whom it answers, unless that stands in it.
    With the ability `media` as many as `n_media` pictures go along, each of `media_bytes` at most,
    described in `alt_length` characters; without it `n_media` is 0.
    """

    length: int
    link_length: int | None = None
    n_media: int = 0
    media_bytes: int = 1_000_000
    alt_length: int = 1_500
    visibilities: tuple[str, ...] = ("public",)
    cuts_names: bool = False
    names_author: bool = False
    counting: Counting = Counting.CHARACTERS

    def length_of(self, text: str, *, answers: str = "") -> int:
        """How long a text is there, as an answer to the handle `answers`."""
        if self.names_author and answers and f"@{answers}".casefold() not in text.casefold():
            name = answers.partition("@")[0] if self.cuts_names else answers
            text = f"@{name} {text}"
        if self.link_length is not None:
            text = _LINK.sub("x" * self.link_length, text)
        return self.counting.length_of(_REMOTE.sub(r"\1", text) if self.cuts_names else text)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A JPEG or PNG (`kind` image/jpeg, image/png) that holds nothing but what it shows.

    `alt` says in words what that is; sides in pixels.
    """

    kind: str
    content: bytes = field(repr=False)
    alt: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be said, and where: as an answer to `in_reply_to`, or by itself (None).

    `account` is the place of our account there (for Mastodon its server) and names its secret.
    `key` is the same at every attempt: with it a platform, or the connector, tells a retry from a
    second message. `is_retry` says that an earlier attempt may have arrived; `earlier_text` is what
    it said, where the words were changed since. `media` goes along, in this order.
    """

    key: str
    account: str
    text: str
    in_reply_to: Post | None = None
    visibility: str = ""
    language: str = ""
    is_retry: bool = False
    earlier_text: str = ""
    media: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message as the platform has it now: the proof that it was said, in its own words.

    `media` names each picture with its description, so that another one reads differently.
    """

    id: str
    url: str
    text: str
    published_at: dt.datetime
    edited_at: dt.datetime | None = None
    media: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of text and pictures, in hexadecimal: a later look shows whether it changed."""
        return hashlib.sha256("\n".join((self.text, *self.media)).encode()).hexdigest()


@runtime_checkable
class Writer(Protocol):
    """A connector with the abilities `reply`, `publish` and `verify`."""

    def limits(self, account: str, context: Context) -> Limits:
        """What the platform takes from this account; raises `ConnectorRefused`."""
        ...

    def send(self, message: Message, context: Context) -> Sent:
        """Say it, once for each `key` however often it is called; raises `ConnectorRefused`."""
        ...

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted; raises `ConnectorRefused`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Whose account a secret opens, as the platform says it; `place` names the secret."""

    place: str
    handle: str
    name: str = ""
    url: str = ""


@runtime_checkable
class SignsIn(Protocol):
    """A connector that speaks for an account of ours; its secret is kept under the place."""

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Try a secret at `place` (for Mastodon a server); raises `ConnectorRefused`."""
        ...


@runtime_checkable
class ChoosesAccount(Protocol):
    """A writer on a platform of many places, where not every account of ours can answer a post."""

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """The first of our places that can answer the post; empty if none can."""
        ...


@runtime_checkable
class ThreadReader(Protocol):
    """A connector with the ability `thread`."""

    def thread(self, post: Post, context: Context) -> Batch:
        """What stands above and below a post, oldest first; raises `ConnectorRefused`."""
        ...


@runtime_checkable
class Streamer(Protocol):
    """A connector with the ability `stream`."""

    def stream(
        self, target: str, cursor: dict[str, Any], context: Context, *, address: str = ""
    ) -> Iterator[Reading]:
        """What happens at `target`, as it happens; ends only by raising `ConnectorRefused`.

        Opens the stream, then reads what was missed since `cursor`, then follows: so nothing falls
        in between. Each reading's cursor may be kept, and a stream that goes on from it loses
        nothing; a post may come again after a break. A reading without posts is a sign of life.
        `address` is where the platform streams, where what it announces is wrong. Refused with
        `stream-missing` where only visits are possible: `read` then goes on.
        """
        ...


@runtime_checkable
class HearsColleagues(Protocol):
    """A connector that reads what colleagues say to each other: no door of the house opens it."""

    hears_colleagues: bool


@runtime_checkable
class Connector(Protocol):
    """One platform. `key` is the lower-case brand word: folder, entry point and stored key."""

    key: str
    label: str
    abilities: frozenset[Ability]

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the next page of `target`; raises `ConnectorRefused`."""
        ...
