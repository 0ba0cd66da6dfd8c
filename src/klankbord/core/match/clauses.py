"""Tree → clauses: an AND of ORs over small questions that a matcher can look up or count.

What cannot be looked up (NEAR, longer phrases, exact case) stays one late question, and gives the
clauses that every answer must also meet: a NEAR needs the words on both sides. So the clauses
together always ask exactly what the tree asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from math import prod
from typing import Final

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
    join_any,
    negate,
)
from klankbord.core.text.words import words_of

MOST_CLAUSES: Final = 24
"""An OR of ANDs that would become more clauses than this is asked as one late question."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One question, and whether the answer must be no."""

    node: Node
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the literals holds, or more; a late clause has one literal."""

    literals: tuple[Literal, ...]
    is_late: bool = False


def clauses_of(tree: Node, share_of: Callable[[Node], float]) -> list[Clause]:
    """The clauses of a tree; `share_of` guesses which share of posts holds a question."""
    made: dict[Clause, None] = {}
    for literals in _conjunction(tree, is_refused=False):
        if all(is_quick(literal.node) for literal in literals):
            made[Clause(literals)] = None
            continue
        node = _near_alike(join_any([_signed(literal) for literal in literals]))
        for near in _needed_nears(node):
            made[Clause((Literal(near),), is_late=True)] = None
        made[Clause((Literal(node),), is_late=True)] = None
        for implied in _implied_by_any(literals, share_of):
            made[Clause(implied)] = None
    return list(made)


def is_quick(node: Node) -> bool:
    """Whether a question can be looked up or counted for many posts at once."""
    match node:
        case Phrase(slop=0):
            return is_pair(node)
        case Within():
            return isinstance(node.child, Word)
        case _:
            return isinstance(node, Word | Value | Number | Since | Until)


def is_pair(node: Node) -> bool:
    """Two plain words in a row."""
    return (
        isinstance(node, Phrase)
        and node.slop == 0
        and len(node.parts) == 2  # noqa: PLR2004  # a pair is two
        and all(isinstance(part, Word) and part.is_plain for part in node.parts)
    )


_Literals = tuple[Literal, ...]


def is_loose(node: Node) -> bool:
    """Plain words that stand together in any order: only the same word can want one place twice."""
    return (
        isinstance(node, Phrase)
        and node.slop > 0
        and all(isinstance(part, Word) and part.is_plain for part in node.parts)
    )


def _conjunction(node: Node, *, is_refused: bool) -> list[_Literals]:
    match node:
        case Not():
            return _conjunction(node.child, is_refused=not is_refused)
        case And() | Or() if isinstance(node, And) is not is_refused:
            return [
                found
                for child in node.children
                for found in _conjunction(child, is_refused=is_refused)
            ]
        case And() | Or():
            return _disjunction(node, is_refused=is_refused)
        case Within(child=Not() | And() | Or()):
            return _conjunction(_pushed_down(node), is_refused=is_refused)
        case _:
            return [(Literal(node, is_refused),)]


def _pushed_down(node: Within) -> Node:
    """A field asks each of its words apart: `title:(a b)` is `title:a title:b`."""
    inside = partial(Within, node.field)
    match node.child:
        case Not():
            return negate(inside(node.child.child))
        case And():
            return And(tuple(map(inside, node.child.children)))
        case Or():
            return Or(tuple(map(inside, node.child.children)))
        case _:
            return node


def _disjunction(node: And | Or, *, is_refused: bool) -> list[_Literals]:
    """Every way to take one clause of each child; too many stay one late question."""
    parts = [_conjunction(child, is_refused=is_refused) for child in node.children]
    if prod(map(len, parts)) > MOST_CLAUSES:
        return [(Literal(node, is_refused),)]
    several = [part for part in parts if len(part) > 1]
    single = [literal for part in parts if len(part) == 1 for literal in part[0]]
    return [
        tuple(dict.fromkeys([*single, *(literal for part in chosen for literal in part)]))
        for chosen in product(*several)
    ]


def _near_alike(node: Node) -> Node:
    """Two words at most n others apart are NEAR each other: that is tested for many at once."""
    match node:
        case Phrase(parts=(Word() as left, Word() as right), slop=slop) if slop:
            return Near(left, right, slop + 1)
        case _:
            return node


def _needed_nears(node: Node) -> Iterator[Near]:
    """All words of a loose phrase stand within its length of each other."""
    if isinstance(node, Phrase) and node.slop and not is_loose(node):
        words = [part for part in node.parts if isinstance(part, Word)]
        farthest = len(node.parts) + node.slop - 1
        yield from (Near(left, right, farthest) for left, right in pairwise(words))


def _signed(literal: Literal) -> Node:
    return negate(literal.node) if literal.is_refused else literal.node


def _implied_by_any(literals: _Literals, share_of: Callable[[Node], float]) -> Iterator[_Literals]:
    """What must hold when one of the literals does."""
    if len(literals) == 1:
        yield from _implied(literals[0], share_of)
        return
    united: list[Literal] = []
    for literal in literals:
        found = list(_implied(literal, share_of))
        if not found:
            return
        united.extend(min(found, key=lambda each: _clause_share(each, share_of)))
    yield tuple(dict.fromkeys(united))


def _clause_share(literals: Iterable[Literal], share_of: Callable[[Node], float]) -> float:
    return sum(1.0 if each.is_refused else share_of(each.node) for each in literals)


def _implied(literal: Literal, share_of: Callable[[Node], float]) -> Iterator[_Literals]:
    node = literal.node
    if is_quick(node):
        yield (literal,)
    elif not literal.is_refused:
        yield from _implied_by_node(node, share_of)


def _implied_by_node(node: Node, share_of: Callable[[Node], float]) -> Iterator[_Literals]:
    match node:
        case And():
            for child in node.children:
                yield from _implied_by_any((_literal(child),), share_of)
        case Or():
            yield from _implied_by_any(tuple(map(_literal, node.children)), share_of)
        case Near():
            yield from _implied(Literal(node.left), share_of)
            yield from _implied(Literal(node.right), share_of)
        case Within():
            for clause in _implied(Literal(node.child), share_of):
                yield from _implied_inside(node.field, clause)
        case _:
            yield from ((Literal(each),) for each in _parts(node))


def _literal(node: Node) -> Literal:
    return Literal(node.child, is_refused=True) if isinstance(node, Not) else Literal(node)


def _implied_inside(field: str, clause: Iterable[Literal]) -> Iterator[_Literals]:
    """A phrase in a title gives its words there."""
    words: list[list[Node]] = [
        [*each.node.parts] if isinstance(each.node, Phrase) else [each.node] for each in clause
    ]
    yield tuple(Literal(Within(field, found[0])) for found in words)


def _parts(node: Node) -> Iterator[Node]:
    """Pairs and words that a phrase needs; the folded word of an exact one."""
    if isinstance(node, Exact):
        words = words_of(node.surface)
        if len(words) == 1:
            yield Word(words[0])
    elif isinstance(node, Phrase):
        pairs = [Phrase(pair) for pair in pairwise(node.parts) if not node.slop]
        pairs = [pair for pair in pairs if is_pair(pair)]
        yield from pairs
        paired = {part for pair in pairs for part in pair.parts}
        for part in node.parts:
            if part not in paired:
                yield from [part] if isinstance(part, Word) else _parts(part)
