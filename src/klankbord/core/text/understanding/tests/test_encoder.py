import numpy as np
import pytest

from klankbord.core.text.understanding import encoder
from klankbord.core.text.understanding.encoder import N_NUMBERS, Remembered


@pytest.fixture
def asked(monkeypatch):
    """What the encoder is asked, with numbers of its own instead of the weights of the package."""
    asked: list[list[str]] = []

    def encode(texts):
        asked.append(list(texts))
        rows = np.zeros((len(texts), N_NUMBERS), np.float32)
        rows[:, 0] = [len(text) for text in texts]
        return rows

    monkeypatch.setattr(encoder, "encode", encode)
    return asked


def test_only_news_is_encoded(asked):
    remembered = Remembered()
    first = remembered.encode(["a", "bb", "a"])
    assert first[:, 0].tolist() == [1, 2, 1]
    again = remembered.encode(["ccc", "bb"])
    assert again[:, 0].tolist() == [3, 2]
    assert asked == [["a", "bb"], ["ccc"]]


def test_what_the_last_call_did_not_have_is_forgotten(asked):
    remembered = Remembered()
    for texts in (["a"], ["bb"], ["a"]):
        remembered.encode(texts)
    assert asked == [["a"], ["bb"], ["a"]]
    assert remembered.encode([]).shape == (0, N_NUMBERS)


@pytest.mark.skipif(not encoder.has_encoder(), reason="the extra `embed` is not installed")
def test_the_rows_are_those_of_the_encoder():
    texts = ["The pool is closed", "Het zwembad is dicht", "The pool is closed"]
    assert np.array_equal(Remembered().encode(texts)[:2], encoder.encode(texts[:2]))
