import numpy as np
import pytest

from klankbord.core.text.understanding.adapting import (
    LEAST_LABELS,
    Given,
    adapted,
    cross_judged,
)
from klankbord.core.text.understanding.grams import grams_of
from klankbord.core.text.understanding.plain import plain_texts

SAME = "the same words"


@pytest.fixture
def taught():
    """Three labels that the meanings tell apart and neither the model's guesses nor words do."""
    random = np.random.default_rng(3)
    right = [("bad", "good", "so-so")[at % 3] for at in range(150)]
    centres = random.normal(size=(3, 8)) * 2
    meanings = np.array([centres[at % 3] for at in range(150)]) + random.normal(size=(150, 8))
    meanings /= np.linalg.norm(meanings, axis=1, keepdims=True)
    return Given(np.full((150, 3), 1 / 3), meanings.astype(np.float32), [SAME] * 150), right


def share_right(found, labels, right):
    given = [labels[at] for at in found.argmax(axis=1)]
    return np.mean([a == b for a, b in zip(given, right, strict=True)])


def test_own_labels_are_learned(taught):
    given, right = taught
    labels, found, _sharpness = cross_judged(given, right, 5)
    assert share_right(found, labels, right) > 0.8
    assert found.sum(axis=1) == pytest.approx(1)


def test_own_words_are_learned_where_model_and_meanings_say_nothing():
    said = ("vol", "leeg", "groen")
    texts = [f"container {said[n % 3]} bij nummer {n * 7919 % 1000}" for n in range(90)]
    right = [("bad", "good", "so-so")[n % 3] for n in range(90)]
    labels, found, _sharpness = cross_judged(Given(np.full((90, 3), 1 / 3), None, texts), right, 5)
    assert share_right(found, labels, right) == 1
    learned = adapted(Given(np.full((90, 3), 1 / 3), None, texts), right)
    new = Given(np.full((2, 3), 1 / 3), None, ["Alweer vol!", "Fijn, leeg"])
    assert [learned.labels[at] for at in learned.p(new).argmax(axis=1)] == ["bad", "good"]


def test_what_says_nothing_teaches_nothing():
    random = np.random.default_rng(4)
    right = [("a", "b")[at % 2] for at in range(200)]
    noise = random.normal(size=(200, 8)).astype(np.float32)
    texts = [" ".join(random.choice(list("klmnop"), 4)) for _text in right]
    labels, found, _sharpness = cross_judged(
        Given(np.full((200, 3), 1 / 3), noise, texts), right, 5
    )
    assert share_right(found, labels, right) < 0.65


def test_of_words_that_one_text_has_alone_no_print_is_left():
    texts = [f"het regent op dag {n % 2}" for n in range(40)] + ["geheimwoord xylofoon"]
    right = ["a" if n % 2 else "b" for n in range(41)]
    learned = adapted(Given(np.full((41, 3), 1 / 3), None, texts), right)

    def n_known(text):
        found = grams_of(plain_texts([text]))
        return sum(
            np.count_nonzero(learned.table[each.buckets[each.starts[0] :][: each.counts[0]]])
            for each in (*found.letters, found.words)
        )

    assert n_known("dag 1") > 0
    assert n_known("xylofoon") == 0


def test_the_cheap_tier_learns_from_the_guesses_too(taught):
    _, right = taught
    p = np.array([{"bad": (0.5, 0.3, 0.2), "good": (0.2, 0.3, 0.5)}.get(each, (0.3, 0.4, 0.3))
                  for each in right])  # fmt: skip
    given = Given(p, None, [SAME] * 150)
    learned = adapted(given, right)
    assert learned.labels == ("bad", "good", "so-so")
    assert [*learned.p(given.some(np.arange(3))).argmax(axis=1)] == [0, 1, 2]


def test_how_sure_it_is_is_put_right_by_the_other_parts(taught):
    given, right = taught
    judged = cross_judged(given, right, 5)
    assert judged.sharpness > 1  # with so few texts it was too careful
    sure = judged.p.max(axis=1).mean()
    assert abs(sure - share_right(judged.p, judged.labels, right)) < 0.05
    plain, sharp = adapted(given, right), adapted(given, right, 2.0)
    assert np.log(sharp.p(given)[:, 0] / sharp.p(given)[:, 1]) == pytest.approx(
        2 * np.log(plain.p(given)[:, 0] / plain.p(given)[:, 1]), abs=1e-6
    )


def test_few_labels_are_refused(taught):
    given, right = taught
    with pytest.raises(ValueError, match=str(LEAST_LABELS - 1)):
        adapted(given.some(np.arange(LEAST_LABELS - 1)), right[: LEAST_LABELS - 1])
    with pytest.raises(ValueError, match="bad"):
        adapted(given, ["bad"] * 150)
