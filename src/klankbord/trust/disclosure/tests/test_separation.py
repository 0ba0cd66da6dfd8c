"""The cells against two slow judges: sets one by one, and weights by brute force."""

import itertools
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.trust.disclosure.separation import Cells

LEAST = 3
groups = st.lists(st.sets(st.integers(0, 9), min_size=LEAST).map(sorted), min_size=1, max_size=4)


def as_people(group):
    return np.array(group, dtype=np.uint64)


def is_separable(sets, least):
    """Tell about one set after the other, and see whether one of them must be refused."""
    cells = Cells.of([])
    for people in sets:
        if cells.would_leave_few(people, least):
            return True
        cells = cells.split_by(people)
    return False


@given(groups)
def test_people_in_the_same_sets_are_in_one_cell(published):
    patterns = Counter(
        tuple(person in group for group in published) for person in set().union(*published)
    )
    sizes = Cells.of(as_people(group) for group in published).sizes
    assert sorted(sizes.tolist()) == sorted(patterns.values())


def weights_found(published):
    """All sums with weights -1, 0 and 1 that are about somebody, and about how many."""
    rows = [[int(person in group) for person in range(10)] for group in published]
    for weights in itertools.product((-1, 0, 1), repeat=len(rows)):
        total = np.array(weights) @ np.array(rows)
        if total.any():
            yield int((total != 0).sum())


@settings(max_examples=300, deadline=None)
@given(groups)
def test_what_passes_cannot_be_subtracted_to_a_small_rest(published):
    if not is_separable([as_people(group) for group in published], LEAST):
        assert min(weights_found(published)) >= LEAST


def test_more_than_pairs_are_seen():
    """No two of these differ by few; three of them together give one person."""
    a, b, both = range(20), range(20, 40), range(41)
    sets = [as_people(list(group)) for group in (a, b, both)]
    assert not any(is_separable(list(pair), 10) for pair in itertools.combinations(sets, 2))
    assert is_separable(sets, 10)
