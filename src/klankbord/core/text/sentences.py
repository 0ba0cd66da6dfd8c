"""Sentences and words of a text that people write in Markdown, each with its place.

A heading, an item of a list and a paragraph end a sentence; a line break inside a paragraph does
not. Places are characters in the text as given, without the signs of Markdown at either end.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_BLOCK_END: Final = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[-*+•]|\d{1,2}[.)]|#{1,6})\s)")
_BLOCK_SIGNS: Final = re.compile(r"\s*(?:(?:[-*+•>]|\d{1,2}[.)]|#{1,6})\s+)*")
_OPENS: Final = "\"'\N{LEFT SINGLE QUOTATION MARK}“«(\\[*_"
_CLOSES: Final = "\"'\N{RIGHT SINGLE QUOTATION MARK}”»)\\]*_"
_STOP: Final = re.compile(rf"[.!?…]+[{_CLOSES}]*(?=\s)")
_BEGINS: Final = re.compile(rf"\s+(?:[-•]\s+)?[{_OPENS}]*[^\W_a-zß-öø-ÿ]")
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|[a-z](?:\.[a-z])+|art|bijv|bv|ca|dhr|dr|drs|etc|evt|ing|ir|jl|mevr|mr|"
    r"mrs|ms|mw|nr|pag|prof|resp|sr|st|tel|vgl|e\.g|i\.e|vs)\.$",
    re.IGNORECASE,
)
_WORD: Final = re.compile("[^\\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}\\-.][^\\W_]+)*")


class Place(NamedTuple):
    """Where something stands: `text[start:end]`."""

    start: int
    end: int


def sentence_places(text: str) -> list[Place]:
    """The sentences of a text that hold a word, in order."""
    return [
        each
        for start, end in _blocks(text)
        for each in _sentences(text, start, end)
        if _WORD.search(text, *each)
    ]


def word_places(text: str, within: Place | None = None) -> list[Place]:
    """The words of a text, or of one stretch of it; a number is a word."""
    start, end = within or (0, len(text))
    return [Place(*found.span()) for found in _WORD.finditer(text, start, end)]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BLOCK_END.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterator[Place]:
    signs = _BLOCK_SIGNS.match(text, start, end)
    start = signs.end() if signs else start
    for found in _STOP.finditer(text, start, end):
        if _BEGINS.match(text, found.end(), end) and not _is_shortened(text, start, found.end()):
            yield _trimmed(text, start, found.end())
            start = found.end()
    yield _trimmed(text, start, end)


def _is_shortened(text: str, start: int, end: int) -> bool:
    return _SHORTENED.search(text[max(start, end - 12) : end]) is not None


def _trimmed(text: str, start: int, end: int) -> Place:
    piece = text[start:end]
    return Place(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
