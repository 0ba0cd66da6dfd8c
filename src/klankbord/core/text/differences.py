"""What is different between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing costs the one length times the other; beyond this the stretch is told as a whole.
_MOST = 4_000_000


class Piece(NamedTuple):
    """A stretch of text: `same`, `gone` or `new`."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The later text with what went and what came; empty if nothing did.

    Every letter of both is in it: `same` and `gone` make the earlier text, `same` and `new` the
    later one. The time is bounded: some hundreds of milliseconds for texts of any shape.
    """
    if before == after:
        return []
    old, new = _WORD.findall(before), _WORD.findall(after)
    start = _n_alike(old, new)
    end = _n_alike(old[start:][::-1], new[start:][::-1])
    middle = _between(old[start : len(old) - end], new[start : len(new) - end])
    head, tail = "".join(new[:start]), "".join(new[len(new) - end :])
    pieces = [Piece("same", head), *middle, Piece("same", tail)]
    return [piece for piece in pieces if piece.text]


def _n_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Count how many words are the same from the beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _between(old: list[str], new: list[str]) -> Iterator[Piece]:
    if len(old) * len(new) > _MOST:
        yield Piece("gone", "".join(old))
        yield Piece("new", "".join(new))
        return
    for code, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            yield Piece("same", "".join(new[b0:b1]))
            continue
        yield Piece("gone", "".join(old[a0:a1]))
        yield Piece("new", "".join(new[b0:b1]))
