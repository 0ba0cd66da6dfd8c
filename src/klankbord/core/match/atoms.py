"""Every small question of all queries once, with a number: words, pairs of words, values, counts.

Questions of the first kind are looked up: a post holds them or not. Counts lie between bounds.
NEAR of words and everything else are tested when all the rest of a query holds.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from klankbord.core.match.clauses import is_loose, is_pair
from klankbord.core.match.closures import Test, Vocabulary, compile_test
from klankbord.core.match.shares import share_of
from klankbord.core.match.tree import (
    Near,
    Node,
    Number,
    Or,
    Phrase,
    Since,
    Until,
    Value,
    Within,
    Word,
)

PUBLISHED: Final = "published"
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_OPEN: Final = float("inf")


class Kind(IntEnum):
    """How an answer is found."""

    HELD = 0
    COUNTED = 1
    NEAR = 2
    LOOSE = 3
    JUDGED = 4


@dataclass(frozen=True, slots=True)
class NearWords:
    """NEAR between words or ORs of words, by their numbers."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    distance: int
    is_ordered: bool


@dataclass(frozen=True, slots=True)
class LooseWords:
    """Words in order of their numbers, some more than once, that stand within so many places."""

    words: tuple[int, ...]
    longest: int


def moment_number(moment: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


class Atoms:
    """Numbers of questions, and what is needed to answer each; `shares` are guesses or measures."""

    def __init__(self, measured: Mapping[str, float]) -> None:
        self._measured = measured
        self.kinds: list[Kind] = []
        self.shares: list[float] = []
        self.words: dict[str, int] = {}
        self.values: dict[str, dict[str, int]] = {}
        self.pairs: dict[tuple[int, int], int] = {}
        self.bounds: dict[tuple[str, float, float], int] = {}
        self.nears: dict[int, NearWords] = {}
        self.loose: dict[int, LooseWords] = {}
        self.tests: dict[int, Test] = {}
        self.vocabulary = Vocabulary()

    def __len__(self) -> int:
        """How many questions there are."""
        return len(self.kinds)

    def share_of(self, node: Node) -> float:
        """The share of posts in which a question is answered with yes, as far as is known."""
        return share_of(node, self._measured)

    def quick(self, node: Node) -> int:
        """The number of a question that is looked up or counted."""
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._pair(node)
            case Value():
                return self._value(node.field, node)
            case Within(child=Word() as word):
                return self._value(node.field, word)
            case Number() | Since() | Until():
                return self._count(node)
            case _:
                raise TypeError(node)

    def late(self, node: Node) -> int:
        """The number of a question that is tested when the rest holds."""
        if isinstance(node, Near) and (found := self._near_words(node)):
            number = self._new(Kind.NEAR, 1.0)
            self.nears[number] = found
            return number
        if isinstance(node, Phrase) and is_loose(node):
            number = self._new(Kind.LOOSE, 1.0)
            words = sorted(self._word(part) for part in node.parts if isinstance(part, Word))
            self.loose[number] = LooseWords(tuple(words), len(words) + node.slop)
            return number
        number = self._new(Kind.JUDGED, 1.0)
        self.tests[number] = compile_test(node, self.vocabulary)
        return number

    @property
    def placed(self) -> set[int]:
        """Words of which is asked where they stand."""
        sides = {word for near in self.nears.values() for word in (*near.left, *near.right)}
        return sides.union(*(loose.words for loose in self.loose.values()))

    def _new(self, kind: Kind, share: float) -> int:
        self.kinds.append(kind)
        self.shares.append(share)
        return len(self.kinds) - 1

    def _word(self, node: Word) -> int:
        number = self.words.get(node.pattern)
        if number is None:
            number = self.words[node.pattern] = self._new(Kind.HELD, self.share_of(node))
        return number

    def _pair(self, node: Phrase) -> int:
        if not is_pair(node):
            raise TypeError(node)
        first, second = (self.quick(part) for part in node.parts)
        number = self.pairs.get((first, second))
        if number is None:
            number = self._new(Kind.HELD, self.share_of(node))
            self.pairs[first, second] = number
        return number

    def _value(self, field: str, node: Value | Word) -> int:
        numbers = self.values.setdefault(field, {})
        number = numbers.get(node.pattern)
        if number is None:
            number = numbers[node.pattern] = self._new(Kind.HELD, self.share_of(node))
        return number

    def _count(self, node: Number | Since | Until) -> int:
        bounds = _bounds(node)
        number = self.bounds.get(bounds)
        if number is None:
            number = self.bounds[bounds] = self._new(Kind.COUNTED, 1.0)
        return number

    def _near_words(self, node: Near) -> NearWords | None:
        sides = [_words_of_side(node.left), _words_of_side(node.right)]
        if not all(sides):
            return None
        left, right = (tuple(map(self._word, side)) for side in sides)
        return NearWords(left, right, node.distance, node.is_ordered)


def _words_of_side(node: Node) -> list[Word]:
    """Words of one side of NEAR; empty where it is not just words."""
    parts = node.children if isinstance(node, Or) else (node,)
    words = [part for part in parts if isinstance(part, Word)]
    return words if len(words) == len(parts) else []


def _bounds(node: Number | Since | Until) -> tuple[str, float, float]:
    match node:
        case Number():
            low = -_OPEN if node.low is None else node.low
            return node.field, low, _OPEN if node.high is None else node.high
        case Since():
            return PUBLISHED, moment_number(node.at), _OPEN
        case Until():
            return PUBLISHED, -_OPEN, moment_number(node.at) - 1
