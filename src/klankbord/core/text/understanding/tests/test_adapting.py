import numpy as np
import pytest

from klankbord.core.text.understanding.adapting import LEAST_LABELS, adapted, cross_judged


@pytest.fixture
def taught():
    """Three labels that the meanings tell apart and the model's guesses do not."""
    random = np.random.default_rng(3)
    right = [("bad", "good", "so-so")[at % 3] for at in range(150)]
    centres = random.normal(size=(3, 8)) * 2
    meanings = np.array([centres[at % 3] for at in range(150)]) + random.normal(size=(150, 8))
    meanings /= np.linalg.norm(meanings, axis=1, keepdims=True)
    return np.full((150, 3), 1 / 3), meanings.astype(np.float32), right


def test_own_labels_are_learned(taught):
    p, meanings, right = taught
    labels, found = cross_judged(p, meanings, right, 5)
    given = [labels[at] for at in found.argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(given, right, strict=True)]) > 0.8
    assert found.sum(axis=1) == pytest.approx(1)


def test_what_says_nothing_teaches_nothing():
    random = np.random.default_rng(4)
    right = [("a", "b")[at % 2] for at in range(200)]
    noise = random.normal(size=(200, 8)).astype(np.float32)
    labels, found = cross_judged(np.full((200, 3), 1 / 3), noise, right, 5)
    given = [labels[at] for at in found.argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(given, right, strict=True)]) < 0.65


def test_the_cheap_tier_learns_from_the_guesses_alone(taught):
    _, _, right = taught
    p = np.array([{"bad": (0.5, 0.3, 0.2), "good": (0.2, 0.3, 0.5)}.get(each, (0.3, 0.4, 0.3))
                  for each in right])  # fmt: skip
    learned = adapted(p, None, right)
    assert learned.labels == ("bad", "good", "so-so")
    assert [*learned.p(p[:3], None).argmax(axis=1)] == [0, 1, 2]


def test_few_labels_are_refused(taught):
    p, meanings, right = taught
    with pytest.raises(ValueError, match=str(LEAST_LABELS - 1)):
        adapted(p[: LEAST_LABELS - 1], meanings[: LEAST_LABELS - 1], right[: LEAST_LABELS - 1])
    with pytest.raises(ValueError, match="bad"):
        adapted(p, meanings, ["bad"] * 150)
