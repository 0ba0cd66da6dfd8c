"""A text as words with positions: the place in the list is the position.

Every character that is not a letter, digit, vowel sign or picture parts words, apostrophe and
hyphen included: `foto's` is `foto s` and a query for `foto's` asks for those two in a row.
Chinese, Japanese and Korean runs become overlapping pairs. Addresses of pages are left out.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from klankbord.core.text.fold import FOLDS, PATTERN_FOLDS, SURFACES, compose

LONGEST_WORD: Final = 80
_LAST_ASCII: Final = 127
_SPACE: Final = 32
TITLE_END: Final = "¶"
"""Stands between title and text, so that no phrase runs from one into the other."""


def _byte_table(turn: Callable[[str], str]) -> bytes:
    """ASCII letters and digits through `turn`, other ASCII apart, other bytes as they are."""
    return bytes(
        code if code > _LAST_ASCII else ord(turn(chr(code))) if chr(code).isalnum() else _SPACE
        for code in range(256)
    )


FOLD_BYTES: Final = _byte_table(str.lower)
_SURFACE_BYTES: Final = _byte_table(str)
_WIDE: Final = re.compile(r"[^\x00-\x7f]+")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CJK: Final = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
HAS_CJK: Final = re.compile(f"[{_CJK}]")
_RUNS: Final = re.compile(f"[{_CJK}]+|[^{_CJK}]+")


def words_of(text: str) -> list[str]:
    """Folded words of a text, in order; about 2 µs for an ASCII message of 140 characters."""
    return _cut(text, _folded_run, FOLD_BYTES)


def surfaces_of(text: str) -> list[str]:
    """The same words at the same positions, with their case and accents."""
    return _cut(text, _surface_run, _SURFACE_BYTES)


def pattern_words(text: str) -> list[str]:
    """Words of a query word: as `words_of`, but `*` and `?` stay where they stand."""
    pieces = compose(text).translate(PATTERN_FOLDS).split()
    return [part for piece in pieces for part in _pattern_parts(piece)]


def _pattern_parts(piece: str) -> list[str]:
    """Pairs for Chinese, Japanese and Korean; one sign alone may stand anywhere in a pair."""
    if not HAS_CJK.search(piece):
        return [piece[:LONGEST_WORD]] if piece.strip("*?") else []
    runs = [run for run in _RUNS.findall(piece) if run.strip("*?")]
    parts: list[str] = []
    for run in runs:
        if not HAS_CJK.match(run):
            parts.append(run[:LONGEST_WORD])
        elif len(run) == 1:
            parts.append(f"*{run}*")
        else:
            parts.extend(_pairs(run))
    return parts


@lru_cache(maxsize=20_000)
def _folded_run(run: str) -> str:
    return run.translate(FOLDS)


@lru_cache(maxsize=5_000)
def _surface_run(run: str) -> str:
    return run.translate(SURFACES)


def without_addresses(text: str) -> str:
    """The text with a space for each address of a page."""
    return _ADDRESS.sub(" ", text) if has_address(text) else text


def has_address(text: str) -> bool:
    """Whether a sign of an address is there; one letter is found ten times as fast as three."""
    return (":" in text and "://" in text) or ("." in text and ("www." in text or "WWW." in text))


def _cut(text: str, turn: Callable[[str], str], table: bytes) -> list[str]:
    """Runs outside ASCII repeat a lot in a stream and are kept; the rest is one byte table."""
    text = without_addresses(text)
    if text.isascii():
        words = text.encode("ascii").translate(table).decode("ascii").split()
    else:
        flat = _WIDE.sub(lambda found: turn(found.group()), compose(text))
        words = flat.encode().translate(table).decode().split(" ")
        words = [part for word in words if word for part in _split_runs(word)]
    if len(text) > LONGEST_WORD:
        words = [word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] for word in words]
    return words


def _split_runs(word: str) -> list[str]:
    if word.isascii() or not HAS_CJK.search(word):
        return [word]
    parts: list[str] = []
    for run in _RUNS.findall(word):
        parts.extend(_pairs(run) if HAS_CJK.match(run) else [run])
    return parts


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
