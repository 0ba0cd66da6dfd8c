"""Places in a text: spans of words, and how NEAR and loose phrases join them.

A span is `(first, last)`, both included. NEAR and loose phrases give minimal spans only: those that
hold no other of the same node (Clarke, Cormack and Burkowski, "An algebra for structured text
search", 1995), so their number never passes the number of words.
"""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

Span = tuple[int, int]

MOST_PLACES: Final = 2_000
"""NEAR and loose phrases look at the first places of each part: no post can take for ever."""


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
    ones, others = sorted(left)[:MOST_PLACES], sorted(right)[:MOST_PLACES]
    found = list(_followed(ones, others, distance))
    if not is_ordered:
        turned = _followed(_turned(ones), _turned(others), distance)
        found.extend((-last, -first) for first, last in turned)
    return minimal_spans(found)


def _turned(spans: Iterable[Span]) -> list[Span]:
    return [(-last, -first) for first, last in spans]


def _followed(left: Iterable[Span], right: Iterable[Span], distance: int) -> Iterator[Span]:
    """Each left span with the right span after it that ends first; one sliding window."""
    starts = sorted(right)
    window: deque[Span] = deque()
    at = 0
    for first, last in sorted(left, key=itemgetter(1)):
        while at < len(starts) and starts[at][0] <= last + distance:
            while window and window[-1][1] >= starts[at][1]:
                window.pop()
            window.append(starts[at])
            at += 1
        while window and window[0][0] <= last:
            window.popleft()
        if window:
            yield first, window[0][1]


def loose_spans(places: Sequence[Collection[int]], slop: int) -> list[Span]:
    """Minimal spans that hold every part at a place of its own, with `slop` others at most."""
    if not all(places):
        return []
    ordered = [sorted(place)[:MOST_PLACES] for place in places]
    kinds = _kinds(ordered)
    if kinds is not None:
        return _windows(kinds, len(places) + slop)
    found = []
    for first in sorted(set().union(*ordered)):
        last = _first_end(ordered, first, first + len(places) + slop - 1)
        if last is not None:
            found.append((first, last))
    return minimal_spans(found)


def _kinds(ordered: Sequence[list[int]]) -> dict[tuple[int, ...], int] | None:
    """How often each set of places is asked for; None where two of them overlap in part."""
    counts = Counter(map(tuple, ordered))
    n_places = len(set().union(*counts))
    return counts if n_places == sum(map(len, counts)) else None


def _windows(kinds: dict[tuple[int, ...], int], longest: int) -> list[Span]:
    """Smallest stretches that hold each kind as often as is asked: two ends that only go on."""
    events = sorted((place, kind) for kind, places in enumerate(kinds) for place in places)
    asked = [*kinds.values()]
    n_open = len(asked)
    held = [0] * len(asked)
    start = 0
    found = []
    for last, kind in events:
        held[kind] += 1
        n_open -= held[kind] == asked[kind]
        while n_open == 0:
            first, gone = events[start]
            if last - first < longest:
                found.append((first, last))
            start += 1
            held[gone] -= 1
            n_open += held[gone] == asked[gone] - 1
    return minimal_spans(found)


def _first_end(ordered: Sequence[list[int]], first: int, last: int) -> int | None:
    """Smallest end at which all parts fit from `first`; None where they do not by `last`.

    A part needs no more than its first k places, as the k - 1 others can take no more.
    """
    choices = []
    for part in ordered:
        start = bisect_left(part, first)
        if start == len(part) or part[start] > last:
            return None
        choices.append([place for place in part[start : start + len(ordered)] if place <= last])
    ends = sorted({place for part in choices for place in part})
    at = bisect_left(ends, True, key=lambda end: _fits(choices, end))
    return ends[at] if at < len(ends) else None


def _fits(choices: Sequence[list[int]], last: int) -> bool:
    """Whether every part can have its own place (bipartite matching, Kuhn 1955)."""
    within = [[place for place in part if place <= last] for part in choices]
    holder: dict[int, int] = {}
    return all(_seat(part, within, holder, set()) for part in range(len(within)))


def _seat(part: int, choices: Sequence[list[int]], holder: dict[int, int], tried: set[int]) -> bool:
    for place in choices[part]:
        if place in tried:
            continue
        tried.add(place)
        if place not in holder or _seat(holder[place], choices, holder, tried):
            holder[place] = part
            return True
    return False
