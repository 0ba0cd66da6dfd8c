"""Emoji are whole, however many characters they are made of."""

import pytest

from klankbord.core.text.emoji import emoji_in, without_emoji

FLAG = "🏴\U000e0067\U000e0062\U000e007f"
WHOLE = [
    FLAG,
    "👍",
    "👍🏽",
    "❤️",
    "👨\u200d👩\u200d👧",
    "🇳🇱",
    "1️⃣",
    "🏴\U000e0067\U000e0062\U000e007f",
    "☂",
]


@pytest.mark.parametrize("sign", WHOLE)
def test_each_is_one(sign):
    assert emoji_in(f"zo {sign}{sign} hoor") == [sign, sign]
    assert without_emoji(f"a{sign}b") == "a b"


@pytest.mark.parametrize("text", ["", "5 # *", "één", "手机", "a-b (c)"])
def test_what_is_none(text):
    assert emoji_in(text) == []
    assert without_emoji(text) == text
