"""Kill -9 of worker and parent in the middle of replays: nothing is lost, nothing stands twice."""

import contextlib
import datetime as dt
import json
import os
import random
import sqlite3  # the current one: klankbord.site put it there when pytest set Django up
import time
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from .conftest import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

N_POSTS = 20_000
N_TOPICS = 6
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))
BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
UNFINISHED = "SELECT count(*) FROM topics_topic WHERE n_replays != n_replayed"
UNMATCHED = (
    "SELECT (SELECT count(*) FROM archive_arrival) - (SELECT count(*) FROM topics_matchedarrival)"
)
HALF_DONE = (
    "SELECT count(*) FROM jobs_job WHERE name = 'topics.replay_query' AND state = 'running'"
    " AND json_extract(saved, '$.before') IS NOT NULL"
)

MATCHES = (
    "SELECT m.external_id, t.version, t.is_replayed FROM topics_match t"
    " JOIN archive_mention m ON m.id = t.mention_id WHERE t.topic_id = ?"
)
DAYS = "SELECT day, n_matches FROM topics_topicday WHERE topic_id = ?"
FOUND = "SELECT n_matches FROM topics_queryversion WHERE topic_id = ? AND number = ?"


def words_of(number: int) -> str:
    return "afval markt" if number % 3 == 0 else "afval" if number % 3 == 1 else "markt"


def write_posts(path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(N_POSTS):
            post = {
                "id": f"mastodon:{number}",
                "platform": "mastodon",
                "lang": "nl",
                "text": f"{words_of(number)} in de wijk nr{number}",
                "published_at": (BEGAN + dt.timedelta(seconds=number * 301)).isoformat(),
                "author": {"id": f"a{number % 70}", "handle": f"user{number % 70}"},
            }
            file.write(json.dumps(post) + "\n")


class Base:
    """Looks into the database of a house from outside."""

    def __init__(self, data) -> None:
        self.path = data / "klankbord.sqlite3"

    def all(self, sql: str, *values: int) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: int):
        return self.all(sql, *values)[0][0]


def test_a_replay_survives_everything(house, tmp_path):
    rng = random.Random(20260311)  # noqa: S311  # chooses moments
    posts = tmp_path / "posts.jsonl"
    write_posts(posts)
    house.start()
    base = Base(house.data)
    assert house.run("import", str(posts)).returncode == 0
    wait_until(lambda: base.one(UNMATCHED) == 0, seconds=180)
    for round_number, word in enumerate(("afval", "markt"), 1):
        topics = tmp_path / f"{word}.jsonl"
        lines = ({"id": f"T{n}", "query": f"{word} OR t{n}"} for n in range(N_TOPICS))
        topics.write_text("\n".join(map(json.dumps, lines)))
        assert house.run("topics", "import", str(topics)).returncode == 0
        n_struck = strike(house, base, rng)
        assert n_struck == N_KILLS
        wait_until(lambda: base.one(UNFINISHED) == 0, seconds=300, every=0.2)
        every_match_stands_once(base, word, version=round_number)
    assert house.stop() == 0
    assert base.one("PRAGMA integrity_check") == "ok"
    assert not base.one("SELECT count(*) FROM jobs_job WHERE state = 'failed'")


def strike(house, base: Base, rng: random.Random) -> int:
    """Kill while a replay is half done, until enough; every third time the parent."""
    n_struck = 0
    while n_struck < N_KILLS and base.one(UNFINISHED):
        if not base.one(HALF_DONE):
            time.sleep(0.005)
            continue
        time.sleep(rng.uniform(0, 0.05))
        victim = "parent" if n_struck % 3 == 2 else "worker"
        house.kill(victim)
        n_struck += 1
        if victim == "parent":
            house.start()
    return n_struck


def every_match_stands_once(base: Base, word: str, version: int) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    wanted = [number for number in range(N_POSTS) if word in words_of(number).split()]
    days = Counter(
        str((BEGAN + dt.timedelta(seconds=number * 301)).astimezone(zone).date())
        for number in wanted
    )
    for (topic,) in base.all("SELECT id FROM topics_topic"):
        found = base.all(MATCHES, topic)
        assert sorted(int(row[0]) for row in found) == wanted
        assert {bool(row[2]) for row in found} == {True}
        assert version in {row[1] for row in found}
        counted = base.all(DAYS, topic)
        assert {day: n for day, n in counted if n} == days
        assert base.one(FOUND, topic, version) == len(wanted)
