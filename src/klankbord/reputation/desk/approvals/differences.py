"""What is different between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A stretch of text: `same`, `gone` or `new`."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The later text with what went and what came; empty if nothing did."""
    if before == after:
        return []
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces = []
    for code, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            pieces.append(Piece("same", "".join(new[b0:b1])))
            continue
        gone, came = "".join(old[a0:a1]), "".join(new[b0:b1])
        pieces += [Piece(kind, text) for kind, text in (("gone", gone), ("new", came)) if text]
    return pieces
