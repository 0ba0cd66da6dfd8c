"""Tree → query text. What is printed reads back as the same tree."""

import datetime as dt
import re
from typing import Final

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

_BARE_VALUE: Final = re.compile(r"[\w*?][\w.\-/@*?:]*")
_BARE_SIGN: Final = {"hashtag": re.compile(r"\w+"), "mention": re.compile(r"\w[\w.\-@]*\w|\w")}
_SIGNS: Final = {"hashtag": "#", "mention": "@"}


def print_query(tree: Node) -> str:
    """The query in its clearest spelling, with brackets wherever AND and OR meet."""
    if isinstance(tree, Or):
        return " OR ".join(_operand(child, (And, Or)) for child in tree.children)
    if isinstance(tree, And):
        return " AND ".join(_operand(child, (And, Or)) for child in tree.children)
    if isinstance(tree, Not):
        return f"NOT {_operand(tree.child, (And, Or, Near))}"
    if isinstance(tree, Near):
        return _near(tree)
    return _leaf(tree)


def _operand(node: Node, bracketed: tuple[type, ...]) -> str:
    text = print_query(node)
    return f"({text})" if isinstance(node, bracketed) else text


def _near(node: Near) -> str:
    name = "ONEAR" if node.is_ordered else "NEAR"
    left = _operand(node.left, (Or,))
    return f"{left} {name}/{node.distance} {_operand(node.right, (Or, Near))}"


def _leaf(node: Node) -> str:
    if isinstance(node, Word):
        return node.pattern
    if isinstance(node, Exact):
        return f"{{{node.surface}}}"
    if isinstance(node, Phrase):
        return _phrase(node)
    return _field(node)


def _field(node: Node) -> str:
    if isinstance(node, Within):
        return f"{node.field}:{_operand(node.child, (And, Or, Not, Near))}"
    if isinstance(node, Value):
        return _value(node)
    if isinstance(node, Number):
        return f"{node.field}:{_range(node)}"
    if isinstance(node, Since):
        return f"since:{_moment(node.at, dt.timedelta())}"
    if isinstance(node, Until):
        return f"until:{_moment(node.at, dt.timedelta(days=1))}"
    raise TypeError(node)


def _phrase(node: Phrase) -> str:
    if isinstance(node.parts[0], Exact):
        words = " ".join(part.surface for part in node.parts if isinstance(part, Exact))
        return f"{{{words}}}"
    words = " ".join(part.pattern for part in node.parts if isinstance(part, Word))
    return f'"{words}"' + (f"~{node.slop}" if node.slop else "")


def _value(node: Value) -> str:
    sign = _BARE_SIGN.get(node.field)
    if sign and sign.fullmatch(node.pattern):
        return _SIGNS[node.field] + node.pattern
    if _BARE_VALUE.fullmatch(node.pattern):
        return f"{node.field}:{node.pattern}"
    return f'{node.field}:"{node.pattern}"'


def _range(node: Number) -> str:
    if node.low == node.high:
        return str(node.low)
    if node.high is None:
        return f">={node.low}"
    return f"<={node.high}" if node.low is None else f"{node.low}..{node.high}"


def _moment(at: dt.datetime, back: dt.timedelta) -> str:
    """Whole days as a day; `until:` names its last day."""
    if at.time() == dt.time() and at - back >= dt.datetime(1, 1, 1, tzinfo=dt.UTC) + back:
        return (at - back).date().isoformat()
    return at.isoformat()
