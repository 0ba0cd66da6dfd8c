"""Words written so that a filter misses them: what a reader takes them for.

Signs without width inside a word, letters of another script that look alike, digits and signs for
letters (k1@cht), letters apart (k l a c h t), letters drawn out (klaaaacht). Each is a function of
its own. Matching does not use these: a query finds what is written (see `words.py`).
"""

import re
import unicodedata
from typing import Final

_ZERO_WIDTH: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
)
# Where a word may end, and where the direction of writing turns.
_BETWEEN: Final = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WORD: Final = re.compile(r"[^\W_]+")
_TOKEN: Final = re.compile(r"(?<![\w@#$!/.\-])[\w@$]++(?![.\-/]\w)")
_APART: Final = re.compile(
    r"(?<![\w.\-])[^\W\d_](?:([ .\-*])[^\W\d_])(?:\1[^\W\d_]){2,40}(?!\w)(?!\1\w)"
)
_NUMBER: Final = re.compile(r"\d\d|[2689_]")
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
# Cyrillic and Greek letters that look like a Latin one (Unicode Technical Standard 39).
_LATIN_FOR: Final = str.maketrans(
    {
        "\u0430": "a", "\u0435": "e", "\u043a": "k", "\u043e": "o", "\u0440": "p", "\u0441": "c",
        "\u0443": "y", "\u0445": "x", "\u0455": "s", "\u0456": "i", "\u0458": "j", "\u04bb": "h",
        "\u0501": "d", "\u051b": "q", "\u051d": "w", "\u0410": "A", "\u0412": "B", "\u0415": "E",
        "\u041a": "K", "\u041c": "M", "\u041d": "H", "\u041e": "O", "\u0420": "P", "\u0421": "C",
        "\u0422": "T", "\u0425": "X", "\u0405": "S", "\u0406": "I", "\u0408": "J", "\u03b1": "a",
        "\u03b9": "i", "\u03ba": "k", "\u03bd": "v", "\u03bf": "o", "\u03c1": "p", "\u0391": "A",
        "\u0392": "B", "\u0395": "E", "\u0397": "H", "\u0399": "I", "\u039a": "K", "\u039c": "M",
        "\u039d": "N", "\u039f": "O", "\u03a1": "P", "\u03a4": "T", "\u03a7": "X",
    }
)  # fmt: skip
_LETTER_FOR: Final = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
_LONGEST: Final = 24  # letters: no search may take long
_VOWELS: Final = frozenset("aeiouyAEIOUY034@")
_LEAST_LETTERS: Final = 2
_SHORT: Final = 4  # characters: with fewer, and no vowel, it is an acronym (`M5S`)


def without_zero_width(text: str) -> str:
    """Leave out signs that take no room, inside a word or around it.

    A sign that may end a word, between two kinds of writing, becomes a space.
    """
    return text if text.isascii() else _ZERO_WIDTH.sub(_gap, text)


def _gap(found: re.Match[str]) -> str:
    sides = (
        found.string[max(found.start() - 1, 0) : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    if not (_BETWEEN.search(found[0]) and all(map(str.isalnum, sides))):
        return ""
    return "" if _writing(sides[0]) == _writing(sides[1]) else " "


def _writing(char: str) -> str:
    """The script of a letter; of a digit that it is one."""
    return unicodedata.name(char, "").partition(" ")[0]


def one_script(text: str) -> str:
    """Turn look-alikes into Latin letters, in words that hold Latin letters too.

    A word that is Cyrillic or Greek throughout stays as it is.
    """
    return text if text.isascii() else _WORD.sub(lambda found: _in_one_script(found[0]), text)


def _in_one_script(word: str) -> str:
    turned = word.translate(_LATIN_FOR)
    if turned == word or not any(map(_is_latin, word)):
        return word
    return turned if all(_is_latin(char) or char.isdigit() for char in turned) else word


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def letters_for_signs(text: str) -> str:
    """Read digits and signs between letters as the letters that they look like: `k1@cht`.

    Words that begin or end with a digit stay (`4G`, `covid19`, `h1n1`), and so do addresses,
    handles, words of another script, short ones without a vowel (`M5S`), and words with numbers
    of two digits or fewer than two letters.
    """
    return _TOKEN.sub(lambda found: _in_letters(found[0]), text)


def _in_letters(word: str) -> str:
    if word.isalpha() or len(word) > _LONGEST or not (word[0].isalpha() and word[-1].isalpha()):
        return word
    letters = [char for char in word if char.isalpha()]
    if len(letters) < _LEAST_LETTERS or _NUMBER.search(word) or not all(map(_is_latin, letters)):
        return word
    if len(word) < _SHORT and _VOWELS.isdisjoint(word):
        return word
    return "".join(_letter(word, at) for at in range(len(word)))


def _letter(word: str, at: int) -> str:
    """A 1 beside a vowel is an l, between consonants an i."""
    if word[at] != "1":
        return _LETTER_FOR.get(word[at], word[at])
    return "l" if _VOWELS & {word[at - 1], word[at + 1]} else "i"


def joined_letters(text: str) -> str:
    """Bring letters together that stand apart, four or more: `k l a c h t`, `s.u.k.k.e.l`."""
    return _APART.sub(lambda found: found[0].replace(found[1], ""), text)


def shortened(text: str) -> str:
    """Three of the same letters or more become two: `heeeeel` is `heel`; `www` and `III` stay."""
    return _WORD.sub(lambda found: _shortened(found[0]), text)


def _shortened(word: str) -> str:
    return word if len(set(word)) == 1 else _DRAWN_OUT.sub(r"\1\1", word)


def undisguised(text: str) -> str:
    """All of these, in the order in which each helps the next."""
    return shortened(letters_for_signs(joined_letters(one_script(without_zero_width(text)))))
