"""The parent process: one a data folder, children that come back, nothing left behind."""

import http.client
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from machine import slowness

from klankbord.site.asgi import N_THREADS

from .conftest import House, wait_until

pytestmark = pytest.mark.faults
PROMISE = 3  # seconds of processor time, as of the machine of `.ci`: others may use it too
AT_THE_DOOR = 1  # connection that looks who may send a large file
TRIES = 3  # their work makes ours dearer as well: the best start counts


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_it_starts_greets_answers_and_stops_clean(new_house):
    new_house.start()
    children = [new_house.child(name) for name in ("web", "worker", "scheduler")]
    assert all(children)
    wait_until(lambda: "Klankbord answers on" in new_house.log.read_text())
    began = time.monotonic()
    assert new_house.stop() == 0
    assert time.monotonic() - began < 25
    assert not any(map(lives, children))


def test_a_second_start_answers_within_three_seconds(house):
    house.start()
    starts = []
    while len(starts) < TRIES and min(starts, default=PROMISE) >= PROMISE:
        house.stop()
        house.start()
        starts.append(house.start_seconds() / slowness())
    assert min(starts) < PROMISE


def test_a_second_parent_is_refused_with_a_reason(house):
    house.start()
    second = house.run("up")
    assert second.returncode == 2
    assert "already runs" in second.stderr
    assert "KLANKBORD_DATA" in second.stderr


def test_a_port_that_is_taken_is_explained(house, tmp_path):
    house.start()
    other = House(tmp_path / "other")
    other.environment["KLANKBORD_PORT"] = str(house.port)
    second = other.run("up")
    assert second.returncode == 2
    assert f"Port {house.port}" in second.stderr
    assert "KLANKBORD_PORT" in second.stderr


def test_a_wrong_setting_is_explained_in_one_line(house):
    house.environment["DATABASE_URL"] = "mysql://somewhere/else"
    for command in (["up"], ["migrate"], ["check"]):
        refused = house.run(*command)
        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
        assert "postgresql://" in refused.stderr


@pytest.mark.parametrize("name", ["web", "worker", "scheduler"])
def test_a_dead_child_comes_back(house, name):
    house.start()
    dead = house.kill(name)
    wait_until(lambda: house.child(name) not in {None, dead})
    assert wait_until(house.answers)


def test_no_request_is_refused_while_the_web_process_comes_back(house):
    house.start()
    house.kill("web")
    assert house.answers(
        patience=60
    )  # the parent holds the socket: the request waits, and is answered


def test_who_came_is_answered_by_the_other_web_process_when_one_dies(house):
    house.start("--webs", "2")
    first, other = wait_until(lambda: len(found := house.children("web")) == 2 and found)
    os.kill(first, signal.SIGKILL)
    assert house.answers(patience=60)  # the other may have just begun
    assert all(house.answers() for _ in range(20))
    newcomer = wait_until(lambda: set(house.children("web")) - {first, other})
    os.kill(other, signal.SIGKILL)
    assert house.answers(patience=60)
    assert len(newcomer) == 1


def test_two_hundred_at_once_share_a_few_connections(house):
    house.start()
    before = n_open(house)
    with ThreadPoolExecutor(200) as crowd:
        answers = [crowd.submit(house.answers, 120) for _ in range(200)]
        most = 0
        while not all(each.done() for each in answers):
            most = max(most, n_open(house))
            time.sleep(0.02)
    assert all(each.result() for each in answers)
    assert before <= most <= N_THREADS + AT_THE_DOOR
    assert house.answers()


def n_open(house: House) -> int:
    """How many connections the web process has with the database."""
    found = Path(f"/proc/{house.child('web')}/fd").iterdir()
    names = [str(each.readlink()) for each in found if each.is_symlink()]
    return sum(name.endswith("klankbord.sqlite3") for name in names)


def test_a_connection_may_rest_for_longer_than_programs_keep_theirs(house):
    """Many hang up after five seconds of rest: if we did so too, what they send then is lost."""
    house.start()
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=120)
    for rest in (6, 0):
        line.request("GET", "/account/login/")
        answer = line.getresponse()
        answer.read()
        assert (answer.status, answer.will_close) == (200, False)
        time.sleep(rest)
    line.close()
    assert house.stop() == 0


def test_children_end_when_the_parent_is_killed_and_a_new_one_may_start(house):
    house.start()
    children = [house.child(name) for name in ("web", "worker", "scheduler")]
    house.kill("parent")
    wait_until(lambda: not any(map(lives, children)), seconds=30)
    house.start()
    assert house.child("web") not in children


def test_ctrl_c_stops_as_well(house):
    house.start()
    os.kill(house.parent.pid, signal.SIGINT)
    assert house.parent.wait(30) == 0
