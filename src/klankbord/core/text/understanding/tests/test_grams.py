import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.text.understanding.grams import N_BUCKETS, grams_of
from klankbord.core.text.understanding.plain import LONGEST, plain_texts


def stretch(pieces, at):
    start = pieces.starts[at]
    return pieces.buckets[start : start + pieces.counts[at]].tolist()


def pieces_of(texts):
    grams = grams_of(plain_texts(texts))
    kinds = [*grams.letters, grams.words]
    return [[stretch(kind, at) for kind in kinds] for at in range(len(texts))]


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_a_text_is_the_same_in_any_company(others, text):
    assert pieces_of([*others, text, *others])[len(others)] == pieces_of([text])[0]


def test_words_and_pairs_of_a_text():
    threes, fours, fives, words = pieces_of(["trein te laat"])[0]
    assert len(words) == 5
    n = len(" trein te laat ")
    assert [len(threes), len(fours), len(fives)] == [n - 2, n - 3, n - 4]
    assert len({*threes, *fours, *fives, *words}) > 0.95 * (3 * n - 9 + 5)
    assert max(words) < N_BUCKETS


def test_nothing_has_no_pieces():
    assert pieces_of(["", "   "]) == [[[], [], [], []]] * 2
    assert pieces_of([]) == []


def test_pieces_spread_over_the_buckets():
    texts = [f"woord{number * 7919}" for number in range(20_000)]
    words = grams_of(plain_texts(texts)).words
    loads = np.bincount(np.bincount(words.buckets, minlength=N_BUCKETS))
    assert len(loads) < 9  # the fullest bucket; 20,000 at random give 4 or 5


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hé @jan kijk https://plek.example/a: zoooooo BLIJ!", " hé @ kijk zooo blij ! "),
        ("it\u2019s &amp; that", " it ' s & that "),
        ("#top \U0001f600", " #top \U0001f600 "),
        ("\ud800", " \ud800 "),
        (" \n ", " "),
    ],
)
def test_plain_form(text, plain):
    assert plain_texts([text]) == [plain]


def test_a_very_long_text_is_cut():
    assert len(plain_texts(["ab " * LONGEST])[0]) <= LONGEST + 2
    assert pieces_of(["ab " * LONGEST, "x"])[1] == pieces_of(["x"])[0]
