"""Where a fact was used: rooms above this one say how their uses are found."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from klankbord.reputation.facts.models import Fact


@dataclass(frozen=True, kw_only=True)
class Use:
    """One answer that stands on a version of a fact; an open one can still be changed."""

    title: str
    url: str
    number: int  # of the version
    at: dt.datetime
    is_open: bool


Find = Callable[[Fact, int], Iterable[Use]]
"""(fact, limit) → its uses, the newest first."""
_FINDERS: list[Find] = []


def offer_uses(find: Find) -> Find:
    """Enter how one room finds what stands on a fact."""
    _FINDERS.append(find)
    return find


def uses_of(fact: Fact, *, limit: int = 50) -> list[Use]:
    """Everything that stands on a fact: what is open first, then the newest."""
    found = [use for find in _FINDERS for use in find(fact, limit)]
    return sorted(found, key=lambda use: (use.is_open, use.at), reverse=True)[:limit]
