"""The syntax tree: one small frozen class per idea, compared by value."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from klankbord.core.match.codes import QueryWarning


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word; `*` stands for any letters, `?` for one letter."""

    pattern: str

    @property
    def is_plain(self) -> bool:
        """Without wildcards."""
        return "*" not in self.pattern and "?" not in self.pattern


@dataclass(frozen=True, slots=True)
class Exact:
    """One word with its own case and accents: `{BoZ}`."""

    surface: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, or with `slop` > 0 in any order with at most that many others between."""

    parts: tuple[Word | Exact, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """`right` starts within `distance` words after `left` ends, or the other way round."""

    left: "Node"
    right: "Node"
    distance: int
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """Words looked for in one text of the post: `title` or `place`."""

    field: str
    child: "Node"


@dataclass(frozen=True, slots=True)
class Value:
    """A field holds a folded value; wildcards as in `Word`. Also `#tag` and `@handle`."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Number:
    """A count lies between `low` and `high`, both included; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Since:
    """Published at or after this moment (UTC)."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Until:
    """Published before this moment (UTC)."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not hold."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All children hold."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One child holds, or more."""

    children: tuple["Node", ...]


Leaf = Word | Exact | Phrase | Value | Number | Since | Until
Node = Leaf | Near | Within | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: its tree, its own text, and remarks."""

    tree: Node
    text: str
    warnings: tuple[QueryWarning, ...] = ()


def join_all(children: list[Node]) -> Node:
    """AND of the children, flat."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, And) else (child,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def join_any(children: list[Node]) -> Node:
    """OR of the children, flat."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, Or) else (child,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negate(node: Node) -> Node:
    """NOT, where twice is once."""
    return node.child if isinstance(node, Not) else Not(node)


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly under this one; words of a phrase are part of the phrase."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Near):
        return (node.left, node.right)
    if isinstance(node, Not | Within):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children_of(current))


def is_deeper(node: Node, most: int) -> bool:
    """Whether more than `most` nodes stand under each other; counts without recursion."""
    waiting = [(node, 1)]
    while waiting:
        current, depth = waiting.pop()
        if depth > most:
            return True
        waiting.extend((child, depth + 1) for child in children_of(current))
    return False


def is_positive(node: Node) -> bool:
    """Whether the node asks for something that must be there."""
    if isinstance(node, Not):
        return False
    if isinstance(node, And):
        return any(is_positive(child) for child in node.children)
    if isinstance(node, Or):
        return all(is_positive(child) for child in node.children)
    if isinstance(node, Within):
        return is_positive(node.child)
    return True
