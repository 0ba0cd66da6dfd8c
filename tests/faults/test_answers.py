"""Answers through a real web server to a real platform, while everything is killed: each once."""

import json
import os
import random
import threading
import time
from collections import Counter

import httpx
import pytest

from klankbord.connectors.mastodon.tests.conftest import peer

from .clicking import Desk
from .conftest import wait_until
from .staff import ANSWERING, Staff

__all__ = ["peer"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))
N_ANSWERS = 20 * N_KILLS  # 1,000 with `make faults`
HELD = 31  # seconds
STUMBLES = ({"type": "status", "status": 503}, {"type": "malformed"}, {"type": "timeout"})


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
    """The server refuses a few messages, answers rubbish, or holds one until nobody waits.

    What it held is posted after all, thirty seconds later.
    """
    effect = rng.choice(STUMBLES)
    rule = {
        "match": {"path": "/api/v1/statuses", "methods": ["POST"]},
        "effect": effect,
        "count": 1 if effect["type"] == "timeout" else rng.randint(1, 3),
    }
    httpx.post(f"{peer.url}/api/v1/_mock/faults", json=rule, trust_env=False).raise_for_status()


def test_every_answer_stands_there_once(staff, peer):
    asks = questions(peer)
    told = {"url": peer.url, "token": peer.tokens["gemeente"], "statuses": asks}
    filled = json.loads(staff.run(ANSWERING, "fill", given=json.dumps(told)))
    desk = Desk(staff.url, filled["cookies"])
    for name in ("web", "worker", "worker"):
        staff.hire(name)
    clicking = threading.Thread(target=desk.answer_all, args=(filled["cases"],))
    clicking.start()
    kill_often(staff, peer)
    clicking.join()
    wait_until(lambda: staff.n_sent() == N_ANSWERS, seconds=900, every=0.5)

    assert desk.statuses.keys() == {302, 409}  # done, or somebody was first: never an error
    assert desk.statuses.total() == 2 * N_ANSWERS
    time.sleep(HELD)  # what was held at the platform comes now, or never
    with httpx.Client(base_url=peer.url, trust_env=False, timeout=60) as http:
        found = Counter(
            len(http.get(f"/api/v1/statuses/{ask['id']}/context").json()["descendants"])
            for ask in asks
        )
    assert found == {1: N_ANSWERS}
    sent = "SELECT case_id, count(*) FROM desk_caseevent WHERE kind = 'sent' GROUP BY 1"
    assert [count for _case, count in staff.asked(sent)] == [1] * N_ANSWERS
    assert staff.asked("SELECT count(*) FROM desk_reply") == [(N_ANSWERS,)]


def kill_often(staff: Staff, peer) -> None:
    """A worker twice, then the web server, and so on, while the answers go out."""
    rng = random.Random(11)  # noqa: S311  # chooses moments
    for kill in range(N_KILLS):
        goal = min(staff.n_sent() + N_ANSWERS // N_KILLS // 2, N_ANSWERS)
        time.sleep(rng.uniform(0.05, 0.6))
        if kill % 3 == 0:
            stumble(peer, rng)
        name = "web" if kill % 3 == 1 else "worker"
        staff.kill(name)
        staff.hire(name)
        wait_until(lambda goal=goal: staff.n_sent() >= goal, seconds=600)
