"""The judge: whether a post answers a query, by walking the tree. Slow and plain on purpose.

The stream matcher and the database expression are tested against this.
"""

from functools import cached_property

from klankbord.core.match.facts import NO_FACTS, Facts, number_for, value_test, values_for
from klankbord.core.match.patterns import pattern_test
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
    Query,
    Since,
    Until,
    Value,
    Within,
    Word,
)
from klankbord.core.post import Post
from klankbord.core.text.tokens import post_surfaces, post_words, surfaces_of, words_of


class _Text:
    """The words of a post, or of one of its texts."""

    def __init__(self, post: Post, field: str = "") -> None:
        self._post = post
        self._field = field

    @cached_property
    def words(self) -> list[str]:
        return words_of(getattr(self._post, self._field)) if self._field else post_words(self._post)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands: a pattern is held against a word once, however often it comes."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found

    @cached_property
    def surfaces(self) -> list[str]:
        if self._field:
            return surfaces_of(getattr(self._post, self._field))
        return post_surfaces(self._post)


def matches(query: Query, post: Post, extra: Facts | None = None) -> bool:
    """Whether the post answers the query; `extra` holds facts such as topic or reach."""
    return _holds(query.tree, post, _Text(post), NO_FACTS if extra is None else extra)


def _holds(node: Node, post: Post, text: _Text, facts: Facts) -> bool:
    match node:
        case And():
            return all(_holds(child, post, text, facts) for child in node.children)
        case Or():
            return any(_holds(child, post, text, facts) for child in node.children)
        case Not():
            return not _holds(node.child, post, text, facts)
        case Within():
            return _holds(node.child, post, _Text(post, node.field), facts)
        case Word() | Exact() | Phrase() | Near():
            return bool(spans_of(node, text))
        case _:
            return _leaf_holds(node, post, facts)


def _leaf_holds(node: Node, post: Post, facts: Facts) -> bool:
    match node:
        case Value():
            return any(map(value_test(node), values_for(node.field, post, facts)))
        case Number():
            number = number_for(node.field, post, facts)
            if number is None:
                return False
            is_high = node.low is None or number >= node.low
            return is_high and (node.high is None or number <= node.high)
        case Since():
            return post.published_at >= node.at
        case Until():
            return post.published_at < node.at
        case _:
            raise TypeError(node)


def spans_of(node: Node, text: _Text) -> list[Span]:
    """Where the node stands in the text."""
    match node:
        case Or():
            return sorted({span for child in node.children for span in spans_of(child, text)})
        case Near():
            return near_spans(
                spans_of(node.left, text),
                spans_of(node.right, text),
                node.distance,
                is_ordered=node.is_ordered,
            )
        case Phrase():
            places = [_places(part, text) for part in node.parts]
            return loose_spans(places, node.slop) if node.slop else row_spans(places)
        case Word() | Exact():
            return [(at, at) for at in sorted(_places(node, text))]
        case _:
            raise TypeError(node)


def _places(part: Word | Exact, text: _Text) -> set[int]:
    if isinstance(part, Exact):
        return {at for at, surface in enumerate(text.surfaces) if surface == part.surface}
    test = pattern_test(part.pattern)
    return {at for word, places in text.places.items() if test(word) for at in places}
