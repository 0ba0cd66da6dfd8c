import datetime as dt

import pytest

from klankbord.core.measure.bursts import bursts_in
from klankbord.core.measure.onsets import onset_figures

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=15)


def judged(counts):
    times = [START + at * STEP for at in range(len(counts))]
    return onset_figures(bursts_in(times, counts))


def test_an_alert_at_the_beginning_has_no_delay():
    found = judged([2] * 200 + [40] * 8 + [2] * 100)
    assert found.is_judged
    assert (found.began_at, found.delay) == (START + 200 * STEP, dt.timedelta(0))
    assert found.n_false == 0
    assert found.weeks == pytest.approx(307 / 672)


def test_an_alert_before_the_climb_is_early_and_one_days_before_is_false():
    early = judged([2] * 200 + [12] * 8 + [40] * 4)
    assert early.delay == -8 * STEP
    days_before = judged([2] * 200 + [12] * 4 + [2] * 300 + [40] * 4)
    assert (days_before.delay, days_before.n_false) == (dt.timedelta(0), 1)


def test_what_begins_within_the_first_day_is_not_judged():
    found = judged([2] * 40 + [40] * 4 + [2] * 200)
    assert not found.is_judged
    assert found.delay is None


def test_what_is_too_little_to_alert_is_missed():
    found = judged([0] * 200 + [8] * 4 + [0] * 20)
    assert found.is_judged
    assert found.delay is None


def test_nothing_cannot_be_judged():
    with pytest.raises(ValueError, match="empty"):
        onset_figures([])
