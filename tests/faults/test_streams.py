"""Processes that listen are killed: what is said is heard, once, and the gaps are told."""

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from pathlib import Path

import pytest

from klankbord.connectors.mastodon.tests.conftest import Person, peer
from klankbord.connectors.tests.relay import Relay

from .conftest import wait_until

__all__ = ["peer"]
pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]
HEARING = str(Path(__file__).with_name("hearing.py"))
N_KILLS = int(os.environ.get("KLANKBORD_KILLS", "5"))


class Ears:
    """Two workers that hear one hashtag of a server, over a wire that can be cut."""

    def __init__(self, folder: Path, peer) -> None:
        self.relay, self.person = Relay(peer.url), Person(peer, "bewoner")
        self.tag = f"brug{uuid.uuid4().hex[:8]}"  # the server outlives a test
        self.said: list[str] = []
        self.workers: list[subprocess.Popen] = []
        self._chance = random.Random(7)  # noqa: S311  # chooses moments
        self._database = folder / "data" / "klankbord.sqlite3"
        keep = ("PATH", "HOME", "PYTHONPATH")
        self._environment = {name: os.environ[name] for name in keep if name in os.environ}
        self._environment |= {"KLANKBORD_DATA": str(folder / "data")}
        self._environment |= {"KLANKBORD_OPEN_NETWORKS": "127.0.0.0/8,::1/128"}
        self.run(HEARING, "fill", given=json.dumps({"target": f"{self.relay.url}/tags/{self.tag}"}))

    def run(self, *arguments: str, given: str = "") -> None:
        command = [sys.executable, *arguments]
        subprocess.run(
            command, env=self._environment, check=True, input=given, text=True, timeout=300
        )

    def hire(self) -> None:
        command = [sys.executable, HEARING, "work"]
        self.workers = [subprocess.Popen(command, env=self._environment) for _ in range(2)]

    def kill(self) -> None:
        for worker in self.workers:  # one of them listens
            worker.kill()
            worker.wait()

    def say(self, n_times: int = 1) -> None:
        for _ in range(n_times):
            self.said.append(f"brug {len(self.said)} #{self.tag}")
            self.person.say(self.said[-1])
            time.sleep(self._chance.uniform(0, 0.2))

    def asked(self, sql: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self._database, timeout=60)) as connection:
            return connection.execute(sql).fetchall()

    def texts(self) -> list[str]:
        return [text for (text,) in self.asked("SELECT text FROM archive_mention")]

    def is_live(self) -> bool:
        return bool(self.asked("SELECT 1 FROM listening_source WHERE streaming_since NOT NULL"))

    def close(self) -> None:
        self.kill()
        self.person.http.close()
        self.relay.close()


@pytest.fixture
def ears(tmp_path, peer, move_in):
    move_in(tmp_path / "data")
    ears = Ears(tmp_path, peer)
    yield ears
    ears.close()


def test_what_is_said_is_heard_once_whoever_is_killed(ears):
    ears.hire()
    wait_until(ears.is_live, seconds=120)
    for kill in range(N_KILLS):
        ears.say(1 + kill % 4)
        if kill % 2:
            ears.relay.cut()
        ears.kill()
        ears.say(2)
        ears.relay.mend()
        ears.hire()
        ears.say(2)
    wait_until(lambda: set(ears.said) <= set(ears.texts()), seconds=180, every=0.2)
    wait_until(lambda: not ears.asked("SELECT 1 FROM listening_gap WHERE until_at IS NULL"))
    assert Counter(ears.texts()) == Counter(ears.said)
    told = ears.asked("SELECT count(*) FROM listening_gap WHERE reason = 'interrupted'")
    assert told[0][0] >= 1


def test_what_its_writer_takes_back_is_taken_back_here(ears):
    ears.hire()
    wait_until(ears.is_live, seconds=120)
    said = ears.person.say(f"vergissing #{ears.tag}")
    wait_until(lambda: ears.texts() == [f"vergissing #{ears.tag}"])
    ears.person.delete(said["id"])
    wait_until(lambda: ears.texts() == [])
