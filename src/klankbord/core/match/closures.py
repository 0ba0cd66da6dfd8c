"""Tree → one closure that looks at a post. User text enters as constants, never as source."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from klankbord.core.match.facts import Facts, number_for, value_test, values_for
from klankbord.core.match.positions import Span, loose_spans, near_spans, row_spans
from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Since,
    Until,
    Value,
    Within,
    Word,
)
from klankbord.core.match.wordindex import WordIndex
from klankbord.core.post import Post
from klankbord.core.text.tokens import post_surfaces, surfaces_of, words_of


class Vocabulary:
    """Every pattern of all queries once, with a number; `close` when all are in."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.index = WordIndex({})

    def number(self, pattern: str) -> int:
        """The number of a pattern, the same each time."""
        return self._numbers.setdefault(pattern, len(self._numbers))

    def close(self) -> None:
        """Make the index; call again after adding patterns."""
        self.index = WordIndex(self._numbers)


class Sight:
    """One text as the closures see it; everything is worked out when first asked."""

    def __init__(
        self, post: Post, words: list[str], facts: Facts, vocabulary: Vocabulary, field: str = ""
    ) -> None:
        self.post = post
        self.words = words
        self.facts = facts
        self._vocabulary = vocabulary
        self._field = field
        self._values: dict[str, Sequence[str]] = {}
        self._inner: dict[str, Sight] = {}

    @cached_property
    def terms(self) -> set[int]:
        """Numbers of the patterns that stand in the text."""
        return set().union(*map(self._vocabulary.index.__getitem__, self.words))

    @cached_property
    def places(self) -> dict[int, list[int]]:
        """Pattern number → positions."""
        made: dict[int, list[int]] = {}
        index = self._vocabulary.index
        for at, word in enumerate(self.words):
            for number in index[word]:
                made.setdefault(number, []).append(at)
        return made

    @cached_property
    def row(self) -> str:
        """The words with a space on either side of each."""
        return f" {' '.join(self.words)} "

    @cached_property
    def surfaces(self) -> dict[str, list[int]]:
        """Surface → positions."""
        made: dict[str, list[int]] = {}
        found = (
            surfaces_of(getattr(self.post, self._field))
            if self._field
            else post_surfaces(self.post)
        )
        for at, surface in enumerate(found):
            made.setdefault(surface, []).append(at)
        return made

    def values(self, field: str) -> Sequence[str]:
        """Values of a field."""
        if field not in self._values:
            self._values[field] = values_for(field, self.post, self.facts)
        return self._values[field]

    def inner(self, field: str) -> "Sight":
        """The sight of one text of the post: title or place."""
        if field not in self._inner:
            words = words_of(getattr(self.post, field))
            self._inner[field] = Sight(self.post, words, self.facts, self._vocabulary, field)
        return self._inner[field]


Test = Callable[[Sight], bool]
Spans = Callable[[Sight], list[Span]]
Places = Callable[[Sight], Collection[int]]


def compile_test(node: Node, vocabulary: Vocabulary) -> Test:
    """The closure of a whole tree."""
    match node:
        case And():
            return _all_of(node, vocabulary)
        case Or():
            return _any_of(node, vocabulary)
        case Not():
            inner = compile_test(node.child, vocabulary)
            return lambda sight: not inner(sight)
        case Within():
            field, inside = node.field, compile_test(node.child, vocabulary)
            return lambda sight: inside(sight.inner(field))
        case Phrase() | Near():
            return _positional(node, vocabulary)
        case _:
            return _leaf_test(node, vocabulary)


def _numbers(nodes: Iterable[Node], vocabulary: Vocabulary) -> frozenset[int]:
    return frozenset(vocabulary.number(node.pattern) for node in nodes if isinstance(node, Word))


def _others(nodes: Iterable[Node], vocabulary: Vocabulary) -> list[Test]:
    cost = {Or: 0, Number: 1, Since: 1, Until: 1, Value: 2, Exact: 3}
    rest = [node for node in nodes if not isinstance(node, Word)]
    rest.sort(key=lambda node: cost.get(type(node), 4))
    return [compile_test(node, vocabulary) for node in rest]


def _all_of(node: And, vocabulary: Vocabulary) -> Test:
    """Words that must be there and words that must not are one set operation each."""
    refused = [child.child for child in node.children if isinstance(child, Not)]
    banned = _numbers(refused, vocabulary)
    needed = _numbers(node.children, vocabulary)
    others = _others(
        (
            child
            for child in node.children
            if not (isinstance(child, Not) and isinstance(child.child, Word))
        ),
        vocabulary,
    )

    def all_hold(sight: Sight) -> bool:
        terms = sight.terms
        if not needed <= terms or not banned.isdisjoint(terms):
            return False
        for test in others:  # noqa: SIM110  # a generator costs as much as the test
            if not test(sight):
                return False
        return True

    return all_hold


def _any_of(node: Or, vocabulary: Vocabulary) -> Test:
    wanted = _numbers(node.children, vocabulary)
    others = _others(node.children, vocabulary)
    if not others:
        return lambda sight: not wanted.isdisjoint(sight.terms)

    def any_holds(sight: Sight) -> bool:
        if not wanted.isdisjoint(sight.terms):
            return True
        return any(test(sight) for test in others)

    return any_holds


def _leaf_test(node: Node, vocabulary: Vocabulary) -> Test:
    match node:
        case Word():
            number = vocabulary.number(node.pattern)
            return lambda sight: number in sight.terms
        case Exact():
            surface = node.surface
            return lambda sight: surface in sight.surfaces
        case Value():
            field, test = node.field, value_test(node)
            return lambda sight: any(map(test, sight.values(field)))
        case Number():
            return _number_test(node)
        case Since():
            start = node.at
            return lambda sight: sight.post.published_at >= start
        case Until():
            end = node.at
            return lambda sight: sight.post.published_at < end
        case _:
            raise TypeError(node)


def _number_test(node: Number) -> Test:
    field = node.field
    low = float("-inf") if node.low is None else node.low
    high = float("inf") if node.high is None else node.high

    def lies_between(sight: Sight) -> bool:
        number = number_for(field, sight.post, sight.facts)
        return number is not None and low <= number <= high

    return lies_between


def _positional(node: Phrase | Near, vocabulary: Vocabulary) -> Test:
    """First whether the words are there at all, then where."""
    plain = _plain_row(node)
    if plain:
        return lambda sight: plain in sight.row
    needed = frozenset(vocabulary.number(word) for word in _needed_words(node))
    spans = _spans(node, vocabulary)
    return lambda sight: needed <= sight.terms and bool(spans(sight))


def _plain_row(node: Phrase | Near) -> str:
    """A phrase of whole words in a row is a piece of the row."""
    if isinstance(node, Near) or node.slop:
        return ""
    words = [part.pattern for part in node.parts if isinstance(part, Word) and part.is_plain]
    return f" {' '.join(words)} " if len(words) == len(node.parts) else ""


def _needed_words(node: Node) -> set[str]:
    """Patterns that must be there whatever else."""
    match node:
        case Word():
            return {node.pattern}
        case Phrase():
            return {part.pattern for part in node.parts if isinstance(part, Word)}
        case Near():
            return _needed_words(node.left) | _needed_words(node.right)
        case _:
            return set()


def _spans(node: Node, vocabulary: Vocabulary) -> Spans:
    match node:
        case Or():
            made = [_spans(child, vocabulary) for child in node.children]
            return lambda sight: sorted({span for each in made for span in each(sight)})
        case Near():
            return _near(node, vocabulary)
        case Phrase():
            parts = [_places(part, vocabulary) for part in node.parts]
            slop = node.slop
            if slop:
                return lambda sight: loose_spans([part(sight) for part in parts], slop)
            return lambda sight: row_spans([set(part(sight)) for part in parts])
        case Word() | Exact():
            places = _places(node, vocabulary)
            return lambda sight: [(at, at) for at in places(sight)]
        case _:
            raise TypeError(node)


def _near(node: Near, vocabulary: Vocabulary) -> Spans:
    left, right = _spans(node.left, vocabulary), _spans(node.right, vocabulary)
    distance, is_ordered = node.distance, node.is_ordered

    def joined(sight: Sight) -> list[Span]:
        there = left(sight)
        return near_spans(there, right(sight), distance, is_ordered=is_ordered) if there else []

    return joined


def _places(part: Word | Exact, vocabulary: Vocabulary) -> Places:
    if isinstance(part, Exact):
        surface = part.surface
        return lambda sight: sight.surfaces.get(surface, ())
    number = vocabulary.number(part.pattern)
    return lambda sight: sight.places.get(number, ())
