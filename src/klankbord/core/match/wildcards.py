"""Wildcards written out: `klant*` becomes the words that a vocabulary knows."""

from collections.abc import Callable, Sequence
from typing import Final

from klankbord.core.match.tree import And, Near, Node, Not, Or, Within, Word, join_any

NO_WORD: Final = Word(":")
"""Answers nothing: words never hold a colon."""


def written_out(node: Node, words_like: Callable[[str], Sequence[str] | None]) -> Node:
    """Ask the same with each pattern as its words; None from `words_like` leaves it as it is.

    A phrase keeps its patterns, and so does a place, whose words stand in no vocabulary.
    """

    def inside(child: Node) -> Node:
        return written_out(child, words_like)

    match node:
        case Word() if not node.is_plain:
            words = words_like(node.pattern)
            return node if words is None else _any_of(words)
        case And() | Or():
            children = [*map(inside, node.children)]
            return join_any(children) if isinstance(node, Or) else And(tuple(children))
        case Not():
            return Not(inside(node.child))
        case Near():
            return Near(inside(node.left), inside(node.right), node.distance, node.is_ordered)
        case Within(field="title"):
            return Within(node.field, inside(node.child))
        case _:
            return node


def _any_of(words: Sequence[str]) -> Node:
    return join_any([Word(word) for word in words]) if words else NO_WORD
