"""The survival curve agrees with lifelines, on closed cases and on open ones."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.measure import survival_curve, wait_at

pytestmark = pytest.mark.engine


def judged(durations, finished):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the packages that it loads
        from lifelines import KaplanMeierFitter  # noqa: PLC0415  # over a second, for this part only

        return KaplanMeierFitter().fit(durations, finished)


def qth_survival_time(left, curve):
    from lifelines import utils  # noqa: PLC0415  # the same

    return utils.qth_survival_time(left, curve)


def same(ours, theirs):
    return (ours is None and np.isinf(theirs)) or ours == pytest.approx(theirs)


CASES = st.lists(
    st.tuples(st.integers(0, 40).map(lambda n: n / 2), st.booleans()), min_size=1, max_size=60
)


@settings(max_examples=25, deadline=None)
@given(CASES)
def test_curve_and_bounds_are_those_of_lifelines(cases):
    durations, finished = map(list, zip(*cases, strict=True))
    curve = survival_curve(durations, finished)
    judge = judged(durations, finished)
    table = judge.survival_function_["KM_estimate"]
    assert curve.times.tolist() == table.index.tolist()
    assert curve.share == pytest.approx(table.to_numpy(), abs=1e-12)
    bounds = judge.confidence_interval_.to_numpy()
    inside = (curve.share > 0) & (curve.share < 1)
    assert curve.low[inside] == pytest.approx(bounds[inside, 0])
    assert curve.high[inside] == pytest.approx(bounds[inside, 1])


@settings(max_examples=25, deadline=None)
@given(CASES, st.sampled_from([0.5, 0.9]))
def test_median_and_ninetieth_are_those_of_lifelines(cases, part):
    durations, finished = map(list, zip(*cases, strict=True))
    curve = survival_curve(durations, finished)
    wait = wait_at(curve, part)
    judge = judged(durations, finished)
    left = round(1 - part, 1)
    near_a_step = np.any(np.abs(curve.share - left) < 1e-9)  # there rounding decides in theirs
    assert near_a_step or same(
        wait.at, qth_survival_time(left, judge.survival_function_["KM_estimate"])
    )
    if wait.at is not None and wait.low is not None and wait.high is not None:
        assert wait.low <= wait.at <= wait.high


def test_bounds_of_the_median_are_those_of_lifelines():
    rng = np.random.default_rng(5)
    durations = rng.exponential(60, 400).round(3)
    finished = rng.random(400) < 0.7
    wait = wait_at(survival_curve(durations, finished))
    interval = judged(durations, finished).confidence_interval_
    low, high = (qth_survival_time(0.5, interval.iloc[:, [side]]) for side in (0, 1))
    assert (wait.low, wait.high) == (low, high)
    assert wait.low < wait.at < wait.high


def test_open_cases_make_the_median_longer():
    answered = [10, 20, 30, 40]
    assert wait_at(survival_curve(answered, [True] * 4)).at == 20
    with_open = survival_curve([*answered, 50, 60, 70, 80], [True] * 4 + [False] * 4)
    assert wait_at(with_open).at == 40
    assert wait_at(with_open, 0.9).at is None


def test_nothing_is_known_of_nothing():
    curve = survival_curve([], [])
    assert (curve.share.tolist(), wait_at(curve).at) == ([1.0], None)


@pytest.mark.parametrize(("durations", "finished"), [([-1], [True]), ([1, 2], [True])])
def test_impossible_waits_are_refused(durations, finished):
    with pytest.raises(ValueError, match=r"\(\(\d"):
        survival_curve(durations, finished)
