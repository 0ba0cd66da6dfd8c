"""What every connector promises, and what it is given. Third-party connectors build on this."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from klankbord.connectors.http import GuardedClient
from klankbord.core.post import Batch


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


class ConnectorRefused(Exception):  # noqa: N818  # named after the broken promise
    """A platform or file did not give what was asked; carries its own consequence.

    `key` names the reason for the person (see `docs/connectors.md`), `values` fill the sentence,
    `permanent` says that trying again is useless, `retry_after` when the platform asked to wait.
    """

    def __init__(
        self,
        key: str,
        *,
        permanent: bool = False,
        retry_after: dt.timedelta | None = None,
        cause: str = "",
        **values: Any,
    ) -> None:
        super().__init__(f"{key}: {cause}" if cause else key)
        self.key = key
        self.permanent = permanent
        self.retry_after = retry_after
        self.cause = cause
        self.values = values


@dataclass(frozen=True, kw_only=True)
class Warning:  # noqa: A001  # the word of the screen
    """Something that was read, but not as it should be: a row left out, a date guessed.

    `key` and `values` make the sentence at the edge; `place` is a row or entry number, from 1.
    """

    key: str
    place: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One page of what a source gave: posts, where to go on, and what went wrong on the way."""

    batch: Batch
    cursor: dict[str, Any]
    title: str = ""
    warnings: tuple[Warning, ...] = ()
    is_unchanged: bool = False
    target_moved_to: str = ""
    next_after: dt.timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a connector is given: time as an argument, the guarded client, its secrets."""

    now: dt.datetime
    http: GuardedClient
    secrets: dict[str, str] = field(default_factory=dict)


@runtime_checkable
class Connector(Protocol):
    """One platform. `key` is the lower-case brand word: folder, entry point and stored key."""

    key: str
    label: str
    abilities: frozenset[Ability]

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the next page of `target`; raises `ConnectorRefused`."""
        ...
