"""A house in which nobody does anything rests."""

import contextlib
import sqlite3
import time
from collections import defaultdict

import pytest

pytestmark = pytest.mark.browser  # in the house that they walk through, sample and all
N_LOOKS, APART = 30, 1.0  # seconds
MOST = 4  # runs in that time: most standing jobs come back once a minute or less often
UNTIL_ALL_IS_DONE = 300  # seconds, on a machine that others keep busy


def asked(house, sql: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(house.data / "klankbord.sqlite3")) as base:
        return base.execute(sql).fetchall()


def runs(house) -> dict[str, str]:
    """By standing job, when it ran last."""
    return dict(asked(house, "SELECT name, last_run_at FROM jobs_standing"))


def restless(house) -> set[str]:
    """What ran more often than a job that comes back every ten seconds or less often."""
    seen = defaultdict(set)
    for _ in range(N_LOOKS):
        time.sleep(APART)
        for name, at in runs(house).items():
            seen[name].add(at)
    return {name for name, moments in seen.items() if len(moments) > MOST}


def test_no_job_runs_on_and_on(house):
    over_at = time.monotonic() + UNTIL_ALL_IS_DONE
    while not runs(house).get("understanding.find_themes"):
        time.sleep(APART)  # the sample is on its way, and what stands before that in a turn
    while found := restless(house):
        assert time.monotonic() < over_at, found
