"""A query that may be stored: it can be read, and it follows no colleague."""

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from klankbord.core.match import Query, parse_query
from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Value,
    Within,
    Word,
    children_of,
    walk,
)
from klankbord.core.text.entities import handle_spellings
from klankbord.core.text.tokens import words_of
from klankbord.people.models import Account, Member
from klankbord.people.queries import house_zone

# Words between the first and the last name tell nobody apart, and are left out by many.
_PARTICLES = frozenset({
    "al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "het", "in",
    "la", "le", "op", "t", "te", "ten", "ter", "van", "von", "zu",
})  # fmt: skip

READ_LATER: Final = frozenset({"sentiment", "intent"})
"""What is known of a mention only after stored queries looked at it: no such query can ask it."""


class ColleaguesNamed(Exception):  # noqa: N818  # named after the broken promise
    """The query names people who work here and did not choose to be shown."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True)
class _Asked:
    """What must be there together: words (wildcards and all), or a handle."""

    words: frozenset[str] = frozenset()
    handle: str = ""


def parse_here(text: str) -> Query:
    """Read a query with the organisation's own days; raises `QueryError`."""
    return parse_query(text, zone=house_zone())


def parse_stored(text: str) -> Query:
    """Read a query that is to be stored, whomever it names; raises `QueryError`."""
    return parse_query(text, zone=house_zone(), without=READ_LATER)


def read_stored_query(text: str) -> Query:
    """Read a query that is to be stored; raises `QueryError` or `ColleaguesNamed`."""
    query = parse_stored(text)
    if names := colleagues_in(query):
        raise ColleaguesNamed(names)
    return query


def colleagues_in(query: Query) -> tuple[str, ...]:
    """Names of colleagues that a query asks for, by name or by account; two SQL queries.

    Leaving an author out counts too: what is then missing would say whose it is.
    """
    asked = [*_asked_together(query.tree), *_authors_left_out(query.tree)]
    hidden = Member.objects.filter(is_shown_in_listening=False)
    named = _named(asked, hidden.values_list("name", flat=True))
    handles = [part.handle for part in asked if part.handle]
    if handles:
        accounts = Account.objects.filter(member__is_shown_in_listening=False)
        named |= set(_handled(handles, accounts.values_list("handle", "member__name")))
    return tuple(sorted(named))


def _named(asked: list[_Asked], names: Iterable[str]) -> set[str]:
    people: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        words = [word for word in words_of(name) if word not in _PARTICLES]
        if len(words) > 1:
            people.setdefault(words[-1], []).append((words[0], name))
    return {
        name
        for part in asked
        if len(part.words) > 1
        for last in _found(part.words, people)
        for first, name in people[last]
        if first in part.words or any(_is_like(first, word) for word in part.words)
    }


def _found(patterns: frozenset[str], names: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    for pattern in patterns:
        if "*" in pattern or "?" in pattern:
            yield from fnmatch.filter(names, pattern)
        elif pattern in names:
            yield pattern


def _is_like(name: str, pattern: str) -> bool:
    return ("*" in pattern or "?" in pattern) and fnmatch.fnmatchcase(name, pattern)


def _handled(handles: list[str], accounts: Iterable[tuple[str, str]]) -> Iterator[str]:
    for handle, name in accounts:
        spellings = handle_spellings([handle])
        if any(fnmatch.filter(spellings, asked) for asked in handles if asked != "*"):
            yield name


def _asked_together(node: Node) -> Iterator[_Asked]:
    """Groups of words that one mention must have together; wider rather than narrower."""
    if isinstance(node, Or):
        for child in node.children:
            yield from _asked_together(child)
    elif isinstance(node, And | Near):
        below = [part for child in children_of(node) for part in _asked_together(child)]
        yield _Asked(frozenset(word for part in below for word in part.words))
        yield from (part for part in below if part.handle)
    elif isinstance(node, Within):
        yield from _asked_together(node.child)
    elif not isinstance(node, Not):
        yield from _leaf(node)


def _authors_left_out(tree: Node) -> Iterator[_Asked]:
    for outer in walk(tree):
        if isinstance(outer, Not):
            for node in walk(outer):
                if isinstance(node, Value) and node.field == "author":
                    yield from _leaf(node)


def _leaf(node: Node) -> Iterator[_Asked]:
    if isinstance(node, Word):
        yield _Asked(frozenset({node.pattern}))
    elif isinstance(node, Exact):
        yield _Asked(frozenset(words_of(node.surface)))
    elif isinstance(node, Phrase):
        yield _Asked(frozenset(word for part in node.parts for word in _folded(part)))
    elif isinstance(node, Value) and node.field in {"author", "mention", "hashtag"}:
        yield _Asked(frozenset(words_of(node.pattern)), node.pattern)


def _folded(part: Word | Exact) -> list[str]:
    return [part.pattern] if isinstance(part, Word) else words_of(part.surface)
