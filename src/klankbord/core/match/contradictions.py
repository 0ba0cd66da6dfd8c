"""Parts of a query that no post can answer: found by looking at the query alone.

Sound, not complete: what is named here never matches, but not all that never matches is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from klankbord.core.match.patterns import has_wildcard, pattern_test
from klankbord.core.match.printer import print_query
from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Since,
    Until,
    Value,
    Within,
    Word,
    children_of,
    walk,
)
from klankbord.core.text.tokens import words_of

_ONE_VALUE: Final = frozenset({"platform"})
_MOST_CHILDREN: Final = 60
"""Of a longer AND only this many parts are compared, so that the look stays short."""


_MOST_PAIRS: Final = 20_000


class Clash(StrEnum):
    """Why a part of a query never matches."""

    EXCLUDED = "excluded"
    """What must be there is excluded by the same query."""
    NO_PERIOD = "no-period"
    """The period ends before it begins."""
    NO_NUMBER = "no-number"
    """No number lies in all ranges."""
    ONE_PLACE = "one-place"
    """A post stands on one platform, not on two."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two parts, as query text, that cannot both hold; `is_whole`: nothing else is left."""

    clash: Clash
    asked: str
    against: str
    is_whole: bool


def contradictions_of(tree: Node) -> list[Contradiction]:
    """Everything in the tree that cannot match; the whole query first, then branches of it."""
    whole = _clash(tree)
    if whole is not None:
        return [_named(whole, is_whole=True)]
    return [_named(clash, is_whole=False) for clash in _dead_branches(tree)]


_Found = tuple[Clash, Node, Node]


def _named(found: _Found, *, is_whole: bool) -> Contradiction:
    clash, asked, against = found
    return Contradiction(clash, print_query(asked), print_query(against), is_whole)


def _dead_branches(node: Node) -> Iterator[_Found]:
    if isinstance(node, Not):
        return
    for child in children_of(node):
        clash = _clash(child)
        if clash is not None:
            yield clash
        else:
            yield from _dead_branches(child)


def _clash(node: Node) -> _Found | None:
    """Why the node never holds; None where it may."""
    match node:
        case And():
            children = node.children[:_MOST_CHILDREN]
            inside = next(filter(None, map(_clash, children)), None)
            return inside or next(filter(None, map(_pair_clash, combinations(children, 2))), None)
        case Or():
            clashes = [_clash(child) for child in node.children]
            return clashes[0] if all(clashes) else None
        case _:
            return None


def _pair_clash(pair: tuple[Node, Node]) -> _Found | None:
    for one, other in (pair, pair[::-1]):
        if isinstance(other, Not) and _is_small(one, other) and implies(one, other.child):
            return Clash.EXCLUDED, one, other.child
    match pair:
        case (Since(at=start), Until(at=end)) | (Until(at=end), Since(at=start)):
            return (Clash.NO_PERIOD, Since(start), Until(end)) if end <= start else None
        case (Number() as one, Number() as other) if one.field == other.field:
            return None if _overlap(one, other) else (Clash.NO_NUMBER, one, other)
        case (Value() as one, Value() as other) if one.field == other.field:
            is_other = not (has_wildcard(one.pattern) or has_wildcard(other.pattern))
            if one.field in _ONE_VALUE and is_other and one.pattern != other.pattern:
                return Clash.ONE_PLACE, one, other
    return None


def _is_small(one: Node, other: Node) -> bool:
    """Whether comparing all parts with all parts is done in a moment."""
    return sum(1 for _ in walk(one)) * sum(1 for _ in walk(other)) <= _MOST_PAIRS


def _overlap(one: Number, other: Number) -> bool:
    low = max((each.low for each in (one, other) if each.low is not None), default=None)
    high = min((each.high for each in (one, other) if each.high is not None), default=None)
    return low is None or high is None or low <= high


def implies(one: Node, other: Node) -> bool:
    """Whether every post that answers `one` surely answers `other`; False where we cannot tell."""
    if one == other:
        return True
    if isinstance(one, Or):
        return all(implies(child, other) for child in one.children)
    match other:
        case Or():
            return any(implies(one, child) for child in other.children)
        case And():
            return all(implies(one, child) for child in other.children)
    return _leaf_implies(one, other)


def _leaf_implies(one: Node, other: Node) -> bool:
    match one:
        case And():
            return any(implies(child, other) for child in one.children)
        case Near():
            return implies(one.left, other) or implies(one.right, other)
        case Phrase():
            return any(implies(part, other) for part in one.parts)
        case Word() | Exact():
            return isinstance(other, Word) and _covers(other.pattern, _folded(one))
        case _:
            return _fact_implies(one, other)


def _fact_implies(one: Node, other: Node) -> bool:
    match one, other:
        case Within(field, child), Within(other_field, other_child):
            return field == other_field and implies(child, other_child)
        case Value(field, pattern), Value(other_field, other_pattern):
            return field == other_field != "link" and _covers(other_pattern, pattern)
        case Number() as narrow, Number() as wide:
            return narrow.field == wide.field and _holds(wide, narrow)
        case Since(at=start), Since(at=other_start):
            return start >= other_start
        case Until(at=end), Until(at=other_end):
            return end <= other_end
        case _:
            return False


def _folded(word: Word | Exact) -> str:
    """The pattern of a word; empty for a surface that is more than one word."""
    if isinstance(word, Word):
        return word.pattern
    words = words_of(word.surface)
    return words[0] if len(words) == 1 else ""


def _covers(wide: str, narrow: str) -> bool:
    """Whether all words of one pattern are words of the other.

    A `*` of the narrow one can stand for anything, so only a `*` of the wide one may take it in.
    """
    if "?" in wide and has_wildcard(narrow):
        return wide == narrow
    return bool(narrow) and pattern_test(wide)(narrow)


def _holds(wide: Number, narrow: Number) -> bool:
    from_low = wide.low is None or (narrow.low is not None and narrow.low >= wide.low)
    to_high = wide.high is None or (narrow.high is not None and narrow.high <= wide.high)
    return from_low and to_high
