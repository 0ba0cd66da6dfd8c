import pytest

from klankbord.core.measure.spans import span_figures


def test_recall_precision_and_f_of_places():
    pairs = [
        ([(0, 10, "a"), (20, 30, "a")], [(1, 11, "a"), (40, 50, "a")]),
        ([(0, 4, "b")], [(0, 4, "a")]),
    ]
    one, two = span_figures(pairs, ["b", "a"])
    assert (one.label, one.n, one.n_given, one.n_found) == ("a", 2, 3, 1)
    assert one.recall.share == pytest.approx(1 / 2)
    assert one.precision.share == pytest.approx(1 / 3)
    assert one.f() == pytest.approx(0.4)
    assert one.f(2) == pytest.approx(5 / 11)
    assert (two.n, two.n_found, two.f()) == (1, 0, 0.0)


def test_a_place_counts_once_and_must_share_half():
    (found,) = span_figures([([(0, 10, "a"), (0, 10, "a")], [(0, 10, "a")])], ["a"])
    assert found.n_found == 1
    (found,) = span_figures([([(0, 10, "a")], [(6, 16, "a")])], ["a"])
    assert found.n_found == 0
    assert span_figures([], ["a"])[0].f() == 0
