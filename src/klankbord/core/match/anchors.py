"""The rarest part that every answer must have: under which a query is filed.

The idea is the presearcher of Luwak (Flax, 2013), now Lucene Monitor. OR needs the parts of all its
branches, AND only its rarest; NOT gives nothing to look for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.match.tree import And, Exact, Near, Node, Or, Phrase, Value, Within, Word
from klankbord.core.match.values import POST_FIELDS
from klankbord.core.text.words import words_of

_FREQUENT: Final = frozenset(
    [
        "aan",
        "als",
        "bij",
        "dat",
        "de",
        "den",
        "der",
        "deze",
        "die",
        "dit",
        "door",
        "een",
        "en",
        "er",
        "had",
        "heb",
        "het",
        "hij",
        "hoe",
        "ik",
        "in",
        "is",
        "je",
        "kan",
        "maar",
        "me",
        "meer",
        "met",
        "mijn",
        "na",
        "naar",
        "niet",
        "nog",
        "nu",
        "of",
        "om",
        "ons",
        "ook",
        "op",
        "over",
        "te",
        "tot",
        "uit",
        "van",
        "veel",
        "voor",
        "was",
        "wat",
        "we",
        "wel",
        "wij",
        "worden",
        "wordt",
        "ze",
        "zich",
        "zijn",
        "zo",
        "the",
        "and",
        "for",
        "you",
        "are",
        "with",
        "this",
        "that",
        "have",
        "from",
        "not",
        "was",
        "but",
        "all",
        "can",
        "your",
        "has",
        "his",
        "her",
        "our",
        "out",
        "get",
        "just",
        "like",
        "now",
        "http",
        "https",
        "der",
        "die",
        "und",
        "das",
        "ist",
        "les",
        "des",
        "est",
        "une",
        "que",
        "pas",
        "pour",
        "el",
        "los",
        "las",
        "por",
        "con",
    ]
)
_SHARE_BY_LENGTH: Final = (1.0, 0.3, 0.2, 0.02, 0.006, 0.003, 0.002, 0.0012, 0.0008, 0.0005)
_SHARE_BY_FIELD: Final = {
    "platform": 0.4, "lang": 0.5, "has": 0.5, "is": 0.7, "source": 0.2, "site": 0.05,
    "link": 0.01, "hashtag": 0.002, "mention": 0.001, "author": 0.0005, "thread": 0.0002,
}  # fmt: skip
_WILDER: Final = 8


@dataclass(frozen=True, slots=True)
class Anchors:
    """Parts of which every answer has one; `share` is the guessed share of posts with one."""

    share: float
    words: frozenset[str] = frozenset()
    values: frozenset[Value] = frozenset()


def anchors_of(node: Node, shares: Mapping[str, float]) -> Anchors | None:
    """The cheapest anchors of a node; None where any post might answer."""
    match node:
        case Within(field="title"):
            return anchors_of(node.child, shares)
        case And() | Phrase() | Near():
            return _rarest([anchors_of(child, shares) for child in _needed(node)])
        case Or():
            return _union([anchors_of(child, shares) for child in node.children])
        case _:
            return _leaf_anchors(node, shares)


def _leaf_anchors(node: Node, shares: Mapping[str, float]) -> Anchors | None:
    match node:
        case Word():
            return Anchors(_share(node.pattern, shares), words=frozenset({node.pattern}))
        case Exact():
            words = words_of(node.surface)
            return anchors_of(Word(words[0]), shares) if len(words) == 1 else None
        case Value() if node.field in POST_FIELDS:
            share = _SHARE_BY_FIELD[node.field] * (_WILDER if "*" in node.pattern else 1)
            return Anchors(share, values=frozenset({node}))
        case _:
            return None


def _needed(node: And | Phrase | Near) -> Sequence[Node]:
    if isinstance(node, And):
        return node.children
    return node.parts if isinstance(node, Phrase) else (node.left, node.right)


def _rarest(found: Sequence[Anchors | None]) -> Anchors | None:
    known = [anchors for anchors in found if anchors is not None]
    return min(known, key=lambda anchors: anchors.share, default=None)


def _union(found: Sequence[Anchors | None]) -> Anchors | None:
    known = [anchors for anchors in found if anchors is not None]
    if len(known) < len(found):
        return None
    return Anchors(
        sum(anchors.share for anchors in known),
        frozenset().union(*(anchors.words for anchors in known)),
        frozenset().union(*(anchors.values for anchors in known)),
    )


def _share(pattern: str, shares: Mapping[str, float]) -> float:
    if (measured := shares.get(pattern)) is not None:
        return measured
    if pattern in _FREQUENT:
        return 0.4
    letters = pattern.replace("*", "").replace("?", "")
    guess = _SHARE_BY_LENGTH[min(len(letters), len(_SHARE_BY_LENGTH) - 1)]
    return guess if letters == pattern else min(1.0, guess * _WILDER)


def is_settled_by_anchor(node: Node) -> bool:
    """Whether meeting an anchor is the whole answer, so that no second look is needed."""
    if isinstance(node, Or):
        return all(is_settled_by_anchor(child) for child in node.children)
    return isinstance(node, Word) or (isinstance(node, Value) and node.field in POST_FIELDS)
