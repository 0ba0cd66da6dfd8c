"""A whole house of real processes, in a data folder of its own, that tests may kill."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from .gate import Gate, Killer
from .staff import ANSWERING, Staff

TEXT = "Zondag om tien uur. Groet, Noor"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_so, *, seconds: float = 60.0, every: float = 0.05):
    over_at = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < over_at, "it took too long"
        time.sleep(every)
    return found


class House:
    """`klankbord up` with short leases, and how to find and kill its processes."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.log = data.with_suffix(".log")
        keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
        self.environment = {name: os.environ[name] for name in keep if name in os.environ}
        self.environment |= {"KLANKBORD_DATA": str(data), "KLANKBORD_PORT": str(self.port)}
        self.parent: subprocess.Popen | None = None

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "klankbord.site.cli", *arguments]

    def run(self, *arguments: str, **extra) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **extra,
        )

    def start(self, *arguments: str) -> None:
        """Start and wait for the first answered request, and for every child.

        One web process, so that killing it is felt; a later argument says otherwise.
        """
        with self.log.open("ab") as log:
            self.parent = subprocess.Popen(
                self.command("up", "--no-sample", "--lease", "2", "--webs", "1", *arguments),
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.answers() or self.parent.poll() is not None, seconds=120)
        assert self.parent.poll() is None, self.log.read_text()
        wait_until(lambda: self.child("worker") and self.child("scheduler"))

    def answers(self, patience: float = 10) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/account/login/", timeout=patience
            ) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            raise
        except OSError:
            return False

    def child(self, name: str) -> int | None:
        """Process id of the web, worker or scheduler that lives now."""
        return next(iter(self.children(name)), None)

    def children(self, name: str) -> list[int]:
        """All of that name."""
        listed = Path(f"/proc/{self.parent.pid}/task/{self.parent.pid}/children")
        found = []
        for pid in listed.read_text().split() if listed.exists() else []:
            with contextlib.suppress(OSError):
                if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    found.append(int(pid))
        return found

    def kill(self, name: str) -> int:
        """Kill -9 a child, or the parent; gives the process id that died."""
        if name == "parent":
            pid = self.parent.pid
            self.parent.kill()
            self.parent.wait()
            return pid
        pid = wait_until(lambda: self.child(name), seconds=90)
        os.kill(pid, signal.SIGKILL)
        return pid

    def start_seconds(self) -> float:
        """Processor time of the parent and the web process until now: what a start costs."""
        ticks = 0
        for pid in (self.parent.pid, self.child("web")):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int:
        self.parent.terminate()
        return self.parent.wait(60)


@pytest.fixture
def house(tmp_path, move_in):
    house = House(tmp_path / "house")
    move_in(house.data)
    yield from stopped_at_the_end(house)


@pytest.fixture
def new_house(tmp_path):
    """Nothing is there yet: it makes its database at the first start."""
    yield from stopped_at_the_end(House(tmp_path / "house"))


def stopped_at_the_end(house: House):
    yield house
    if house.parent is not None and house.parent.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            house.stop()
        house.parent.kill()


@pytest.fixture
def staff(tmp_path, move_in):
    move_in(tmp_path / "data")
    staff = Staff(tmp_path / "data")
    yield staff
    staff.close()


@pytest.fixture
def killer(staff):
    """Kills the one worker, and hires another."""

    def kill() -> None:
        staff.kill("worker")
        staff.hire("worker")

    return Killer(kill)


@pytest.fixture
def gate(killer):
    gates: list[Gate] = []

    def through(port: int) -> int:
        gates.append(Gate(port, killer))
        return gates[-1].port

    yield through
    for each in gates:
        each.close()


@pytest.fixture
def answer(staff, killer):
    """Have the one answer sent, whatever it takes."""

    def answer(moments, account, **message: str) -> None:
        told = {
            "account": account,
            "message": {"platform": account["connector"], **message},
            "text": TEXT,
        }
        staff.run(ANSWERING, "answer_one", given=json.dumps(told))
        killer.begin(moments)
        staff.hire("worker")
        wait_until(lambda: staff.n_sent() == 1, seconds=600, every=0.2)
        assert killer.n_killed == len(moments) == 5
        assert staff.asked("SELECT n_attempts FROM desk_reply") == [(6,)]
        assert staff.asked("SELECT count(*) FROM desk_caseevent WHERE kind = 'sent'") == [(1,)]

    return answer
