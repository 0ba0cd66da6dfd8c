"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

PIECES = re.compile(r"\s+|\w+|[^\w\s]")


MARKS = re.compile(r"\*\*|__|`|^#+ |(?<!\s)\*|\*(?=\w)", re.MULTILINE)
BULLETS = re.compile(r"^[-*+] ", re.MULTILINE)


class Piece(NamedTuple):
    """A run of words that stayed (`same`), went (`gone`) or came (`new`)."""

    state: str
    text: str


def compare_texts(old: str, new: str) -> list[Piece]:
    """Cut two texts into the runs of words that stayed, went and came."""
    return list(_pieces(PIECES.findall(old), PIECES.findall(new)))


def plain_words(text: str) -> str:
    """Take the Markdown signs off: readers compare words, not stars."""
    return BULLETS.sub("• ", MARKS.sub("", text))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for state, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if state == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
            continue
        if old_from < old_to:
            yield Piece("gone", "".join(old[old_from:old_to]))
        if new_from < new_to:
            yield Piece("new", "".join(new[new_from:new_to]))
