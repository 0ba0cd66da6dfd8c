"""Folding: one spelling for what a reader takes as the same word, in any script.

NFKC, casefold, accents off (Unicode Standard Annex 15 and chapter 3.13). Vowel signs and voicing
marks that make another word (Devanagari, Thai, kana) stay. Zero-width and direction marks vanish,
so that they cannot hide a word; every other mark, NUL included, parts words.
"""

import unicodedata
from typing import Final

_MOST_STORED: Final = 100_000
_LETTERS_WITHOUT_PARTS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "ŧ": "t"}
)
_APOSTROPHE_LETTERS: Final = frozenset("\u02bc\u02bb\u02bd\u02c8\u055a")
_FIRST_PICTURE: Final = 0x2300
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_VARIATIONS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_OVERLAY: Final = 1
_POINTS: Final = range(10, 36)
_FIRST_PLACED_ACCENT: Final = 200

APART: Final = " "
GONE: Final = ""


def _is_accent(char: str) -> bool:
    """Marks that a reader leaves out: accents, Hebrew points, Arabic vowels."""
    order = unicodedata.combining(char)
    return order == _OVERLAY or order in _POINTS or order >= _FIRST_PLACED_ACCENT


def _is_mute(char: str, category: str) -> bool:
    code = ord(char)
    return (
        category in {"Cf", "Me"}
        or code in _SKIN_TONES
        or any(code in stretch for stretch in _VARIATIONS)
        or (category[0] == "M" and _is_accent(char))
    )


def _surface(char: str) -> str:
    """What one character becomes when case and accents count."""
    category = unicodedata.category(char)
    if _is_mute(char, category):
        return GONE
    if char in _APOSTROPHE_LETTERS:
        return APART
    if category[0] in "LNM":
        return char
    if category == "So" and ord(char) >= _FIRST_PICTURE:
        return f" {char} "
    return APART


def _folded(char: str) -> str:
    """What one character becomes when case and accents do not count."""
    surface = _surface(char)
    if surface != char:
        return surface
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = "".join(part for part in parts if _surface(part) == part)
    return unicodedata.normalize("NFC", kept.translate(_LETTERS_WITHOUT_PARTS))


class _Surfaces(dict[int, str]):
    """A table for `str.translate` that learns characters as they come."""

    def __missing__(self, code: int) -> str:
        made = self.make(chr(code))
        if len(self) < _MOST_STORED:
            self[code] = made
        return made

    def make(self, char: str) -> str:
        return _surface(char)


class _Folds(_Surfaces):
    def make(self, char: str) -> str:
        return _folded(char)


SURFACES: Final = _Surfaces()
FOLDS: Final = _Folds()
PATTERN_FOLDS: Final = _Folds({ord("*"): "*", ord("?"): "?"})


def compose(text: str) -> str:
    """NFKC, skipped where the text already is."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    return unicodedata.normalize("NFKC", text)


def fold_value(text: str) -> str:
    """One spelling for a handle, a tag or a name: punctuation stays, case and accents go."""
    if text.isascii():
        return " ".join(text.replace("\0", " ").lower().split())
    made = "".join(
        folded if (folded := FOLDS[ord(char)]).strip() or not _is_readable(char) else char
        for char in compose(text)
    )
    return " ".join(made.split())


def _is_readable(char: str) -> bool:
    """Punctuation and symbols are part of a value; controls and stray surrogates are not."""
    return unicodedata.category(char)[0] in "PS" and ord(char) not in _SKIN_TONES
