"""What every connector promises, and what it is given. Third-party connectors build on this."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from klankbord.connectors.http import GuardedClient
from klankbord.connectors.reasons import (
    Caution,
    ConnectorRefused,
    Refusal,
    Warning,  # noqa: A004  # the word of the screen
    Warnings,
)
from klankbord.core.post import Batch

__all__ = [
    "Ability",
    "Caution",
    "Connector",
    "ConnectorRefused",
    "Context",
    "Reading",
    "Refusal",
    "Warning",
    "Warnings",
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


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One page of what a source gave: posts, where to go on, and what went wrong on the way.

    `cursor` is plain JSON, given back at the next read; `has_more` says that the next page can be
    read at once; `next_after` is how long the source itself asks to be left alone.
    """

    batch: Batch
    cursor: dict[str, Any]
    title: str = ""
    warnings: tuple[Warning, ...] = ()
    is_unchanged: bool = False
    has_more: bool = False
    target_moved_to: str = ""
    next_after: dt.timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a connector is given: time as an argument, the guarded client, its secrets."""

    now: dt.datetime
    http: GuardedClient
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


@runtime_checkable
class Connector(Protocol):
    """One platform. `key` is the lower-case brand word: folder, entry point and stored key."""

    key: str
    label: str
    abilities: frozenset[Ability]

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the next page of `target`; raises `ConnectorRefused`."""
        ...
