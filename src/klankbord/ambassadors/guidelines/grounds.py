"""What led to a clause: rooms above this one say how it is found."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ground:
    """Something that a clause answers."""

    title: str
    url: str


Find = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Sequence[Ground]]]
"""Keys of clauses → what led to those that have something, the newest first."""
_FINDERS: list[Find] = []


def offer_grounds(find: Find) -> Find:
    """Enter how one room finds what led to clauses."""
    _FINDERS.append(find)
    return find


def grounds_of(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Ground]]:
    """All that led to each of these clauses."""
    found: dict[uuid.UUID, list[Ground]] = {}
    for find in _FINDERS:
        for key, grounds in find(keys).items():
            found.setdefault(key, []).extend(grounds)
    return found
