"""Shares from probabilities: right again where only the shares differ, and honest bounds."""

import numpy as np
import pytest

from klankbord.core.measure.prevalence import (
    Eye,
    as_shares,
    eye_of,
    judged_eye,
    mixture_error,
    noise_of,
    share_within,
)

CENTRES = np.array([[0.6, 0.25, 0.15], [0.25, 0.5, 0.25], [0.15, 0.3, 0.55]])


def seen(counts, seed=1):
    """Texts of three classes as a model that is not sure sees them."""
    chance = np.random.default_rng(seed)
    right = np.repeat(np.arange(3), counts)
    return chance.dirichlet(np.ones(3), len(right)) * 0.2 + 0.8 * CENTRES[right], right


def test_shares_are_right_where_adding_up_is_not():
    p, right = seen([300, 300, 300])
    eye = Eye(0.0, 0.0, eye_of(p, right))
    others, _ = seen([800, 100, 100], seed=2)
    added = others.mean(axis=0)
    assert added[0] < 0.55
    assert as_shares(eye.behind(added)) == pytest.approx([0.8, 0.1, 0.1], abs=0.03)


def test_the_error_is_measured_over_mixtures_of_every_kind():
    p, right = seen([300, 300, 300])
    others, codes = seen([200, 100, 50], seed=3)
    put_right = mixture_error(others, codes, Eye(0.0, 0.0, eye_of(p, right)), (0, 2))
    added_up = mixture_error(others, codes, Eye(0.0, 0.0), (0, 2))
    assert put_right.mean <= put_right.within < 0.03
    assert 0.1 < added_up.mean < added_up.within


def test_shares_stay_shares():
    assert as_shares(np.array([-0.2, 0.4, 0.8])) == pytest.approx([0, 1 / 3, 2 / 3])


def test_bounds_hold_what_the_model_is_off_and_what_chance_does():
    many, few = (share_within(0.3, n, off=0.1, noise=0.8) for n in (1_000_000, 50))
    assert (many.low, many.high) == pytest.approx((0.2, 0.4), abs=0.001)
    assert few.low == pytest.approx(0.3 - np.hypot(0.1, 1.96 * 0.8 / 50**0.5))
    assert (share_within(0.3, 0, 0.1, 0.8).low, share_within(0.3, 0, 0.1, 0.8).high) == (0, 1)
    assert share_within(0.02, 9, 0.4, 0.2).low == 0.0


def test_an_eye_is_judged_by_texts_that_it_was_not_made_from():
    p, right = seen([100, 60, 40])
    eye = judged_eye(p, right, (0, 2))
    assert eye.rows == eye_of(p, right)
    assert 0 < eye.off < 0.1
    others, codes = seen([300, 300, 300], seed=5)
    assert mixture_error(others, codes, eye, (0, 2)).within <= eye.off  # it has twice the texts
    drawn = np.random.default_rng(1).dirichlet(np.ones(3), 200)  # says nothing of the class
    assert judged_eye(drawn, right, (0, 2)).off > 0.3


def test_putting_right_costs_noise():
    p, right = seen([300, 300, 300])
    assert noise_of(p, eye_of(p, right)) > noise_of(p, ()) > 0
