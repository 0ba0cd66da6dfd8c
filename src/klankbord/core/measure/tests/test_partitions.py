from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.measure.partitions import (
    accuracy,
    adjusted_rand,
    cells_of,
    mutual_information,
)

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=20)


def tried(cells):
    """Every way to pair the groups."""
    few = cells if cells.shape[0] <= cells.shape[1] else cells.T
    ways = permutations(range(few.shape[1]), few.shape[0])
    return max(sum(few[row, column] for row, column in enumerate(way)) for way in ways)


@settings(max_examples=30)
@given(PAIRS)
def test_accuracy_is_that_of_the_best_pairing(pairs):
    cells = cells_of(*zip(*pairs, strict=True))
    assert accuracy(cells).share == pytest.approx(tried(cells) / len(pairs))


def test_names_of_groups_do_not_matter():
    right = np.array([0, 0, 1, 1, 2, 2])
    same = cells_of(right, 2 - right)
    assert accuracy(same).share == adjusted_rand(same) == 1
    assert mutual_information(same).share == pytest.approx(1)


def test_one_heap_tells_nothing():
    heap = cells_of([0, 0, 1, 1], [0, 0, 0, 0])
    assert mutual_information(heap).share == adjusted_rand(heap) == 0
    assert accuracy(heap).share == 0.5


def test_a_known_pair():
    """By hand: 2 pairs together in both, 3 and 4 in each, 15 in all."""
    found = adjusted_rand(cells_of([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]))
    assert found == pytest.approx((2 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15))
