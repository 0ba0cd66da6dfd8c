"""Kill -9 of parent, worker, scheduler or web at random moments during an import of 50,000."""

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

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

N_POSTS = 50_000
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))
VICTIMS = ("worker", "scheduler", "web", "parent")
WORDS = ["gemeente", "afval", "klacht", "dank", "fiets", "brug", "wijk", "school", "markt", "park"]
BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def write_posts(path, first: int, rng: random.Random) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(first, first + N_POSTS):
            post = {
                "id": f"mastodon:{number}",
                "platform": "mastodon",
                "lang": rng.choice(["nl", "en"]),
                "text": " ".join(rng.choices(WORDS, k=10)) + f" nr{number}",
                "published_at": (BEGAN + dt.timedelta(seconds=number * 37)).isoformat(),
                "author": {"id": f"a{number % 700}", "handle": f"user{number % 700}"},
            }
            file.write(json.dumps(post) + "\n")


class Base:
    """Looks into the database of a house from outside."""

    def __init__(self, data) -> None:
        self.path = data / "klankbord.sqlite3"

    def all(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    def one(self, sql: str):
        return self.all(sql)[0][0]

    def is_read_and_kept(self, n_imports: int) -> bool:
        n_done = self.one("SELECT count(*) FROM listening_fileimport WHERE state = 'done'")
        return n_done == n_imports and not self.one("SELECT count(*) FROM listening_delivery")


def test_nothing_is_lost_and_nothing_twice(house, tmp_path):
    rng = random.Random(20260310)  # noqa: S311  # chooses victims
    house.start()
    base = Base(house.data)
    n_kills = n_imports = 0
    struck = Counter()
    while n_kills < N_KILLS:
        posts = tmp_path / f"posts{n_imports}.jsonl"
        write_posts(posts, n_imports * N_POSTS, rng)
        asked = house.run("import", "--no-wait", str(posts))
        assert asked.returncode == 0, asked.stderr
        n_imports += 1
        while n_kills < N_KILLS and not base.is_read_and_kept(n_imports):
            time.sleep(rng.uniform(0.05, 0.9))
            victim = VICTIMS[n_kills % 4] if N_KILLS < 10 else rng.choice(VICTIMS)
            house.kill(victim)
            struck[victim] += 1
            n_kills += 1
            if victim == "parent":
                house.start()
        wait_until(lambda n=n_imports: base.is_read_and_kept(n), seconds=240, every=0.2)
    assert house.stop() == 0
    assert sum(struck.values()) == N_KILLS
    nothing_is_lost(base, n_imports * N_POSTS)
    search_is_rows(base)
    counts_are_a_recount(base)
    assert not base.one("SELECT count(*) FROM jobs_job WHERE state = 'failed'")
    assert house.run("audit", "verify").returncode == 0


def nothing_is_lost(base: Base, n_posts: int) -> None:
    assert base.one("PRAGMA integrity_check") == "ok"
    assert base.one("SELECT count(*) FROM archive_mention") == n_posts
    assert base.one("SELECT count(DISTINCT external_id) FROM archive_mention") == n_posts
    assert base.one("SELECT sum(n_posts) FROM listening_source") == n_posts
    assert base.one("SELECT sum(n_new) FROM archive_arrival") == n_posts


def search_is_rows(base: Base) -> None:
    differing = (
        "SELECT count(*) FROM archive_mention m FULL JOIN archive_search_docsize s ON s.id = m.id"
        " WHERE m.id IS NULL OR s.id IS NULL"
    )
    assert base.one(differing) == 0
    found = base.one("SELECT count(*) FROM archive_search WHERE archive_search MATCH 'nr77'")
    assert found == 1


def counts_are_a_recount(base: Base) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    recount = Counter(
        (str(when.replace(tzinfo=dt.UTC).astimezone(zone).date()), platform, language, source)
        for text, platform, language, source in base.all(
            "SELECT published_at, platform, language, source_id FROM archive_mention"
        )
        for when in [dt.datetime.fromisoformat(text)]
    )
    kept = base.all("SELECT day, platform, language, source_id, n_mentions FROM archive_daycount")
    assert {tuple(row[:4]): row[4] for row in kept} == dict(recount)
