import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.measure.fit import Part, fit
from klankbord.core.measure.intervals import Interval, wilson_interval

SURE = Interval(0.5, 0.5, 0.5)


def test_a_weighted_mean():
    found = fit([Part("a", Interval(1, 1, 1), 3), Part("b", Interval(0, 0, 0), 1)])
    assert (found.share, found.low, found.high) == (0.75, 0.75, 0.75)


def test_what_is_not_known_may_be_anything():
    found = fit([Part("a", SURE, 1), Part("b", None, 1)])
    assert (found.share, found.low, found.high) == (0.5, 0.25, 0.75)


@pytest.mark.parametrize("parts", [[], [Part("a", None, 2)], [Part("a", SURE, 0)]])
def test_nothing_that_counts_is_known(parts):
    assert fit(parts) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), min_size=1))
def test_the_mean_lies_within_its_bounds(drawn):
    parts = [
        Part("x", wilson_interval(hits, 20) if hits % 3 else None, weight) for hits, weight in drawn
    ]
    found = fit(parts)
    assert found is None or 0 <= found.low <= found.share <= found.high <= 1.0000001
