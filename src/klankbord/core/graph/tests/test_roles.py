import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.core.graph.roles import Act, Acts, bridges, carriers, starters, trusted


def acts_of(rows, n=6):
    """(actor, target, kind, post, begins)"""
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 5
    whole = [np.array(column, np.int64) for column in columns[:4]]
    return Acts(n, whole[0], whole[1], whole[2], whole[3], np.array(columns[4], bool))


ROWS = [
    (1, 0, Act.ANSWERED, 10, True),
    (2, 0, Act.ANSWERED, 10, True),
    (2, 0, Act.REPEATED, 11, True),
    (0, 1, Act.ANSWERED, 12, False),  # an answer to an answer begins nothing
    (2, 1, Act.NAMED, -1, False),
    (3, 4, Act.REPEATED, 13, True),
    (4, 3, Act.NAMED, -1, False),
    (2, 3, Act.ANSWERED, 14, True),
]
CIRCLE = np.array([0, 0, 0, 1, 1, 2])


def test_who_starts():
    found = starters(acts_of(ROWS), CIRCLE)
    assert (found.people[0], found.times[0], found.besides[0]) == (2, 3, 2)
    assert found.people[1] == 0
    assert found.acts_of(0).tolist() == [0, 1, 2]


def test_who_carries():
    found = carriers(acts_of(ROWS), CIRCLE)
    assert (found.people[2], found.times[2], found.besides[2]) == (1, 1, 1)
    assert found.acts_of(3).tolist() == [5]


def test_who_is_turned_to_in_their_circle():
    found = trusted(acts_of(ROWS), CIRCLE)
    assert (found.people[0], found.times[0], found.besides[0]) == (2, 3, 3)
    assert found.people[3] == 1  # person 2 is of another circle
    assert found.acts_of(3).tolist() == [6]


def test_who_connects_circles():
    found = bridges(acts_of(ROWS), CIRCLE)
    assert (found.people[2], found.besides[2], found.where[2]) == (2, 1, 1)
    assert (found.where[0], found.besides[0]) == (-1, 0)
    assert found.acts_of(2).tolist() == [1, 2, 4, 7]


@pytest.mark.parametrize("count", [starters, carriers, trusted, bridges])
def test_nobody_did_anything(count):
    found = count(acts_of([], n=0), np.zeros(0, np.int64))
    assert len(found.people) == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.integers(0, 5),
            st.integers(0, 2),
            st.integers(0, 4),
            st.booleans(),
        ).filter(lambda row: row[0] != row[1])
    )
)
def test_counts_are_those_of_the_acts_that_are_given(rows):
    acts = acts_of(rows)
    for count in (starters, carriers, trusted):
        found = count(acts, CIRCLE)
        for who in range(6):
            mine = found.acts_of(who)
            others = acts.targets if count is carriers else acts.actors
            assert found.times[who] == len(mine)
            assert found.people[who] == len(set(others[mine].tolist()))
