"""Take somebody's words out of a text that somebody else wrote."""

import re

from klankbord.trust.rights.contract import Outsider

MARK = "[…]"
LEAST_QUOTE = 16
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def quotes_of(text: str) -> frozenset[str]:
    """Cut a message into stretches that nobody else is likely to write."""
    whole = text.strip()
    parts = {part.strip() for part in _SENTENCE.split(whole)}
    return frozenset(part for part in {whole, *parts} if len(part) >= LEAST_QUOTE)


def redact(text: str, outsider: Outsider) -> str:
    """Put a mark in the place of each trace, the longest first; never inside another word."""
    folded = text.casefold()
    for trace in sorted(outsider.traces, key=len, reverse=True):
        if trace.casefold() in folded:
            text = re.sub(rf"(?<!\w){re.escape(trace)}(?!\w)", MARK, text, flags=re.IGNORECASE)
    return text


def is_named_in(text: str, outsider: Outsider) -> bool:
    """Whether a text holds one of the traces."""
    return redact(text, outsider) != text
