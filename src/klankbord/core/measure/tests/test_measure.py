"""Volume, spikes and intervals."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.measure import daily_volume, spikes_in, wilson_interval

MONDAY = dt.date(2026, 1, 5)


def test_days_without_a_count_are_nought():
    counts = {MONDAY: 3, dt.date(2026, 1, 7): 2, dt.date(2026, 2, 1): 9}
    assert daily_volume(counts, MONDAY, dt.date(2026, 1, 8)).tolist() == [3, 0, 2, 0]


def test_a_period_that_ends_before_it_starts_is_empty():
    assert daily_volume({MONDAY: 3}, MONDAY, dt.date(2025, 1, 1)).tolist() == []


def _weeks(n):
    return np.tile([20, 22, 21, 20, 25, 5, 4], n)


def test_a_steady_rhythm_has_no_spikes():
    assert spikes_in(_weeks(12), MONDAY) == []


def test_a_loud_saturday_is_a_spike_though_a_monday_is_as_loud():
    counts = _weeks(8)
    counts[-2] = 22
    (spike,) = spikes_in(counts, MONDAY)
    assert (spike.on, spike.count, spike.usual) == (dt.date(2026, 2, 28), 22, 5.0)
    assert spike.score > 3.5


def test_little_history_or_few_posts_say_nothing():
    counts = _weeks(4)
    counts[-1] = 500
    assert spikes_in(counts, MONDAY) == []
    quiet = np.zeros(70, dtype=int)
    quiet[-1] = 9
    assert spikes_in(quiet, MONDAY) == []


def test_an_earlier_spike_does_not_hide_a_later_one():
    counts = _weeks(10)
    counts[49] = counts[63] = 200
    assert [spike.count for spike in spikes_in(counts, MONDAY)] == [200, 200]


def test_known_interval():
    made = wilson_interval(8, 10)
    assert (made.share, round(made.low, 4), round(made.high, 4)) == (0.8, 0.4902, 0.9433)


def test_nothing_counted_is_nothing_known():
    assert (wilson_interval(0, 0).low, wilson_interval(0, 0).high) == (0.0, 1.0)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="3"):
        wilson_interval(3, 2)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_interval_holds_the_share(hits, others):
    made = wilson_interval(hits, hits + others)
    assert 0 <= made.low <= made.share <= made.high <= 1
