"""Length as platforms count it."""

import pytest

from klankbord.connectors.counting import Counting


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("De brug is dicht: “ja”", 22),
        ("cafe\u0301", 4),
        ("привет", 6),
        ("€", 2),
        ("…", 2),
        ("漢字", 4),
        ("👾", 2),
        ("🙋🏽", 2),
        ("👨‍🎤", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🇳🇱🇧🇪", 4),
        ("1️⃣", 2),
        ("❤️❤", 4),
        ("©", 1),
        ("©️", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
    ],
)
def test_weights_are_those_of_x(text, length):
    """Emoji, ranges and forms as "Counting characters" in its documentation shows them."""
    assert Counting.WEIGHTS.length_of(text) == length


def test_characters_and_bytes():
    assert (Counting.CHARACTERS.length_of("één"), Counting.BYTES.length_of("één")) == (3, 5)
