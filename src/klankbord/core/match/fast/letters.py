"""What letters outside ASCII become, as tables for machine code; the rest of Unicode is left out.

A letter has a place here if it can be folded by itself: it never joins with its neighbours
(NFKC, Unicode Standard Annex 15), and it is not written in pairs as Chinese is.
"""

import unicodedata
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from klankbord.core.match.fast.machine import Bytes, Ints, compiled, inlined
from klankbord.core.text.fold import FOLDS
from klankbord.core.text.words import FOLD_BYTES, HAS_CJK

_LAST_ASCII: Final = 0x7F
_LAST_COMPOSED: Final = 0x12000
_LONG_S: Final = 0x17F
"""Means `s` in an address when case does not count: too odd to follow."""

# Stretches of code points: Europe to Southeast Asia and signs, pictures, the choice of a picture.
_BLOCKS: Final = (range(0x3000), range(0x1F000, 0x1FB00), range(0xFE00, 0xFE10))
_END, _PICTURES, _PICTURES_END, _CHOICES, _CHOICES_END = 0x3000, 0x1F000, 0x1FB00, 0xFE00, 0xFE10

UNKNOWN: Final = -1
IN_WORD: Final = 1
APART: Final = 2


class Letters(NamedTuple):
    """Letter n becomes `folded[starts[n]:starts[n] + lengths[n]]`; length -1: left out."""

    starts: Ints
    lengths: Ints
    folded: Bytes
    kinds: Bytes
    ascii: Bytes


@cache
def make_letters() -> Letters:
    """Fold every letter once; takes some 50 ms."""
    joining = _joining()
    chars = [chr(code) for block in _BLOCKS for code in block]
    found = [_folded(char, joining) for char in chars]
    lengths = np.array([UNKNOWN if each is None else len(each) for each in found], np.int32)
    starts = np.zeros(len(chars), np.int32)
    np.cumsum(np.maximum(lengths, 0)[:-1], out=starts[1:])
    kinds = [IN_WORD * (char.isalnum() or char == "_") + APART * char.isspace() for char in chars]
    return Letters(
        starts,
        lengths,
        np.frombuffer(b"".join(each or b"" for each in found), np.uint8).copy(),
        np.array(kinds, np.uint8),
        np.frombuffer(FOLD_BYTES, np.uint8).copy(),
    )


def _joining() -> set[str]:
    """Letters that may join with the one before them."""
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(_LAST_COMPOSED))
    return {chr(int(pair[1], 16)) for pair in parts if len(pair) == 2 and pair[0][0] != "<"}


def _folded(char: str, joining: set[str]) -> bytes | None:
    code = ord(char)
    if code <= _LAST_ASCII:
        return bytes([FOLD_BYTES[code]])
    whole = unicodedata.normalize("NFKC", char)
    if code == _LONG_S or any(each in joining or unicodedata.combining(each) for each in whole):
        return None
    made = "".join(each if each.isascii() else FOLDS[ord(each)] for each in whole)
    if HAS_CJK.search(char + whole + made):
        return None
    return made.encode().translate(FOLD_BYTES)


@inlined
def letter_at(buffer: Bytes, at: int) -> tuple[int, int]:
    """The number of the letter that begins here in UTF-8 (-1: not in the tables), and its bytes."""
    first = np.int64(buffer[at])
    if first < 0x80:
        return first, 1
    if first < 0xE0:
        return ((first & 0x1F) << 6) | (np.int64(buffer[at + 1]) & 0x3F), 2
    if first < 0xF0:
        code = ((first & 0x0F) << 12) | ((np.int64(buffer[at + 1]) & 0x3F) << 6)
        code |= np.int64(buffer[at + 2]) & 0x3F
        if code < _END:
            return code, 3
        if _CHOICES <= code < _CHOICES_END:
            return code - _CHOICES + _END + _PICTURES_END - _PICTURES, 3
        return UNKNOWN, 3
    code = ((first & 0x07) << 18) | ((np.int64(buffer[at + 1]) & 0x3F) << 12)
    code |= ((np.int64(buffer[at + 2]) & 0x3F) << 6) | (np.int64(buffer[at + 3]) & 0x3F)
    if _PICTURES <= code < _PICTURES_END:
        return code - _PICTURES + _END, 4
    return UNKNOWN, 4


@inlined
def kind_at(buffer: Bytes, at: int, kinds: Bytes) -> tuple[int, int]:
    """Whether a letter of words or a space begins here (0: neither, -1: not known); its bytes."""
    letter, size = letter_at(buffer, at)
    if letter < 0:
        return UNKNOWN, size
    return np.int64(kinds[letter]), size


@compiled
def kind_before(buffer: Bytes, at: int, kinds: Bytes) -> int:
    """The same for the letter that ends before this place."""
    at -= 1
    while buffer[at] & 0xC0 == 0x80:
        at -= 1
    return kind_at(buffer, at, kinds)[0]
