import pytest

from klankbord.core.measure.labels import agreement, macro_intervals
from klankbord.core.measure.ranking import area_under_curve


def test_area_is_the_chance_to_rank_right():
    assert area_under_curve([1, 2, 3, 4], [False, False, True, True]).share == 1
    assert area_under_curve([1, 2, 3, 4], [True, False, True, False]).share == 0.25
    assert area_under_curve([1, 1, 1], [True, False, True]).share == 0.5
    assert area_under_curve([1, 2], [True, True]) is None
    with pytest.raises(ValueError, match="2"):
        area_under_curve([1, 2], [True])


def test_more_cases_make_the_interval_smaller():
    few = area_under_curve([1, 2, 3, 4] * 5, [False, True, False, True] * 5)
    many = area_under_curve([1, 2, 3, 4] * 50, [False, True, False, True] * 50)
    assert few.share == many.share == 0.75
    assert many.high - many.low < few.high - few.low


def test_means_over_labels_have_intervals():
    right = ["a"] * 80 + ["b"] * 20
    given = ["a"] * 70 + ["b"] * 10 + ["b"] * 15 + [""] * 5
    found = agreement(right, given)
    f1, recall = macro_intervals(found)
    assert recall.share == pytest.approx((70 / 80 + 15 / 20) / 2)
    assert f1.share == pytest.approx(found.macro_f1)
    assert f1.low < f1.share < f1.high < 1
    assert found.accuracy_answered.share == pytest.approx(85 / 95)
    assert macro_intervals(agreement([], []))[0].share == 0
