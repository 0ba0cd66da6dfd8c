"""Our queries as searches of X: they bring at least what a query asks for, and tell what they miss.

A part that X does not know is left out, so that more comes, which the query sorts out; a branch of
OR that X does not know is lost. Source: the platform's pages on building a query (operators, how
AND and OR bind, what may not stand alone).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Union

from klankbord.core.match.printer import print_query
from klankbord.core.match.tree import And, Exact, Near, Node, Not, Or, Phrase, Value, Word

LONGEST = 512
"""Characters of a search, and of a rule of the stream, that every access takes."""
_FIELDS = {
    "author": "from:{}",
    "hashtag": "#{}",
    "lang": "lang:{}",
    "link": 'url:"{}"',
    "mention": "@{}",
    "site": 'url:"{}"',
}
_KINDS = {
    ("has", "image"): "has:images",
    ("has", "link"): "has:links",
    ("has", "media"): "has:media",
    ("has", "video"): "has:videos",
    ("is", "quote"): "is:quote",
    ("is", "reply"): "is:reply",
    ("is", "repost"): "is:retweet",
}
_NEVER_ALONE = ("-", "has:", "is:", "lang:")


class Searches(NamedTuple):
    """Searches that together bring what a query asks for; none where X can look for nothing in it.

    `wider` are parts that X does not know: more will come. `unheard` are branches of OR that no
    search brings.
    """

    words: tuple[str, ...]
    wider: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()


class Both(NamedTuple):
    """All of these at once."""

    parts: tuple["Part", ...]


class Either(NamedTuple):
    """One of these."""

    parts: tuple["Part", ...]


Part = Union[str, Both, Either]  # noqa: UP007  # names itself


def searches_of(tree: Node) -> Searches:
    """The searches for a query, each of at most 512 characters."""
    writer = _Writer()
    part = writer.part_of(tree)
    words = writer.written(part, LONGEST) if part and _stands_alone(part) else []
    wider, unheard = (tuple(dict.fromkeys(each)) for each in (writer.wider, writer.unheard))
    return Searches(tuple(dict.fromkeys(words)), wider, unheard)


class _Writer:
    def __init__(self) -> None:
        self.wider: list[str] = []
        self.unheard: list[str] = []

    def part_of(self, node: Node) -> Part | None:
        """What X can look for; None where that is anything."""
        if isinstance(node, Or):
            return self._either(node.children)
        if isinstance(node, And):
            return self._both(node.children)
        if isinstance(node, Near):
            self.wider.append(print_query(node))
            return self._both((node.left, node.right))
        if isinstance(node, Not):
            return self._without(node)
        text = _leaf(node)
        if not text:
            self.wider.append(print_query(node))
        return text or self._words_of(node)

    def _either(self, children: Iterable[Node]) -> Part | None:
        parts: list[Part] = []
        for child in children:
            n_wider = len(self.wider)
            part = self.part_of(child)
            if part and _stands_alone(part):
                parts.append(part)
            else:
                del self.wider[n_wider:]
                self.unheard.append(print_query(child))
        return parts[0] if len(parts) == 1 else Either(tuple(parts)) if parts else None

    def _both(self, children: Iterable[Node]) -> Part | None:
        parts: list[Part] = []
        for child in children:
            part = self.part_of(child)
            parts += part.parts if isinstance(part, Both) else [part] if part else []
        return parts[0] if len(parts) == 1 else Both(tuple(parts)) if parts else None

    def _without(self, node: Not) -> Part | None:
        """X takes a minus before one thing only."""
        inner = node.child.children if isinstance(node.child, Or) else (node.child,)
        texts = [_leaf(each) for each in inner if not isinstance(each, And | Or | Near | Not)]
        if len(texts) < len(inner) or not all(texts):
            self.wider.append(print_query(node))
        parts = tuple(f"-{text}" for text in texts if text)
        return parts[0] if len(parts) == 1 else Both(parts) if parts else None

    def _words_of(self, node: Node) -> Part | None:
        """Of a loose phrase at least its words."""
        whole = [each for each in node.parts if _leaf(each)] if isinstance(node, Phrase) else []
        return self._both(whole)

    def written(self, part: Part, room: int) -> list[str]:
        """The same in searches of at most `room` characters."""
        if isinstance(part, str):
            return [part] if len(part) <= room else []
        if isinstance(part, Either):
            branches = (
                f"({text})" if isinstance(each, Both) else text
                for each in part.parts
                for text in self.written(each, room - 2)
            )
            return list(_joined(branches, room))
        return self._divided(part, room)

    def _divided(self, part: Both, room: int) -> list[str]:
        """Of what must hold at once the longest choice is divided, the rest stands in each."""
        groups = sorted((each for each in part.parts if isinstance(each, Either)), key=_length)
        fixed = sorted((each for each in part.parts if isinstance(each, str)), key=_rank)
        fixed += [f"({self.written(each, _length(each))[0]})" for each in groups[:-1]]
        kept = ""
        for text in fixed:
            longer = f"{kept} {text}".strip()
            if len(longer) <= (room * 2 // 3 if groups else room):
                kept = longer
            else:
                self.wider.append(text)
        if not groups:
            return [kept] if kept else []
        choices = self.written(groups[-1], room - len(kept) - len(" ()"))
        marked = (f"({each})" if " OR " in each else each for each in choices)
        return [f"{kept} {each}".strip() for each in marked]


def _joined(texts: Iterable[str], room: int) -> Iterator[str]:
    """As many as fit, with OR between them."""
    held = ""
    for text in texts:
        longer = f"{held} OR {text}" if held else text
        if len(longer) > room:
            yield held
        held = longer if len(longer) <= room else text
    if held:
        yield held


def _length(part: Part) -> int:
    """Characters when it is written in one piece."""
    if isinstance(part, str):
        return len(part)
    return sum(_length(each) + len(" OR ()") for each in part.parts)


def _rank(text: str) -> tuple[bool, int]:
    """What must not be left out first: something to look for, and short things."""
    return text.startswith(_NEVER_ALONE), len(text)


def _stands_alone(part: Part) -> bool:
    """X wants something to look for beside what only narrows."""
    if isinstance(part, str):
        return not part.startswith(_NEVER_ALONE)
    if isinstance(part, Either):
        return all(map(_stands_alone, part.parts))
    return any(map(_stands_alone, part.parts))


def _leaf(node: Node) -> str:
    """One thing to look for in the words of X; empty where X has none for it."""
    if isinstance(node, Word):
        return _quoted(node.pattern) if node.is_plain else ""
    if isinstance(node, Exact):
        return _quoted(node.surface)
    if isinstance(node, Phrase):
        texts = [each.surface if isinstance(each, Exact) else each.pattern for each in node.parts]
        is_whole = not node.slop and not set("*?") & set("".join(texts))
        return f'"{" ".join(texts)}"' if is_whole else ""
    return _field(node) if isinstance(node, Value) else ""


def _field(node: Value) -> str:
    form = _KINDS.get((node.field, node.pattern)) or _FIELDS.get(node.field, "")
    is_plain = not set('*?" ') & set(node.pattern)
    return form.format(node.pattern) if form and is_plain else ""


def _quoted(word: str) -> str:
    """Marks inside a word, and words that X reads as its own, stand between quotation marks."""
    is_bare = word.isalnum() and word.upper() not in {"OR", "AND"}
    return word if is_bare else f'"{word}"'
