"""The first words of a post as headline and text of an item."""

import re

HEADLINE_LENGTH = 90
EXCERPT_LENGTH = 700
MARKS = re.compile(r"[*_`#>\[\]]|\(https?://[^)\s]*\)|^\s*[-+]\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s")


def headline_of(text: str) -> str:
    """Take the first sentence without its Markdown signs, cut at a word if it is long."""
    first = SENTENCE_END.split(_first_line(text), maxsplit=1)[0].strip()
    return _cut(first, HEADLINE_LENGTH)


def excerpt_of(text: str) -> str:
    """Take as much of the post as fits, whole paragraphs if there are any."""
    if len(text) <= EXCERPT_LENGTH:
        return text.strip()
    paragraphs = text[:EXCERPT_LENGTH].rpartition("\n\n")[0].strip()
    return paragraphs or _cut(text.strip(), EXCERPT_LENGTH)


def _first_line(text: str) -> str:
    lines = (MARKS.sub("", line).strip() for line in text.splitlines())
    return next((line for line in lines if line), "…")


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return (
        text[:length].rpartition(" ")[0].rstrip(" ,;:") + "…"
        if " " in text[:length]
        else (text[: length - 1] + "…")
    )
