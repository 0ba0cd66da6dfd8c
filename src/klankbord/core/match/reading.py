"""A query in plain language, as data: the edge makes the sentences.

Lines come in reading order; `depth` says under which line a line stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any

from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Query,
    Since,
    Until,
    Value,
    Within,
    Word,
    children_of,
)


@unique
class ReadingCode(StrEnum):
    """What one line of a reading says."""

    ALL_OF = "all-of"
    """Everything under this line must be there."""
    ANY_OF = "any-of"
    """At least one line under this one must be there."""
    NONE_OF = "none-of"
    """What stands under this line must not be there."""
    WORD = "word"
    """The word itself. Values: `word`."""
    WORD_LIKE = "word-like"
    """Words that fit a pattern. Values: `pattern`."""
    WORD_STARTS = "word-starts"
    """Words that begin so. Values: `start`."""
    WORD_HOLDS = "word-holds"
    """Words with this inside. Values: `piece`."""
    WORD_EXACT = "word-exact"
    """The word with this case and these accents. Values: `word`."""
    PHRASE = "phrase"
    """Words in a row. Values: `words`."""
    PHRASE_EXACT = "phrase-exact"
    """Words in a row with their case and accents. Values: `words`."""
    PHRASE_LOOSE = "phrase-loose"
    """Words in any order. Values: `words`, `slop`: other words between them at most."""
    NEAR = "near"
    """The two under this line, at most `distance` words apart, in any order."""
    NEAR_IN_ORDER = "near-in-order"
    """The two under this line, the second at most `distance` words after the first."""
    IN_TEXT = "in-text"
    """What stands under this line is looked for in one text. Values: `field`."""
    VALUE = "value"
    """A field holds a value. Values: `field`, `value`."""
    NUMBER = "number"
    """A count lies between two bounds. Values: `field`, `low`, `high`; None is open."""
    SINCE = "since"
    """Published at or after a moment. Values: `at`."""
    UNTIL = "until"
    """Published before a moment. Values: `at`."""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One line of a reading."""

    code: ReadingCode
    depth: int
    values: dict[str, Any] = field(default_factory=dict)


def read_query(query: Query) -> list[ReadingLine]:
    """The reading of a query, line by line."""
    return list(_lines(query.tree, 0))


def _lines(node: Node, depth: int) -> Iterator[ReadingLine]:
    code, values = _line(node)
    yield ReadingLine(code, depth, values)
    for child in children_of(node):
        yield from _lines(child, depth + 1)


def _line(node: Node) -> tuple[ReadingCode, dict[str, Any]]:
    match node:
        case And():
            return ReadingCode.ALL_OF, {}
        case Or():
            return ReadingCode.ANY_OF, {}
        case Not():
            return ReadingCode.NONE_OF, {}
        case Near():
            code = ReadingCode.NEAR_IN_ORDER if node.is_ordered else ReadingCode.NEAR
            return code, {"distance": node.distance}
        case Within():
            return ReadingCode.IN_TEXT, {"field": node.field}
        case _:
            return _leaf_line(node)


def _leaf_line(node: Node) -> tuple[ReadingCode, dict[str, Any]]:
    match node:
        case Word():
            return _word_line(node.pattern)
        case Exact():
            return ReadingCode.WORD_EXACT, {"word": node.surface}
        case Phrase():
            return _phrase_line(node)
        case Value():
            return ReadingCode.VALUE, {"field": node.field, "value": node.pattern}
        case Number():
            bounds = {"low": node.low, "high": node.high}
            return ReadingCode.NUMBER, {"field": node.field, **bounds}
        case Since() | Until():
            code = ReadingCode.SINCE if isinstance(node, Since) else ReadingCode.UNTIL
            return code, {"at": node.at}
        case _:
            raise TypeError(node)


def _word_line(pattern: str) -> tuple[ReadingCode, dict[str, Any]]:
    letters = pattern.strip("*")
    if "*" in letters or "?" in letters:
        return ReadingCode.WORD_LIKE, {"pattern": pattern}
    if letters == pattern:
        return ReadingCode.WORD, {"word": pattern}
    if pattern == f"*{letters}*":
        return ReadingCode.WORD_HOLDS, {"piece": letters}
    if pattern == f"{letters}*":
        return ReadingCode.WORD_STARTS, {"start": letters}
    return ReadingCode.WORD_LIKE, {"pattern": pattern}


def _phrase_line(node: Phrase) -> tuple[ReadingCode, dict[str, Any]]:
    words = [part.pattern if isinstance(part, Word) else part.surface for part in node.parts]
    text = " ".join(words)
    if node.slop:
        return ReadingCode.PHRASE_LOOSE, {"words": text, "slop": node.slop}
    is_exact = isinstance(node.parts[0], Exact)
    return ReadingCode.PHRASE_EXACT if is_exact else ReadingCode.PHRASE, {"words": text}
