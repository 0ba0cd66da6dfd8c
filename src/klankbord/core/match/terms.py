"""Written words, phrases and exact words → leaves of the tree."""

import re
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.lexer import Token
from klankbord.core.match.tree import Exact, Node, Phrase, Word
from klankbord.core.text.words import HAS_CJK, pattern_words, surfaces_of

MOST_PATTERNS: Final = 50
MOST_LOOSE_PATTERNS: Final = 8
"""Words of a phrase of which one has a wildcard, in order and in any order."""
LEAST_AT_END: Final = 2
LEAST_IN_FRONT: Final = 4
_FUZZY: Final = re.compile(r"(?P<word>\w+)~\d*(?:\.\d+)?")


def word_node(token: Token) -> Node | None:
    """A word, or a phrase where it holds marks (`foto's`); None where nothing is left."""
    if found := _FUZZY.fullmatch(token.text):
        raise QueryError(ErrorCode.FUZZY_WORD, token.position, token.length, word=found["word"])
    parts = pattern_words(token.text)
    if not parts:
        return None
    return _joined([_checked(part, token) for part in parts], 0)


def phrase_node(token: Token) -> Node:
    """Words between quotation marks."""
    parts = pattern_words(token.text)
    if not parts:
        raise QueryError(ErrorCode.PHRASE_EMPTY, token.position, token.length)
    if any("*" in part or "?" in part for part in parts):
        most = MOST_LOOSE_PATTERNS if token.number else MOST_PATTERNS
        if len(parts) > most:
            raise QueryError(ErrorCode.TOO_MANY_TERMS, token.position, token.length, most=most)
    return _joined([_checked(part, token) for part in parts], token.number)


def exact_node(token: Token) -> Node:
    """Words between braces."""
    if "*" in token.text or "?" in token.text:
        raise QueryError(ErrorCode.WILDCARD_IN_EXACT, token.position, token.length, word=token.text)
    node = exact_words(token.text)
    if node is None:
        raise QueryError(ErrorCode.PHRASE_EMPTY, token.position, token.length)
    return node


def exact_words(text: str) -> Node | None:
    """Words with their own case and accents; None where there are none."""
    parts = surfaces_of(text)
    if not parts:
        return None
    if len(parts) == 1 and HAS_CJK.fullmatch(parts[0]):
        return Word(f"*{parts[0]}*")  # one sign stands in pairs, and has no case
    return _joined([Exact(part) for part in parts], 0)


def _joined(parts: list[Word] | list[Exact], slop: int) -> Node:
    return parts[0] if len(parts) == 1 else Phrase(tuple(parts), slop)


def is_wild_enough(pattern: str) -> bool:
    """Whether the wildcards of a word stand beside enough letters."""
    if ("*" not in pattern and "?" not in pattern) or HAS_CJK.search(pattern):
        return True
    return sum(char not in "*?" for char in pattern) >= _least(pattern)


def _least(pattern: str) -> int:
    return LEAST_IN_FRONT if pattern[0] in "*?" else LEAST_AT_END


def _checked(pattern: str, token: Token) -> Word:
    if not is_wild_enough(pattern):
        raise QueryError(
            ErrorCode.WILDCARD_TOO_SHORT,
            token.position,
            token.length,
            word=token.text,
            least=_least(pattern),
        )
    return Word(re.sub(r"\*+", "*", pattern))
