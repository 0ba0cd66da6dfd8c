"""Mark the words of a query in a text."""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from klankbord.core.match import Query
from klankbord.core.match.tree import (
    Exact,
    Node,
    Not,
    Phrase,
    Value,
    Within,
    Word,
    children_of,
)
from klankbord.core.text.tokens import words_of

_WORD = re.compile(r"[\w\u0300-\u036f]+")
LONGEST = 420
_LEAD = 120


@dataclass(frozen=True)
class Marked:
    """A text, and the (start, end) spans in it that are to be marked."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Marker:
    """Word patterns in a row, each row to be marked where it stands."""

    rows: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, query: Query | None) -> "Marker":
        """Everything that the query asks for in a text; NOT is never marked."""
        return cls(tuple(dict.fromkeys(_rows(query.tree)))) if query else cls()

    def mark(self, text: str) -> Marked:
        """Find what is to be marked."""
        words = list(_WORD.finditer(text)) if self.rows else []
        hits = self._hits(["".join(words_of(word.group())) for word in words])
        return Marked(text, tuple(words[place].span() for place in sorted(hits)))

    def excerpt(self, text: str) -> Marked:
        """A stretch of a long text around its first mark."""
        flat = " ".join(text.split())
        whole = self.mark(flat)
        if len(flat) <= LONGEST:
            return whole
        first = whole.spans[0][0] if whole.spans else 0
        start = flat.find(" ", first - _LEAD) + 1 if first > LONGEST // 2 else 0
        cut = flat[start : start + LONGEST].rsplit(" ", 1)[0]
        end = " …" if start + len(cut) < len(flat) else ""
        return self.mark(("… " if start else "") + cut + end)

    def _hits(self, words: Sequence[str]) -> set[int]:
        hits: set[int] = set()
        plain = {row[0] for row in self.rows if len(row) == 1 and not _is_wild(row[0])}
        others = [row for row in self.rows if len(row) > 1 or _is_wild(row[0])]
        for place, word in enumerate(words):
            if word in plain:
                hits.add(place)
            for row in others:
                stretch = words[place : place + len(row)]
                if len(stretch) == len(row) and all(map(_is_match, stretch, row)):
                    hits.update(range(place, place + len(row)))
        return hits


def _is_wild(pattern: str) -> bool:
    return "*" in pattern or "?" in pattern


def _is_match(word: str, pattern: str) -> bool:
    return word == pattern or (_is_wild(pattern) and fnmatch.fnmatchcase(word, pattern))


def _rows(node: Node) -> Iterator[tuple[str, ...]]:
    if isinstance(node, Word):
        yield (node.pattern,)
    elif isinstance(node, Exact):
        yield tuple(words_of(node.surface)[:1])
    elif isinstance(node, Phrase):
        words = [part.pattern if isinstance(part, Word) else part.surface for part in node.parts]
        yield from ([(word,) for word in words] if node.slop else [tuple(words)])
    elif isinstance(node, Value) and node.field in {"hashtag", "mention"}:
        yield (node.pattern,)
    elif isinstance(node, Within) and node.field != "title":
        return
    elif not isinstance(node, Not):
        for child in children_of(node):
            yield from _rows(child)
