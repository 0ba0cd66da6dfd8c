"""What may be told about groups: never small ones, and never by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.guidelines.coverage import FLOOR, Count, share_shown, shares_shown

counts = st.integers(0, 60).flatmap(lambda n: st.integers(0, n).map(lambda done: Count(done, n)))


@pytest.mark.parametrize(
    ("n_done", "n_members", "percent", "is_edge"),
    [
        (0, 10, 5, True),
        (10, 10, 95, True),
        (5, 10, 50, False),
        (33, 100, 33, False),
        (17, 23, 75, False),
    ],
)
def test_a_share_is_rounded_and_never_all_or_nobody(n_done, n_members, percent, is_edge):
    share = share_shown(Count(n_done, n_members))
    assert (share.percent, share.is_edge) == (percent, is_edge)


@given(counts)
def test_a_small_group_has_no_share(count):
    assert (share_shown(count) is None) == (count.n_members < FLOOR)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), counts, max_size=8))
def test_what_is_hidden_cannot_be_worked_out(groups):
    shown = shares_shown(groups)
    assert set(shown) == set(groups)
    hidden = [groups[name] for name, share in shown.items() if share is None]
    people = [count for count in hidden if count.n_members]
    n_people = sum(count.n_members for count in people)
    everything_hidden = all(share is None for share in shown.values())
    assert n_people == 0 or everything_hidden or (n_people >= FLOOR and len(people) >= 2)


def test_one_small_department_takes_the_next_one_along():
    shown = shares_shown({"a": Count(2, 4), "b": Count(10, 20), "c": Count(30, 60)})
    assert shown["a"] is None
    assert shown["b"] is None
    assert shown["c"].percent == 50
