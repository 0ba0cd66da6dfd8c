import datetime as dt

import numpy as np
import pytest

from klankbord.core.measure.anomaly_windows import window_figures
from klankbord.core.measure.bursts import bursts_in

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=5)


def series(days, *, seed=1):
    times = [START + at * STEP for at in range(days * 288)]
    rate = [20 if 8 <= at.hour < 18 else 4 for at in times]
    return times, np.random.default_rng(seed).poisson(rate).astype(float)


def test_a_burst_is_told_once_and_at_its_start():
    times, counts = series(20)
    at = 15 * 288 + 120
    counts[at : at + 36] += 90
    found = bursts_in(times, counts)
    assert [number for number, each in enumerate(found) if each.is_alert] in ([at], [at + 1])
    alert = found[at + 1] if found[at + 1].is_alert else found[at]
    assert alert.usual == pytest.approx(60, abs=12)
    assert alert.score > 0.5


def test_an_ordinary_month_is_quiet_and_a_busy_day_is_no_news():
    times, counts = series(28)
    assert [each for each in bursts_in(times, counts) if each.is_alert] == []


def test_no_moment_knows_the_future():
    times, counts = series(6)
    whole = bursts_in(times, counts)
    assert bursts_in(times[:900], counts[:900]) == whole[:900]


def test_few_are_no_burst_and_little_history_says_nothing():
    times, counts = series(6)
    quiet = np.zeros_like(counts)
    quiet[-1] = 9
    assert not any(each.is_alert for each in bursts_in(times, quiet))
    quiet[-1] = 10
    assert bursts_in(times, quiet)[-1].is_alert
    assert not any(each.is_alert for each in bursts_in(times[:200], counts[:200] * 50))


def test_days_may_be_counted_too():
    times = [START + dt.timedelta(days=at) for at in range(40)]
    counts = [50.0 + at % 7 for at in range(40)]
    counts[35] = 400
    found = bursts_in(times, counts)
    assert [at for at, each in enumerate(found) if each.is_alert] == [35]
    assert found[35].usual == 50


def test_times_must_rise():
    with pytest.raises(ValueError, match="2"):
        bursts_in([START, START], [1, 1])
    assert bursts_in([], []) == []


def test_the_score_of_nab():
    times = [START + at * STEP for at in range(1000)]
    window = (times[500], times[599])

    def figures(*alerts):
        return window_figures(times, [at in alerts for at in range(1000)], [window])

    assert figures().score == 0
    assert figures(500).score == pytest.approx(100)
    assert figures(599).score == pytest.approx(51.3, abs=1)
    assert figures(550).score < figures(510).score
    assert figures(500, 900).score == pytest.approx(100 - 50 * 0.11, abs=0.1)
    assert figures(500, 602).score > figures(500, 900).score
    assert figures(10).n_false == 0  # still learning
    both = figures(500) + figures()
    assert (both.score, both.n_found, both.n_windows) == (pytest.approx(50), 1, 2)
