"""Each figure against another way to get it: integrals, covariances of rows, and drawn samples."""

import math

import numpy as np
import pytest

from klankbord.core.measure import scales
from klankbord.core.measure.scales import change_reach, mean_reach, reliability


def share_within(t, freedom):
    """The share of Student's t between -t and t, by adding up its density."""
    at = np.linspace(-t, t, 20_001)
    scale = math.gamma((freedom + 1) / 2) / math.gamma(freedom / 2) / math.sqrt(freedom * math.pi)
    return np.trapezoid(scale * (1 + at**2 / freedom) ** (-(freedom + 1) / 2), at)


@pytest.mark.parametrize("freedom", [4, 9, 29, 200])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_the_quantile_of_t_holds_the_share_that_it_says(freedom, confidence):
    assert share_within(float(scales._t(freedom, confidence)), freedom) == pytest.approx(
        confidence, abs=5e-4
    )


def test_bounds_hold_the_true_mean_as_often_as_they_say():
    dice = np.random.default_rng(3)
    answers = dice.choice([1, 2, 3, 4, 5], p=[0.05, 0.15, 0.3, 0.35, 0.15], size=(4_000, 12))
    true = 1 * 0.05 + 2 * 0.15 + 3 * 0.3 + 4 * 0.35 + 5 * 0.15
    reach = mean_reach(answers.var(axis=1), 12)
    is_held = np.abs(answers.mean(axis=1) - true) <= reach
    assert is_held.mean() == pytest.approx(0.95, abs=0.015)
    assert mean_reach(1.0, 12, slack=0.1) == pytest.approx(mean_reach(1.0, 12) + 0.1)


def test_bounds_of_a_change_hold_it_also_when_the_waves_differ():
    dice = np.random.default_rng(4)
    before = dice.normal(3, 0.5, size=(4_000, 10))
    after = dice.normal(3.4, 1.5, size=(4_000, 40))
    change = after.mean(axis=1) - before.mean(axis=1)
    reach = change_reach((before.var(axis=1), after.var(axis=1)), (10, 40))
    assert (np.abs(change - 0.4) <= reach).mean() == pytest.approx(0.95, abs=0.015)


def test_where_all_answer_alike_nothing_is_off():
    assert mean_reach([0.0, 1.0], 20)[0] == 0
    assert change_reach((0.0, 0.0), (20, 20)) == 0


def people(n, k, seed, noise):
    dice = np.random.default_rng(seed)
    return dice.normal(size=(n, 1)) + noise * dice.normal(size=(n, k))


@pytest.mark.parametrize(("k", "noise"), [(2, 0.7), (3, 1.0), (12, 2.0)])
def test_alpha_is_the_mean_covariance_over_the_mean_of_all(k, noise):
    """Standard form: k * c / (v + (k - 1) * c), with v the mean variance and c the covariance."""
    rows = people(80, k, 5, noise)
    table = np.cov(rows.T, bias=True)
    v = np.trace(table) / k
    c = (table.sum() - np.trace(table)) / (k * (k - 1))
    found = reliability(rows.var(axis=0), float(rows.mean(axis=1).var()), 80)
    assert found.alpha == pytest.approx(k * c / (v + (k - 1) * c))
    assert found.low < found.alpha < found.high < 1


def test_bounds_of_alpha_hold_the_true_one_as_often_as_they_say():
    k, noise = 4, 1.2
    true = k / (k + noise**2)
    held = []
    for seed in range(1_500):
        rows = people(60, k, seed, noise)
        found = reliability(rows.var(axis=0), float(rows.mean(axis=1).var()), 60)
        held.append(found.low <= true <= found.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_rounding_widens_the_bounds_of_alpha():
    plain, rounded = (reliability([1.0, 1.2], 0.8, 60, slack=slack) for slack in (0.0, 0.02))
    assert rounded.alpha == plain.alpha
    assert rounded.low < plain.low
    assert rounded.high > plain.high


def test_items_on_which_nobody_differs_have_no_reliability():
    assert reliability([0.0, 0.0], 0.0, 60) is None


def test_what_cannot_be_is_refused():
    for variances, n in (([-1.0, 1.0], 60), ([1.0, 1.0], 4)):
        with pytest.raises(ValueError, match=r".*"):
            reliability(variances, 1.0, n)
    with pytest.raises(ValueError, match=r".*"):
        reliability([1.0], 1.0, 60)
    with pytest.raises(ValueError, match=r".*"):
        mean_reach(1.0, 4)
