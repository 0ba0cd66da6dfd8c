"""What each room can do for somebody's rights; rooms fill these registers in their `rights.py`.

Rooms are loaded from the highest to the lowest, and asked in that order: who stands on the rows of
another is done with them before they go.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Outsider:
    """An author outside, by all we know them by.

    `quotes` are stretches of their words long enough to know them again, `words` every single one
    as the search index has it; `mentions` are their messages by id. Messages under a legal hold
    are not among them.
    """

    platform: str
    authors: frozenset[int]
    handles: frozenset[str]
    names: frozenset[str]
    urls: frozenset[str]
    post_ids: frozenset[str]
    mentions: tuple[int, ...]
    quotes: frozenset[str]
    words: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.authors or self.handles or self.urls)

    @property
    def traces(self) -> frozenset[str]:
        """Everything that must not be found again where people wrote freely."""
        long_names = {name for name in self.names if len(name) >= LEAST_TRACE}
        handles = {f"@{handle}" for handle in self.handles}
        long_handles = {handle for handle in self.handles if len(handle) >= LEAST_TRACE}
        both = long_names | long_handles | handles
        return frozenset(both | self.urls | self.quotes) - {""}


LEAST_TRACE = 6  # characters: a shorter name is a word like any other


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """How one room forgets an author outside; `find` counts what it would still find."""

    key: str
    label: Words
    find: Callable[[Outsider], int]
    erase: Callable[[Outsider], int]


@dataclass(frozen=True, kw_only=True)
class OwnFile:
    """A file of a member, and where it lies in the pack that they get."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class OwnData:
    """What one room holds of a member, as plain values for JSON; and the files they name."""

    key: str
    label: Words
    rows: Callable[[int], Iterator[Mapping[str, Any]]]
    files: Callable[[int], Iterator[OwnFile]] = lambda _member: iter(())


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """What one room does when a member leaves.

    `keep` runs for those whose words stay (under a name or a pseudonym), `remove` for the others.
    """

    key: str
    label: Words
    count: Callable[[int], int]
    remove: Callable[[int], int]
    keep: Callable[[int], int] = lambda _member: 0


ERASERS: dict[str, Eraser] = {}
OWN_DATA: dict[str, OwnData] = {}
LEAVERS: dict[str, Leaver] = {}


def offer(*offers: Eraser | OwnData | Leaver) -> None:
    """Enter what a room can do."""
    for each in offers:
        match each:
            case Eraser():
                ERASERS[each.key] = each
            case OwnData():
                OWN_DATA[each.key] = each
            case Leaver():
                LEAVERS[each.key] = each
