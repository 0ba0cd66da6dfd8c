"""Wildcards written out: `klant*` becomes the words that a vocabulary knows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.match.patterns import word_finder
from klankbord.core.match.tree import And, Near, Node, Not, Or, Within, Word, join_any

MOST_PATTERNS: Final = 20
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


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Words and patterns of which one must be said, asked of the words of one post.

    Those words stand as in the index, with a space before, between and behind them.
    """

    patterns: tuple[str, ...]

    @property
    def pieces(self) -> tuple[str, ...]:
        """Stretches of letters; where one of the patterns fits, one of these stands."""
        return tuple(max(_pieces(pattern), key=len) for pattern in self.patterns)

    def said_in(self, words: str) -> list[str]:
        """The words that fit."""
        return word_finder(self.patterns)(words)


def any_word(node: Node) -> AnyWord | None:
    """Read a pattern, or an OR of a few words and patterns, as that; else None."""
    children = node.children if isinstance(node, Or) else (node,)
    words = [child for child in children if isinstance(child, Word)]
    is_else = not len(words) == len(children) <= MOST_PATTERNS
    if is_else or all(word.is_plain for word in words):
        return None
    return AnyWord(tuple(word.pattern for word in words))


def _pieces(pattern: str) -> list[str]:
    return re.split(r"[*?]", f" {pattern} ")
