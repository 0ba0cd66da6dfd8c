"""The highest of packed day tallies, held against adding everything up."""

import random
from collections import Counter

import numpy as np
import pytest

from klankbord.participate.archive.tally import top_sums

N_DAYS = 30
FEW, MANY = 3, 300  # keys


def days_of(*, n_keys, a_day, seed):
    """Days on which each key was heard `a_day(dice, key)` times; none means not at all."""
    dice = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(N_DAYS):
        heard = {key: a_day(dice, key) for key in range(-n_keys, n_keys)}
        counts = {key: n for key, n in heard.items() if n} or {0: 1}
        yield np.array(list(counts), "<i8"), np.array(list(counts.values()), "<u4")


def once_at_most(dice, key):
    return dice.randint(0, 1)


def a_few_loud(dice, key):
    return dice.randint(0, 900) if key % 50 == 0 else dice.randint(0, 1)


def falling(dice, key):
    return int(dice.expovariate(1) * 400 / (1 + abs(key)))


@pytest.mark.parametrize("a_day", [once_at_most, a_few_loud, falling])
@pytest.mark.parametrize("n_keys", [FEW, MANY])
@pytest.mark.parametrize("n", [1, 10, 48])
def test_the_highest_are_those_of_adding_everything_up(a_day, n_keys, n):
    days = list(days_of(n_keys=n_keys, a_day=a_day, seed=n))
    sums = Counter()
    for keys, counts in days:
        sums.update(dict(zip(keys.tolist(), counts.tolist(), strict=True)))
    expected = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:n]
    assert top_sums(days, n) == expected


def test_no_days_have_no_highest():
    assert top_sums([], 10) == []
