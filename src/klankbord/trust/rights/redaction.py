"""Take somebody's words out of a text that somebody else wrote."""

import re

from klankbord.trust.rights.contract import Outsider

MARK = "[…]"
LEAST_QUOTE = 24
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def quotes_of(text: str) -> frozenset[str]:
    """Cut a message into stretches that nobody else is likely to write."""
    whole = text.strip()
    parts = {part.strip() for part in _SENTENCE.split(whole)}
    return frozenset(part for part in {whole, *parts} if len(part) >= LEAST_QUOTE)


def redact(text: str, outsider: Outsider) -> str:
    """Put a mark in the place of each trace, the longest first."""
    for trace in sorted(outsider.traces, key=len, reverse=True):
        end = r"(?![\w-])" if trace.startswith("@") else ""
        text = re.sub(re.escape(trace) + end, MARK, text, flags=re.IGNORECASE)
    return text
