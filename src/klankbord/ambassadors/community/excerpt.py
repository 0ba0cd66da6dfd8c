"""The first words of a post as headline and as text under it."""

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
    """Take what follows the headline, as much as fits, whole paragraphs if there are any."""
    text = _after_headline(text.strip())
    if len(text) <= EXCERPT_LENGTH:
        return text.strip()
    paragraphs = text[:EXCERPT_LENGTH].rpartition("\n\n")[0].strip()
    return paragraphs or _cut(text.strip(), EXCERPT_LENGTH)


def _after_headline(text: str) -> str:
    """Leave out the first sentence if it is the headline in full and something follows it."""
    first, _end, below = text.partition("\n")
    _said, *more = SENTENCE_END.split(first, maxsplit=1)
    rest = "\n".join([*more, below]).strip()
    is_cut = headline_of(text).endswith("…")
    # A sign that opens in the headline and closes behind it would be left alone.
    has_halves = any(rest.count(sign) % 2 for sign in ("**", "__", "`"))
    return text if not rest or is_cut or has_halves else rest


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
