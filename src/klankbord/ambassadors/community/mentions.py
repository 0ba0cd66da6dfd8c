"""Colleagues that people name in their words with an @ and a full name."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from klankbord.ambassadors.community.audience import people_nameable
from klankbord.ambassadors.community.models import Group
from klankbord.core.text.words import without_addresses
from klankbord.people.models import Member

MOST_NAMED = 20
MOST_WORDS = 6  # of a name
_WORD = r"[^\s@,;:!?()\[\]<>\"“”*_#|]+"
_NAMED = re.compile(rf"(?<![\w@/.])@({_WORD}(?: {_WORD}){{0,{MOST_WORDS - 1}}})")
_ENDS = ".'\N{RIGHT SINGLE QUOTATION MARK}-/"  # what may follow a name
_OWNS = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]s$")


@dataclass(frozen=True)
class Named:
    """Whom a text names: members by number, and what stands for nobody who can read it."""

    members: frozenset[int]
    unknown: Sequence[str]


def named_in(text: str, group: Group, *, by: Member) -> Named:
    """Find which readers of a group a text names; two of one name are both meant.

    Only who may read it can be named, so that a name tells nobody who else works here; a guest
    names only who said something there.
    """
    sayings = [_beginnings(said) for said in _NAMED.findall(without_addresses(text))[:MOST_NAMED]]
    if not sayings:
        return Named(frozenset(), ())
    known = _readers_by_name({name for names in sayings for name in names}, group, by)
    members, unknown = set[int](), []
    for names in sayings:
        found = next((known[_key(name)] for name in names if _key(name) in known), None)
        members |= found or set()
        if found is None:
            unknown.append(names[-1])
    return Named(frozenset(members), list(dict.fromkeys(unknown)))


def _beginnings(said: str) -> list[str]:
    """What the name may be, longest first: nobody says where it ends."""
    words = said.split(" ")
    whole = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
    ways = [[name, name.rstrip(_ENDS), _OWNS.sub("", name)] for name in whole]
    return list(dict.fromkeys(name for each in ways for name in each if name))


def _readers_by_name(names: set[str], group: Group, by: Member) -> Mapping[str, set[int]]:
    # SQLite's LOWER knows only the letters of ASCII, so the name as it is written counts too.
    named = Q(name__in=names) | Q(small__in={name.lower() for name in names})
    found: dict[str, set[int]] = defaultdict(set)
    readers = people_nameable(group, by).annotate(small=Lower("name")).filter(named)
    for pk, name in readers.values_list("pk", "name"):
        found[_key(name)].add(pk)
    return found


def _key(name: str) -> str:
    return name.casefold()
