"""Word → what is filed under it, for whole words and wildcards, learned word by word.

A stream repeats its words, so the answer for each word is worked out once and kept. One automaton
finds the longest literal of every wildcard pattern in a new word; then the pattern itself is tried.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from ahocorasick_rs import AhoCorasick

from klankbord.core.match.patterns import has_wildcard, pattern_test

MOST_KEPT: Final = 300_000


class PatternIndex:
    """Finds the numbers of all patterns that fit a word."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.whole = {
            pattern: number for pattern, number in numbers.items() if not has_wildcard(pattern)
        }
        by_literal: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for pattern, number in numbers.items():
            if has_wildcard(pattern):
                by_literal[_longest_literal(pattern)].append((pattern, number))
        self._patterns = list(by_literal.items())
        self._literals = AhoCorasick(list(by_literal)) if by_literal else None

    def find(self, word: str) -> tuple[int, ...]:
        """Numbers in ascending order."""
        whole = self.whole.get(word)
        found = () if whole is None else (whole,)
        return found if self._literals is None else self._with_patterns(word, found, self._literals)

    def _with_patterns(
        self, word: str, found: tuple[int, ...], literals: AhoCorasick
    ) -> tuple[int, ...]:
        hits = literals.find_matches_as_indexes(word, overlapping=True)
        more = {
            number
            for literal, patterns in (self._patterns[at] for at in {hit[0] for hit in hits})
            for pattern, number in patterns
            if _fits(word, pattern, literal)
        }
        return tuple(sorted({*found, *more})) if more else found


class WordIndex(dict[str, tuple[int, ...]]):
    """`index[word]` gives the numbers of patterns that the word fits, and remembers."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self._find = PatternIndex(numbers).find

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= MOST_KEPT:  # a hostile stream of new words costs time, never memory
            self.clear()
        found = self[word] = self._find(word)
        return found


def _longest_literal(pattern: str) -> str:
    return max(re.split(r"[*?]", pattern), key=len)


def _fits(word: str, pattern: str, literal: str) -> bool:
    """Whether a word that holds the literal fits; the usual shapes need no regular expression."""
    if pattern == f"{literal}*":
        return word.startswith(literal)
    if pattern == f"*{literal}":
        return word.endswith(literal)
    return pattern == f"*{literal}*" or pattern_test(pattern)(word)
