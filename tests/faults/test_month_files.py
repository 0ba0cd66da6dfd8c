"""Kill -9 of the writer of month files at random moments: nothing is lost, nothing twice."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))
SCRIPT = str(Path(__file__).with_name("filing.py"))


def exported(house) -> dict[str, tuple[str, dict]]:
    """Text and payload of each message, by its id; an id that stands twice is refused."""
    asked = house.run("export")
    assert asked.returncode == 0, asked.stderr
    posts = [json.loads(line) for line in asked.stdout.splitlines()]
    found = {post["id"]: (post["text"], post.get("raw")) for post in posts}
    assert len(found) == len(posts)
    return found


def filed(house) -> list[int]:
    paths = sorted((house.data / "files" / "archive").glob("mentions-*.parquet"))
    return [n for path in paths for n in pq.read_table(path)["number"].to_pylist()]


def test_a_killed_writer_loses_nothing_and_writes_nothing_twice(house):
    rng = random.Random(20260310)  # noqa: S311  # chooses moments
    filling = subprocess.run([sys.executable, SCRIPT, "fill"], env=house.environment, check=False)
    assert filling.returncode == 0
    whole = exported(house)
    assert len(whole) == 8_000
    assert all(payload for _text, payload in whole.values())
    for kill in range(N_KILLS + 1):
        is_last = kill == N_KILLS
        with subprocess.Popen(
            [sys.executable, SCRIPT, "write"], env=house.environment, stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout.readline() == b"ready\n"
            if is_last:
                assert writer.stdout.readline() == b"written\n"
            time.sleep(rng.uniform(0.05, 3.0))
            writer.kill()
        assert exported(house) == whole
        numbers = filed(house)
        assert numbers == sorted(set(numbers))
    assert len(numbers) == len(whole)
