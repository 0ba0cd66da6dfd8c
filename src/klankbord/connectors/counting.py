"""How platforms count the length of a text."""

import re
import unicodedata
from enum import StrEnum

_PICTURE = "[\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_SHOWN = f"(?:{_PICTURE}\ufe0f?|[\u00a9\u00ae]\ufe0f)[\U0001f3fb-\U0001f3ff]?"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    f"|{_SHOWN}[\U000e0020-\U000e007f]*(?:\u200d{_SHOWN})*"
)
"""Flags, keys, and pictures with what is joined to them; some of these signs are no emoji, but two
characters all the same."""
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


class Counting(StrEnum):
    """What a platform counts."""

    CHARACTERS = "characters"
    WEIGHTS = "weights"
    """As X does: letters of Europe and of most alphabets once; emoji, however many signs one is
    made of, other signs (€ and … too) and East Asian scripts twice. Source: the configuration of
    twitter-text, version 3, and "Counting characters" in the documentation of X."""
    BYTES = "bytes"
    """Of UTF-8."""

    def length_of(self, text: str) -> int:
        """How long a text is."""
        if self is Counting.BYTES:
            return len(text.encode())
        if self is Counting.CHARACTERS:
            return len(text)
        text = _EMOJI.sub("\u20ac", unicodedata.normalize("NFC", text))
        return len(text) + len(_HEAVY.findall(text))
