import numpy as np
import pytest

from klankbord.core.text.understanding.encoder import N_NUMBERS
from klankbord.core.text.understanding.grams import N_BUCKETS, grams_of
from klankbord.core.text.understanding.plain import plain_texts
from klankbord.core.text.understanding.weights import (
    FOLDER,
    LETTER_SHARE,
    WORD_SHARE,
    Mix,
    Model,
    Task,
    counted,
    languages_known,
    model_of,
    packed,
    shares,
    write_model,
)


@pytest.fixture
def model():
    random = np.random.default_rng(1)
    mix = Mix(0.5, 2.0, np.array([0.1, 0.0, -0.1]))
    tasks = {
        "sentiment": Task(("negative", "neutral", "positive"), slice(0, 3), mix, mix),
        "offensive": Task(("no", "yes"), slice(3, 4), *[Mix(1.0, 1.0, np.array([-1.0]))] * 2),
    }
    table = random.integers(-127, 128, (N_BUCKETS, 4), dtype=np.int8)
    return Model(table, np.full(4, 0.01), random.normal(size=(N_NUMBERS + 1, 4)), tasks)


def test_scores_are_the_plain_sums(model):
    texts = ["De trein is te laat", "", "ja"]
    grams = grams_of(plain_texts(texts))
    for at, row in enumerate(model.table_scores(grams)):
        letters = [
            model.table[bucket].astype(int)
            for kind in grams.letters
            for bucket in kind.buckets[kind.starts[at] :][: kind.counts[at]]
        ]
        words = grams.words
        said = model.table[words.buckets[words.starts[at] :][: words.counts[at]]].astype(int)
        expected = np.zeros(4)
        if letters:
            expected += LETTER_SHARE * np.sum(letters, axis=0) / np.sqrt(len(letters))
        if len(said):
            expected += WORD_SHARE * said.sum(axis=0) / np.sqrt(len(said))
        assert row == pytest.approx(expected * 0.01)


def test_pieces_one_by_one_add_up_to_the_scores(model):
    grams = grams_of(plain_texts(["De trein is te laat", "", "ja"]))
    found = counted(grams)
    each = model.table[found.buckets] * found.values[:, None]
    sums = np.array([each[found.owners == at].sum(axis=0) for at in range(3)])
    assert sums * 0.01 == pytest.approx(model.table_scores(grams))


def test_weights_keep_their_size_in_eight_bits():
    random = np.random.default_rng(2)
    weights = random.normal(size=(50_000, 2)) * [0.01, 3.0]
    table, scale = packed(weights)
    assert table.dtype == np.int8
    assert (np.abs(table * scale - weights).mean(axis=0) < scale / 3).all()
    assert not packed(np.zeros((10, 2)))[0].any()


def test_probabilities_add_up_in_both_tiers(model):
    grams = grams_of(plain_texts(["mooi", ""]))
    meanings = np.ones((2, N_NUMBERS), np.float32) / np.sqrt(N_NUMBERS)
    for found in (model.p(grams, None), model.p(grams, meanings.astype(np.float32))):
        assert found["sentiment"].shape == (2, 3)
        assert found["offensive"].shape == (2, 2)
        assert all(p.sum(axis=1) == pytest.approx(1) for p in found.values())


def test_one_column_is_a_yes_or_no():
    assert shares(np.array([[0.0], [800.0]])) == pytest.approx(np.array([[0.5, 0.5], [0.0, 1.0]]))


def test_a_model_is_read_as_it_was_written(model, tmp_path, monkeypatch):
    write_model(tmp_path, "xx", model)
    monkeypatch.setattr("klankbord.core.text.understanding.weights.FOLDER", tmp_path)
    for cached in (languages_known, model_of):
        cached.cache_clear()
    try:
        read = model_of("xx")
        assert (read.table == model.table).all()
        assert read.head == pytest.approx(model.head, abs=2e-3)
        assert read.tasks["sentiment"].shown.offsets == pytest.approx([0.1, 0.0, -0.1])
        assert read.tasks["offensive"].columns == slice(3, 4)
        assert model_of("../xx") is None
    finally:
        for cached in (languages_known, model_of):
            cached.cache_clear()


def test_five_languages_come_with_the_package_and_stay_small():
    assert languages_known() == ("de", "en", "es", "fr", "nl")
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 15_000_000
