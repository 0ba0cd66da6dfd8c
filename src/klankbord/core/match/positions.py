"""Places in a text: spans of words, and how NEAR and loose phrases join them.

A span is `(first, last)`, both included. NEAR and loose phrases give minimal spans only: those that
hold no other of the same node (Clarke, Cormack and Burkowski, "An algebra for structured text
search", 1995), so their number never passes the number of words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence

Span = tuple[int, int]


def minimal_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans that hold no other span, in order."""
    kept: list[Span] = []
    for first, last in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        while kept and kept[-1][1] >= last:
            kept.pop()
        kept.append((first, last))
    return kept


def row_spans(places: Sequence[Collection[int]]) -> list[Span]:
    """Spans where the parts stand in a row; `places[i]` are the positions of part i."""
    length = len(places)
    return [
        (first, first + length - 1)
        for first in sorted(places[0])
        if all(first + at in places[at] for at in range(1, length))
    ]


def near_spans(
    left: Iterable[Span], right: Iterable[Span], distance: int, *, is_ordered: bool
) -> list[Span]:
    """Minimal spans that cover a left and a right span at most `distance` words apart."""
    by_first: dict[int, int] = {}
    by_last: dict[int, int] = {}
    for first, last in right:
        by_first[first] = min(last, by_first.get(first, last))
        by_last[last] = max(first, by_last.get(last, first))
    found = []
    for first, last in left:
        for gap in range(1, distance + 1):
            if (end := by_first.get(last + gap)) is not None:
                found.append((first, end))
            if not is_ordered and (start := by_last.get(first - gap)) is not None:
                found.append((start, last))
    return minimal_spans(found)


def loose_spans(places: Sequence[Collection[int]], slop: int) -> list[Span]:
    """Minimal spans that hold every part at a place of its own, with `slop` others at most."""
    if not all(places):
        return []
    ordered = [sorted(place) for place in places]
    size = len(places) + slop
    found = []
    for first in sorted(set().union(*places)):
        last = first + size - 1
        if not _fits(ordered, first, last):
            continue
        low, high = first + len(places) - 1, last
        while low < high:
            middle = (low + high) // 2
            if _fits(ordered, first, middle):
                high = middle
            else:
                low = middle + 1
        found.append((first, low))
    return minimal_spans(found)


def _fits(ordered: Sequence[list[int]], first: int, last: int) -> bool:
    """Whether every part can have its own place (bipartite matching, Kuhn 1955)."""
    choices = [part[bisect_left(part, first) : bisect_right(part, last)] for part in ordered]
    if not all(choices):
        return False
    holder: dict[int, int] = {}
    return all(_seat(part, choices, holder, set()) for part in range(len(choices)))


def _seat(part: int, choices: Sequence[list[int]], holder: dict[int, int], tried: set[int]) -> bool:
    for place in choices[part]:
        if place in tried:
            continue
        tried.add(place)
        if place not in holder or _seat(holder[place], choices, holder, tried):
            holder[place] = part
            return True
    return False
