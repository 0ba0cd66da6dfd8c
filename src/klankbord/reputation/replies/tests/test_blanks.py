import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.reputation.replies.blanks import (
    filled,
    open_blanks,
    unclosed_blank,
    unknown_variables,
)

VALUES = {"author": "Jan", "organisation": "Proefdam", "platform": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {author}", "Hello Jan"),
        ("Dag {auteur}, groet {Organisatie}", "Dag Jan, groet Proefdam"),
        ("Dag {{ author }}", "Dag Jan"),
        ("On {platform}", "On [[platform]]"),
        ("{price} stays", "{price} stays"),
    ],
)
def test_what_is_known_is_filled_in(text, expected):
    assert filled(text, VALUES) == expected


def test_a_name_from_outside_is_never_read_as_a_variable():
    assert filled("Dear {author}", {"author": "{organisation}"}) == "Dear {organisation}"


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("Done.", []),
        ("We come on [[which day?]] at [[ hour ]].", ["which day?", "hour"]),
        ("[[]]", ["…"]),
        ("Dear {author}, [[day]] {author}", ["author", "day"]),
        ("{price}", []),
        ("a [single] bracket and [[broken", []),
    ],
)
def test_open_blanks_are_told_in_their_order(text, prompts):
    assert open_blanks(text) == prompts


def test_what_cannot_be_filled_in_is_told():
    assert unknown_variables("{author} {price} {price}") == ["price"]
    assert unclosed_blank("[[which day?")
    assert unclosed_blank("[[a\n[[b]]")
    assert not unclosed_blank("[[which day?]]")


@given(st.text(alphabet="{}[] aeiou\nauthor", max_size=60), st.text(max_size=20))
def test_after_filling_only_people_have_something_to_do(text, name):
    values = {"author": name.strip("{}[]") or "Jan"}
    assert "author" not in [prompt.lower() for prompt in open_blanks(filled(text, values))] or (
        "[[" in text
    )
