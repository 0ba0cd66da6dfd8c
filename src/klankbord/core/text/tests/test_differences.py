"""What went and what came, of any two texts."""

from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.differences import differences

texts = st.text(st.sampled_from("ab é.\n "), max_size=60)


@given(before=texts, after=texts)
def test_both_texts_are_in_it(before, after):
    pieces = differences(before, after)
    if before == after:
        assert pieces == []
        return
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after
    assert all(text for _kind, text in pieces)


def test_words_not_letters():
    assert differences("The bridge opens Monday.", "The bridge opens on Tuesday.") == [
        ("same", "The bridge opens "),
        ("gone", "Monday"),
        ("new", "on Tuesday"),
        ("same", "."),
    ]


def test_what_would_take_long_is_told_as_a_whole():
    before, after = "x" + " a" * 3_000, "y" + " a a b" * 1_500
    kinds = [kind for kind, _text in differences(before, after)]
    assert kinds == ["gone", "new"]
