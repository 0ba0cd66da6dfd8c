"""The stream matcher: many queries against many posts.

Each query is filed under its rarest required part; a post's words and values look up which queries
may answer; those are verified by closures over the shared words of that post.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from klankbord.core.match.anchors import anchors_of, is_settled_by_anchor
from klankbord.core.match.closures import Sight, Test, Vocabulary, compile_test
from klankbord.core.match.facts import NO_FACTS, Facts, value_test
from klankbord.core.match.patterns import has_wildcard
from klankbord.core.match.tree import Query, Value
from klankbord.core.match.wordindex import WordIndex
from klankbord.core.post import Post
from klankbord.core.text.fields import VALUES_OF
from klankbord.core.text.tokens import post_words

Key = TypeVar("Key", bound=Hashable)


class _ValueIndex:
    """Queries filed under the values of one field."""

    def __init__(self, field: str, filed: Mapping[Value, list[int]]) -> None:
        self._values_of = VALUES_OF[field]
        is_patterned = {node: field == "link" or has_wildcard(node.pattern) for node in filed}
        self._whole = {
            node.pattern: numbers for node, numbers in filed.items() if not is_patterned[node]
        }
        self._patterns: list[tuple[Callable[[str], bool], list[int]]] = [
            (value_test(node), numbers) for node, numbers in filed.items() if is_patterned[node]
        ]

    def add_found(self, post: Post, found: set[int]) -> None:
        """Add the numbers of queries that a value of the post calls up."""
        for value in self._values_of(post):
            found.update(self._whole.get(value, ()))
            for test, numbers in self._patterns:
                if test(value):
                    found.update(numbers)


class Matcher(Generic[Key]):
    """Matches posts against the queries it was made with.

    `shares` are measured shares of posts that hold a word (0 to 1), where known: they only make
    filing better, never the answers different. Not for use by two threads at once.
    """

    def __init__(
        self, queries: Mapping[Key, Query], shares: Mapping[str, float] | None = None
    ) -> None:
        self._keys = list(queries)
        self._vocabulary = Vocabulary()
        self._tests: list[Test | None] = []
        self._unfiled: list[int] = []
        words: defaultdict[str, list[int]] = defaultdict(list)
        values: defaultdict[str, defaultdict[Value, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for number, query in enumerate(queries.values()):
            anchors = anchors_of(query.tree, shares or {})
            is_settled = anchors is not None and is_settled_by_anchor(query.tree)
            self._tests.append(None if is_settled else compile_test(query.tree, self._vocabulary))
            if anchors is None:
                self._unfiled.append(number)
                continue
            for word in anchors.words:
                words[word].append(number)
            for node in anchors.values:
                values[node.field][node].append(number)
        self._vocabulary.close()
        self._by_word = WordIndex(words)
        self._by_value = [_ValueIndex(field, filed) for field, filed in values.items()]

    def match(
        self, posts: Sequence[Post], facts: Sequence[Facts] | None = None
    ) -> list[tuple[int, Key]]:
        """Pairs of post index and query key, sorted by post and then in the order of queries.

        `facts[i]` holds what only others know of post i: topic, audience, reach, sentiment.
        """
        pairs: list[tuple[int, Key]] = []
        keys = self._keys
        for at, post in enumerate(posts):
            words = post_words(post)
            found = self._called_up(post, words)
            if found:
                known = facts[at] if facts is not None else NO_FACTS
                sight = Sight(post, words, known, self._vocabulary)
                pairs.extend((at, keys[number]) for number in self._verified(found, sight))
        return pairs

    def _called_up(self, post: Post, words: Iterable[str]) -> set[int]:
        found = set(self._unfiled)
        for numbers in filter(None, map(self._by_word.__getitem__, words)):
            found.update(numbers)
        for index in self._by_value:
            index.add_found(post, found)
        return found

    def _verified(self, found: set[int], sight: Sight) -> list[int]:
        tests = self._tests
        kept = []
        for number in found:
            test = tests[number]
            if test is None or test(sight):
                kept.append(number)
        kept.sort()
        return kept
