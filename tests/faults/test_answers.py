"""Answers posted by workers that are killed at random: each stands there exactly once."""

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from klankbord.connectors.mastodon.tests.conftest import peer

from .conftest import wait_until

__all__ = ["peer"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
ANSWERING = str(Path(__file__).with_name("answering.py"))
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))
N_ANSWERS = 20 * N_KILLS  # 1,000 with `make faults`


@pytest.fixture
def environment(tmp_path):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    open_networks = {"KLANKBORD_OPEN_NETWORKS": "127.0.0.0/8,::1/128"}
    return keep | {"KLANKBORD_DATA": str(tmp_path / "data")} | open_networks


def run(environment, name: str, given: str = "") -> None:
    command = [sys.executable, ANSWERING, name]
    subprocess.run(command, env=environment, check=True, input=given, text=True, timeout=1200)


def questions(peer) -> list[dict]:
    """As many messages of a resident as there will be answers."""
    server = peer.url.partition("://")[2]
    bearer = {"Authorization": f"Bearer {peer.tokens['bewoner']}"}
    with httpx.Client(base_url=peer.url, headers=bearer, trust_env=False, timeout=60) as http:
        said = [
            http.post("/api/v1/statuses", json={"status": f"Vraag {number}?"}).json()
            for number in range(N_ANSWERS)
        ]
    return [
        {
            "handle": f"bewoner@{server}",
            "url": status["url"],
            "post_id": f"mastodon:{server}/{status['id']}",
            "id": status["id"],
        }
        for status in said
    ]


def stumble(peer, rng: random.Random) -> None:
    """The server refuses a few messages, or answers rubbish."""
    effect = rng.choice([{"type": "status", "status": 503}, {"type": "malformed"}])
    rule = {
        "match": {"path": "/api/v1/statuses", "methods": ["POST"]},
        "effect": effect,
        "count": rng.randint(1, 3),
    }
    httpx.post(f"{peer.url}/api/v1/_mock/faults", json=rule, trust_env=False).raise_for_status()


def test_every_answer_stands_there_once(environment, tmp_path, peer):
    def asked(sql: str):
        path = tmp_path / "data" / "klankbord.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=60)) as connection:
            return connection.execute(sql).fetchall()

    def n_sent() -> int:
        return asked("SELECT count(*) FROM desk_reply WHERE status = 'sent'")[0][0]

    def hire() -> subprocess.Popen:
        return subprocess.Popen([sys.executable, ANSWERING, "work"], env=environment)

    migrate = [sys.executable, "-m", "klankbord.site.cli", "migrate"]
    subprocess.run(migrate, env=environment, check=True, capture_output=True)
    asks = questions(peer)
    given = {"url": peer.url, "token": peer.tokens["gemeente"], "statuses": asks}
    run(environment, "fill", json.dumps(given))
    run(environment, "press")
    rng = random.Random(11)  # noqa: S311  # chooses moments
    workers = [hire(), hire()]
    try:
        for kill in range(N_KILLS):
            goal = min(n_sent() + 5, N_ANSWERS)
            time.sleep(rng.uniform(0.05, 0.6))
            if kill % 3 == 0:
                stumble(peer, rng)
            victim = workers.pop(0)
            victim.kill()
            victim.wait()
            workers.append(hire())
            if kill % 10 == 0:
                run(environment, "press")
            wait_until(lambda goal=goal: n_sent() >= goal, seconds=300)
        wait_until(lambda: n_sent() == N_ANSWERS, seconds=900, every=0.5)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    with httpx.Client(base_url=peer.url, trust_env=False, timeout=60) as http:
        found = Counter(
            len(http.get(f"/api/v1/statuses/{ask['id']}/context").json()["descendants"])
            for ask in asks
        )
    assert found == {1: N_ANSWERS}
    events = asked("SELECT case_id, count(*) FROM desk_caseevent WHERE kind = 'sent' GROUP BY 1")
    assert [count for _case, count in events] == [1] * N_ANSWERS
