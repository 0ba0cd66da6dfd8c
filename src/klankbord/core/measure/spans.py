"""How well places in texts are found: recall, precision and F of every label.

A place given is right where it shares half or more of its characters, and of the right place's,
with a right one of the same label; each right place is found once (the usual "partial" match of
span evaluation, as in SemEval 2013 task 9.1).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.measure.intervals import Interval, wilson_interval

Span = tuple[int, int, str]
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """One label: `n` places to find, of which `n_found`, among `n_given`."""

    label: str
    n: int
    n_given: int
    n_found: int

    @property
    def recall(self) -> Interval:
        """Share of the places that were found."""
        return wilson_interval(self.n_found, self.n)

    @property
    def precision(self) -> Interval:
        """Share of the places given that are right."""
        return wilson_interval(self.n_found, self.n_given)

    def f(self, beta: float = 1.0) -> float:
        """F of van Rijsbergen: with beta 2, recall weighs four times as much as precision."""
        weight = beta * beta
        total = weight * self.n + self.n_given
        return (1 + weight) * self.n_found / total if total else 0.0


def span_figures(
    pairs: Iterable[tuple[Sequence[Span], Sequence[Span]]], labels: Collection[str]
) -> list[SpanFigures]:
    """Compare (right, given) of many texts, for the labels that the set has, in their order."""
    n: Counter[str] = Counter()
    n_given: Counter[str] = Counter()
    n_found: Counter[str] = Counter()
    for right, given in pairs:
        n.update(label for *_, label in right)
        n_given.update(label for *_, label in given)
        n_found.update(_found(right, given))
    return [SpanFigures(each, n[each], n_given[each], n_found[each]) for each in sorted(labels)]


def _found(right: Sequence[Span], given: Sequence[Span]) -> list[str]:
    left = list(given)
    found = []
    for each in right:
        hit = next((other for other in left if _is_same(each, other)), None)
        if hit is not None:
            left.remove(hit)
            found.append(each[2])
    return found


def _is_same(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    longest = max(one[1] - one[0], other[1] - other[0])
    return one[2] == other[2] and shared > 0 and shared >= _HALF * longest
