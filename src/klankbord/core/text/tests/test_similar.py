"""Copies on a stream: what is found, what is not, and that the memory stays bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.text.similar import (
    LEAST_WORDS,
    THRESHOLD,
    Kind,
    Likeness,
    Window,
    said_words,
    traces,
)

pytestmark = pytest.mark.engine

SAID = "de gemeente sluit vanaf maandag het zwembad aan de dorpsstraat voor groot onderhoud"
DAY = 86_400


def words(text):
    return text.split()


def placed(window, *texts, keys=None, seconds=None):
    keys = keys or [f"k{len(window)}{at}" for at in range(len(texts))]
    return window.place(keys, seconds or [0] * len(texts), traces([words(each) for each in texts]))


def test_the_same_words_are_the_same():
    found = placed(Window(most=9, span=1), SAID, "iets anders dat niemand zo zegt hier", SAID,
                   keys=["a", "b", "c"])  # fmt: skip
    assert found == [None, None, Likeness("a", Kind.SAME, 1.0)]


def test_nearly_the_same_says_how_much():
    near = SAID + " nu"
    found = placed(Window(most=9, span=1), SAID, near, keys=["a", "b"])
    assert found[1] == Likeness("a", Kind.NEAR, pytest.approx(12 / 13))


def test_under_the_threshold_is_another_text():
    other = " ".join(words(SAID)[:9]) + " en dat vindt iedereen hier jammer"
    assert placed(Window(most=9, span=1), SAID, other)[1] is None


def test_short_texts_are_never_the_same():
    short = " ".join(words(SAID)[: LEAST_WORDS - 1])
    assert placed(Window(most=9, span=1), short, short) == [None, None]


def test_only_what_was_said_near_in_time():
    found = placed(Window(most=9, span=DAY), SAID, SAID, SAID, keys=["a", "b", "c"],
                   seconds=[0, DAY + 1, DAY + 2])  # fmt: skip
    assert found[1] is None
    assert found[2] == Likeness("b", Kind.SAME, 1.0)


def test_the_oldest_text_makes_room():
    window = Window(most=2, span=1)
    others = [f"tekst nummer {n} over heel andere dingen dan {n}" for n in range(2)]
    assert placed(window, SAID, *others, SAID) == [None, None, None, None]
    assert len(window) == 2


def test_forgotten_texts_are_not_found():
    window = Window(most=9, span=1)
    placed(window, SAID, keys=["a"])
    window.forget("a")
    window.forget("never held")
    assert placed(window, SAID, keys=["b"]) == [None]


def test_the_next_copy_stands_in_for_a_forgotten_one():
    window = Window(most=9, span=1)
    placed(window, SAID, SAID, SAID, keys=["a", "b", "c"])
    window.forget("b")
    window.forget("a")
    assert placed(window, SAID, keys=["d"])[0].of == "c"


def test_a_text_that_comes_again_is_not_its_own_copy():
    window = Window(most=9, span=1)
    assert placed(window, SAID, SAID, keys=["a", "a"]) == [None, None]


def test_what_people_type_in_front_of_a_repeated_text():
    assert said_words("", f"RT @anna_1: {SAID}") == words(SAID)
    assert said_words("Zwembad", "dicht") == ["zwembad", "¶", "dicht"]


WORDS = st.sampled_from(["aap", "noot", "mies", "wim", "zus", "jet", "teun", "vuur", "gijs", "lam"])
SENTENCES = st.lists(WORDS, max_size=14)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, max_size=12), st.integers(1, 6))
def test_what_is_found_is_really_similar_and_held(texts, most):
    window = Window(most=most, span=1)
    marks = traces(texts)
    found = window.place(range(len(texts)), [0] * len(texts), marks)
    for at, likeness in enumerate(found):
        if likeness is None:
            continue
        pairs = [set(zip(texts[n], texts[n][1:], strict=False)) for n in (at, likeness.of)]
        exact = len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1])
        assert likeness.of < at
        assert exact >= THRESHOLD
        assert likeness.similarity == pytest.approx(exact)
    assert len(window) <= most


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), SENTENCES, st.booleans()), max_size=40))
def test_forgetting_leaves_nothing_behind(acts):
    window = Window(most=3, span=1)
    standing = {}
    for key, text, is_forgotten in acts:
        if is_forgotten:
            window.forget(key)
            standing.pop(key, None)
        else:
            (likeness,) = window.place([key], [0], traces([text]))
            standing[key] = text
            assert likeness is None or likeness.of in standing
    for key in list(standing):
        window.forget(key)
    assert len(window) == 0
