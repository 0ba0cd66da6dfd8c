"""The tone of everything that was read: languages together, labels of people as they are."""

import pytest

from klankbord.core.text.understanding.opinions import Tier
from klankbord.core.text.understanding.weights import languages_known
from klankbord.participate.understanding.tone import EYES, Heard, tone_of


def test_every_language_with_a_model_says_how_far_off_it_is():
    assert set(EYES) == {(code, tier) for code in languages_known() for tier in Tier}
    for eye in EYES.values():
        assert 0 < eye.off < 1
        assert all(sum(row) == pytest.approx(1, abs=0.01) for row in eye.rows)


def test_what_people_said_is_right():
    tone = tone_of([], {"negative": 30, "neutral": 60, "positive": 10})
    assert (tone.n, tone.negative.share, tone.positive.share) == pytest.approx((100, 0.3, 0.1))
    assert tone.negative.low == tone.negative.high == tone.negative.share


def test_nothing_read_is_nothing_known():
    for heard in ([], [Heard("pl", Tier.CHEAP, 9, 3.0, 3.0)], [Heard("nl", Tier.CHEAP, 0, 0, 0)]):
        tone = tone_of(heard, {})
        assert (tone.n, tone.negative.low, tone.negative.high) == (0, 0.0, 1.0)


def test_mean_probabilities_of_one_label_alone_are_all_of_it():
    row = EYES["en", Tier.SHOWN].rows[0]
    tone = tone_of([Heard("en", Tier.SHOWN, 1000, 1000 * row[0], 1000 * row[2])], {})
    assert tone.negative.share == pytest.approx(1.0, abs=0.01)
    assert tone.positive.share == pytest.approx(0.0, abs=0.01)


def test_languages_stand_together_by_their_numbers():
    english = Heard("en", Tier.SHOWN, 900, 300.0, 300.0)
    dutch = Heard("nl", Tier.SHOWN, 100, 30.0, 30.0)
    alone, both = tone_of([english], {}), tone_of([english, dutch], {})
    assert both.n == 1000
    assert both.negative.high - both.negative.low > alone.negative.high - alone.negative.low
    assert tone_of([dutch], {}).negative.high > 0.65
