"""NEAR and loose phrases against every possible choice of places."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.match.positions import loose_spans, minimal_spans, near_spans, row_spans

places = st.sets(st.integers(0, 9), max_size=4)
spans = st.sets(
    st.tuples(st.integers(0, 9), st.integers(0, 2)).map(lambda pair: (pair[0], sum(pair))),
    max_size=5,
)


def _minimal(found):
    return sorted(
        one
        for one in found
        if not any(other != one and one[0] <= other[0] and other[1] <= one[1] for other in found)
    )


@given(spans)
def test_minimal_spans(found):
    assert minimal_spans(found) == _minimal(found)


@settings(max_examples=100, deadline=None)
@given(st.lists(places, min_size=2, max_size=4), st.integers(1, 4))
def test_loose_spans(parts, slop):
    choices = [choice for choice in itertools.product(*parts) if len(set(choice)) == len(choice)]
    hulls = {(min(choice), max(choice)) for choice in choices}
    fitting = {hull for hull in hulls if hull[1] - hull[0] + 1 <= len(parts) + slop}
    assert loose_spans(parts, slop) == _minimal(fitting)


@given(st.lists(places, min_size=2, max_size=3))
def test_row_spans(parts):
    rows = [
        (choice[0], choice[-1])
        for choice in itertools.product(*parts)
        if all(after - before == 1 for before, after in itertools.pairwise(choice))
    ]
    assert row_spans(parts) == sorted(rows)


@settings(max_examples=100, deadline=None)
@given(spans, spans, st.integers(1, 5), st.booleans())
def test_near_spans(left, right, distance, is_ordered):
    hulls = {
        (min(one[0], other[0]), max(one[1], other[1]))
        for one, other in itertools.product(left, right)
        if 1 <= other[0] - one[1] <= distance
        or (not is_ordered and 1 <= one[0] - other[1] <= distance)
    }
    assert near_spans(left, right, distance, is_ordered=is_ordered) == _minimal(hulls)
