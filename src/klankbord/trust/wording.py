"""What acts, and what they were about, are called; each room says its own in its `log.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from klankbord.trust.register import Words
from klankbord.trust.retention.contract import KEPT


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of object: `case` of `case:12`, or a whole object such as `organisation`.

    `rows` are those that there still are, found by `key`, each with a `title`; what stands in no
    table has `words` for its key. `page` gives the address where a row (or else a key) is read. The
    title of a row is shown to who may open that page, or where that is said to all readers.
    """

    label: Words
    rows: Callable[[], QuerySet[Any]] | None = None
    key: str = "pk"
    is_numbered: bool = True
    title: Callable[[Any], Words] = str
    page: Callable[[Any], str] | None = None
    is_named_to_all: bool = False
    words: Callable[[str], Words | None] | None = None


class SaidTwice(Exception):  # noqa: N818  # named after the broken promise
    """Two rooms give words to one act or kind of object."""


def at(screen: str) -> Callable[[Any], str]:
    """Give the address of a row at one screen."""
    return lambda row: reverse(screen, args=(row.pk,))


def on(screen: str) -> Callable[[Any], str]:
    """Give the address of a screen that shows them all."""
    return lambda _row: reverse(screen)


ACTS: dict[str, Words] = {}
KINDS: dict[str, Kind] = {}
# What stands in the detail of an entry, by room: a name, or a kind that its values are of.
DETAILS: dict[str, dict[str, Words | Kind]] = {}


def say(
    room: str,
    *,
    acts: Mapping[str, Words],
    objects: Mapping[str, Kind] | None = None,
    details: Mapping[str, Words | Kind] | None = None,
) -> None:
    """Enter the words of one room; raises `SaidTwice`."""
    for known, new in ((ACTS, acts), (KINDS, objects or {})):
        if twice := known.keys() & new.keys():
            raise SaidTwice(sorted(twice))
        known.update(new)  # type: ignore[arg-type]  # each with its own
    DETAILS.setdefault(room, {}).update(details or {})


def act_in_words(act: str) -> Words:
    """What was done, in the reader's words; the code of an act that no room knows any more."""
    return ACTS.get(act, act)


def kind_of_object(target: str) -> tuple[Kind | None, str]:
    """Take `case:12` apart in its kind and key; a kind that nobody knows is None."""
    if whole := KINDS.get(target):
        return whole, ""
    name, _colon, key = target.partition(":")
    return KINDS.get(name) or _kept(name), key


@cache
def _kept(name: str) -> Kind | None:
    """Something that is kept longer is noted by its kind in the register of what is kept."""
    return Kind(label=KEPT[name].label) if name in KEPT else None


def room_of(act: str) -> str:
    """Give the part of the program that an act belongs to: what stands before the dot."""
    return act.partition(".")[0]


def detail_named(room: str, name: str) -> Words | Kind:
    """What a value in the detail is called, in its room or in every room."""
    if name in KEPT:
        return KEPT[name].label
    known = DETAILS.get(room, {}).get(name) or DETAILS.get("", {}).get(name)
    return known or name.replace("_", " ")
