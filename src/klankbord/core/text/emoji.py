"""Emoji in a text, each as one sign however many characters it is made of.

Unicode Technical Standard 51: joined by U+200D, followed by skin tones or U+FE0F, flags of two
letters, keycaps.
"""

import re
from typing import Final

_PICTURE: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5"
    "\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
_TONE: Final = "\U0001f3fb-\U0001f3ff"
_TAGS: Final = "\U000e0020-\U000e007f"
_ONE: Final = f"[{_PICTURE}]\ufe0f?[{_TONE}]?[{_TAGS}]*"
_EMOJI: Final = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*"
)


def emoji_in(text: str) -> list[str]:
    """Every emoji, in order, whole: a family is one, and so is a thumb with its skin tone."""
    return [] if text.isascii() else _EMOJI.findall(text)


def without_emoji(text: str) -> str:
    """Leave out emoji; a space takes the place of each."""
    return text if text.isascii() else _EMOJI.sub(" ", text)
