"""What is one emoji, and what other platforms call it."""

import unicodedata
from functools import cache

_JOINER, _PICTURE, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
_FLAG = {chr(code) for code in range(0x1F1E6, 0x1F200)}
_TAGS = {chr(code) for code in range(0xE0020, 0xE0080)}
_FLAG_LETTERS = 2
_MARKS = {_PICTURE, _KEYCAP, *_TONES, *_TAGS}
_NAMES = {
    "🙏": "pray folded_hands bow thanks thank_you bedankt",
    "❤": "heart hearts heart_eyes blue_heart green_heart yellow_heart purple_heart orange_heart"
    " two_hearts sparkling_heart hugging_face like",
    "👍": "+1 thumbsup plus1 thumbs_up",
    "👎": "-1 thumbsdown thumbs_down",
    "✅": "white_check_mark heavy_check_mark ballot_box_with_check",
    "💡": "bulb idea",
    "🤔": "thinking_face thinking",
    "👏": "clap clapping_hands",
    "🙌": "raised_hands",
    "💪": "muscle",
    "🎉": "tada party confetti_ball partying_face party_popper",
    "🚀": "rocket",
    "🔥": "fire",
    "⭐": "star star2",
    "🏆": "trophy",
    "👀": "eyes",
    "😂": "joy laughing rolling_on_the_floor_laughing rofl",
    "😄": "smile smiley grinning slightly_smiling_face",
    "😢": "cry sob disappointed",
    "😮": "open_mouth astonished hushed",
    "🤝": "handshake",
    "💯": "100",
    "🍰": "cake",
    "☕": "coffee",
}
IDEAS = ("🙏", "👍", "💡", "👏", "❤️", "🎉", "💪", "🤔", "👀", "😄", "🤝", "🔥", "✅", "🍰")
"""What a settings page proposes to who has no key for emoji."""


def is_emoji(text: str) -> bool:
    """Whether this is one emoji and nothing else: a sign, several joined, or a flag."""
    if len(text) == _FLAG_LETTERS and set(text) <= _FLAG:
        return True
    return all(_is_sign(part) for part in text.split(_JOINER))


def bare(emoji: str) -> str:
    """The sign without its skin tone and without the mark that asks for a picture."""
    return "".join(sign for sign in emoji if sign not in _MARKS)


@cache
def names_elsewhere(emoji: str) -> frozenset[str]:
    """What Slack and Mattermost call it: their own name, or else that of Unicode."""
    sign = bare(emoji)
    told = unicodedata.name(sign, "") if len(sign) == 1 else ""
    own = told.lower().replace(" ", "_").replace("-", "_")
    return frozenset((*_NAMES.get(sign, "").split(), own)) - {""}


def _is_sign(part: str) -> bool:
    if not part:
        return False
    first, marks = part[0], set(part[1:])
    is_picture = unicodedata.category(first) in {"So", "Sm", "Po"} and ord(first) > 0xA8  # noqa: PLR2004  # what follows Latin
    is_keycap = first in "0123456789#*" and part.endswith(_KEYCAP)
    return (is_picture or is_keycap) and marks <= _MARKS
