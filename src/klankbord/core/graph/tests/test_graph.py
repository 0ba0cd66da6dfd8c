import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.graph.circles import circles
from klankbord.core.graph.links import Links
from klankbord.core.graph.rank import DAMPING, page_rank

pytestmark = pytest.mark.engine


def links_of(pairs, n, weights=None):
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return Links(n, ends[:, 0], ends[:, 1], np.ones(len(ends)) if weights is None else weights)


def slow_rank(pairs, n):
    """The definition, link by link."""
    out = [sum(1 for source, _ in pairs if source == one) for one in range(n)]
    rank = [1 / n] * n
    for _ in range(200):
        given_all = sum(share for share, count in zip(rank, out, strict=True) if not count)
        moved = [(1 - DAMPING) / n + DAMPING * given_all / n] * n
        for source, target in pairs:
            moved[target] += DAMPING * rank[source] / out[source]
        rank = moved
    return rank


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30))
def test_rank_is_as_defined(pairs):
    found = page_rank(links_of(pairs, 7))
    assert found.sum() == pytest.approx(1)
    assert found == pytest.approx(np.array(slow_rank(pairs, 7)), abs=1e-6)


def test_weights_count():
    found = page_rank(links_of([(0, 1), (0, 2)], 3, np.array([3.0, 1.0])))
    assert found[1] > found[2]


def test_counts_of_people_and_times():
    links = links_of([(0, 1), (0, 1), (2, 1), (1, 0), (2, 0)], 4)
    assert links.people_in.tolist() == [2, 2, 0, 0]
    assert links.times_in.tolist() == [2, 3, 0, 0]
    assert links.people_out.tolist() == [1, 1, 2, 0]
    assert links.times_out.tolist() == [2, 1, 2, 0]
    assert links.people_both_ways.tolist() == [1, 1, 0, 0]


def test_two_circles_with_one_bridge():
    one = [(a, b) for a in range(6) for b in range(6) if a != b]
    other = [(a + 6, b + 6) for a, b in one]
    found = circles(links_of([*one, *other, (0, 6)], 14))
    assert len({*found[:6].tolist()}) == len({*found[6:12].tolist()}) == 1
    assert found[0] != found[6]
    assert {int(found[12]), int(found[13])} == {2, 3}  # who has no link stands alone
    assert (circles(links_of([*one, *other, (0, 6)], 14)) == found).all()


def test_nobody_and_no_links():
    assert circles(links_of([], 0)).tolist() == []
    assert page_rank(links_of([], 0)).tolist() == []
    assert circles(links_of([], 2)).tolist() == [0, 1]
    assert page_rank(links_of([], 2)).tolist() == [0.5, 0.5]
    assert links_of([], 2).people_both_ways.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("pairs", "n", "weights"),
    [([(0, 2)], 2, None), ([(0, 1)], 2, np.zeros(1)), ([(0, 1)], 2, np.ones(2))],
)
def test_what_is_no_graph_is_refused(pairs, n, weights):
    with pytest.raises(ValueError, match=r"\d"):
        links_of(pairs, n, weights)
