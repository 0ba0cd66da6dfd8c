"""Dutch (and German) compounds cut into known words.

Koehn and Knight, "Empirical methods for compound splitting" (2003): of all ways to cut a word into
words that are known by themselves, the one whose parts are used most, by the geometric mean of
their counts, the whole word among the ways. Linking letters (-s-, -e-, -en-, -n-, -er-) belong to
no part.
"""

from collections.abc import Iterator, Mapping
from typing import Final

LEAST_PART: Final = 3
"""Letters of a part; shorter words stand in every other one."""
_LINKS: Final = ("", "s", "e", "en", "n", "er")
_LONGEST: Final = 60
_MOST_PARTS: Final = 4


def compound_parts(word: str, counts: Mapping[str, int]) -> list[str]:
    """The parts of a folded word, itself alone where cutting is no better.

    `counts` says how often each known word was seen; `gemeentehuis` is `gemeente huis` when both
    are known and, on average, seen more often than the whole.
    """
    if len(word) < 2 * LEAST_PART or len(word) > _LONGEST:
        return [word]
    return max(_ways(word, counts, _MOST_PARTS), key=lambda parts: _weight(parts, counts, word))


def _ways(word: str, counts: Mapping[str, int], n_left: int) -> Iterator[list[str]]:
    """Every way to cut, the word itself first; each part but the last may drag its link along."""
    yield [word]
    if n_left == 1:
        return
    for end in range(LEAST_PART, len(word) - LEAST_PART + 1):
        head, tail = word[:end], word[end:]
        if not counts.get(head):
            continue
        for link in _LINKS:
            rest = tail[len(link) :]
            if tail.startswith(link) and len(rest) >= LEAST_PART:
                yield from (
                    [head, *parts] for parts in _ways(rest, counts, n_left - 1)
                    if counts.get(parts[-1])
                )  # fmt: skip


def _weight(parts: list[str], counts: Mapping[str, int], word: str) -> tuple[float, int]:
    """Of ways that weigh the same, the one with fewer parts and fewer letters lost."""
    product = 1.0
    for part in parts:
        product *= counts.get(part, 0)
    lost = len(word) - sum(map(len, parts))
    return product ** (1 / len(parts)), -2 * len(parts) - lost
