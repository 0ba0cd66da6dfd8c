"""Guesses of which share of posts holds a word or a value, until a stream tells."""

from collections.abc import Mapping
from typing import Final

from klankbord.core.match.tree import Node, Number, Phrase, Since, Until, Value, Within, Word

_FREQUENT: Final = frozenset(
    """
    aan als bij dat de den der deze die dit door een en er had heb het hij hoe ik in is je kan
    maar me meer met mijn na naar niet nog nu of om ons ook op over te tot uit van veel voor was
    wat we wel wij worden wordt ze zich zijn zo the and for you are with this that have from not
    but all can your has his her our out get just like now http https und das ist les des est
    une que pas pour el los las por con
    """.split()  # noqa: SIM905  # a list of a hundred words would fill two pages
)
_SHARE_BY_LENGTH: Final = (1.0, 0.3, 0.2, 0.02, 0.006, 0.003, 0.002, 0.0012, 0.0008, 0.0005)
_SHARE_BY_FIELD: Final = {
    "platform": 0.4, "lang": 0.5, "has": 0.5, "is": 0.7, "source": 0.2, "site": 0.05,
    "link": 0.01, "hashtag": 0.002, "mention": 0.001, "author": 0.0005, "thread": 0.0002,
    "place": 0.01, "title": 0.02,
}  # fmt: skip
_WILDER: Final = 8
_SHARE_OF_FACT: Final = 0.1
_PAIRS: Final = 3
"""Two words that are asked in a row stand so more often than chance would have it."""


def share_of(node: Node, measured: Mapping[str, float]) -> float:
    """A guess between 0 and 1; `measured` are shares of posts that hold a word, where known."""
    match node:
        case Word():
            return _word_share(node.pattern, measured)
        case Phrase():
            first, second, *_ = (share_of(part, measured) for part in node.parts)
            return min(first, second, _PAIRS * first * second)
        case Value():
            share = _SHARE_BY_FIELD.get(node.field, _SHARE_OF_FACT)
            return min(1.0, share * (_WILDER if "*" in node.pattern else 1))
        case Within():
            return share_of(node.child, measured) * _SHARE_BY_FIELD[node.field] * _WILDER
        case Number() | Since() | Until():
            return 1.0
        case _:
            raise TypeError(node)


def _word_share(pattern: str, measured: Mapping[str, float]) -> float:
    if (found := measured.get(pattern)) is not None:
        return found
    if pattern in _FREQUENT:
        return 0.4
    letters = pattern.replace("*", "").replace("?", "")
    guess = _SHARE_BY_LENGTH[min(len(letters), len(_SHARE_BY_LENGTH) - 1)]
    return guess if letters == pattern else min(1.0, guess * _WILDER)
