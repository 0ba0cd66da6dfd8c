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


class WordIndex(dict[str, tuple[int, ...]]):
    """`index[word]` gives the numbers filed under patterns that the word fits."""

    def __init__(self, filed: Mapping[str, list[int]]) -> None:
        super().__init__()
        self._whole = {
            pattern: tuple(numbers)
            for pattern, numbers in filed.items()
            if not has_wildcard(pattern)
        }
        by_literal: defaultdict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
        for pattern, numbers in filed.items():
            if has_wildcard(pattern):
                by_literal[_longest_literal(pattern)].append((pattern, tuple(numbers)))
        self._patterns = list(by_literal.values())
        self._literals = AhoCorasick(list(by_literal)) if by_literal else None

    def __missing__(self, word: str) -> tuple[int, ...]:
        found = self._whole.get(word, ())
        if self._literals is not None:
            found = self._with_patterns(word, found, self._literals)
        if len(self) >= MOST_KEPT:  # a hostile stream of new words costs time, never memory
            self.clear()
        self[word] = found
        return found

    def _with_patterns(
        self, word: str, found: tuple[int, ...], literals: AhoCorasick
    ) -> tuple[int, ...]:
        hits = literals.find_matches_as_indexes(word, overlapping=True)
        met = {hit[0] for hit in hits}
        more = {
            number
            for at in met
            for pattern, numbers in self._patterns[at]
            if pattern_test(pattern)(word)
            for number in numbers
        }
        return tuple(sorted({*found, *more})) if more else found


def _longest_literal(pattern: str) -> str:
    return max(re.split(r"[*?]", pattern), key=len)
