"""The queue alone: many workers, some killed, some told to stop; every step counts once."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from .conftest import wait_until

pytestmark = pytest.mark.faults

COUNTING = str(Path(__file__).with_name("counting.py"))
N_JOBS, N_STEPS = 120, 5


class Crew:
    """Worker processes on one database."""

    def __init__(self, environment: dict[str, str], asked) -> None:
        self.environment = environment
        self.asked = asked
        self.workers: list[subprocess.Popen] = []

    def hire(self) -> subprocess.Popen:
        worker = subprocess.Popen([sys.executable, COUNTING, "work"], env=self.environment)
        self.workers.append(worker)
        return worker

    def prepare(self, n_jobs: int) -> None:
        fill = [sys.executable, COUNTING, "fill", str(n_jobs)]
        subprocess.run(fill, env=self.environment, check=True)

    def dismiss(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()


@pytest.fixture
def environment(tmp_path):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return keep | {"KLANKBORD_DATA": str(tmp_path / "data")}


@pytest.fixture
def on_sqlite(environment, tmp_path, move_in):
    move_in(tmp_path / "data")

    def asked(sql):
        path = tmp_path / "data" / "klankbord.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    crew = Crew(environment, asked)
    yield crew
    crew.dismiss()


@pytest.fixture
def on_postgresql(environment):
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        pytest.skip("needs a PostgreSQL server in DATABASE_URL; `make test` starts one")
    own = urlunsplit(urlsplit(url)._replace(path="/klankbord_faults"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS klankbord_faults")
        server.execute("CREATE DATABASE klankbord_faults")

    def asked(sql):
        with psycopg.connect(own) as connection:
            return connection.execute(sql).fetchall()

    crew = Crew(environment | {"DATABASE_URL": own}, asked)
    migrate = [sys.executable, "-m", "klankbord.site.cli", "migrate"]
    subprocess.run(migrate, env=crew.environment, check=True, capture_output=True)
    yield crew
    crew.dismiss()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE klankbord_faults WITH (FORCE)")


def every_step_is_done_once(crew: Crew) -> None:
    crew.prepare(N_JOBS)
    for _ in range(3):
        crew.hire()
    rng = random.Random(7)  # noqa: S311  # chooses moments
    wait_until(lambda: crew.asked("SELECT count(*) FROM faults_done")[0][0] > 20)
    for blow in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        victim = crew.workers.pop(0)
        victim.send_signal(blow)
        victim.wait(20)
        crew.hire()
        time.sleep(rng.uniform(0.1, 0.6))
    left = "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')"
    wait_until(lambda: crew.asked(left)[0][0] == 0, seconds=180)
    assert crew.asked("SELECT state, count(*) FROM jobs_job GROUP BY state") == [
        ("finished", N_JOBS)
    ]
    done = crew.asked("SELECT number, step FROM faults_done ORDER BY number, step")
    assert done == [(number, step) for number in range(N_JOBS) for step in range(N_STEPS)]


def test_every_step_is_done_once_on_sqlite(on_sqlite):
    every_step_is_done_once(on_sqlite)


@pytest.mark.postgres
def test_every_step_is_done_once_on_postgresql(on_postgresql):
    every_step_is_done_once(on_postgresql)


def test_a_worker_wakes_within_a_third_of_a_second(on_sqlite):
    on_sqlite.prepare(0)
    on_sqlite.hire()
    wait_until(lambda: on_sqlite.asked("SELECT count(*) FROM jobs_standing")[0][0] > 0)
    time.sleep(0.5)
    script = (
        "import sys; sys.argv = ['x', 'none']\n"
        f"exec(open({COUNTING!r}).read().split('if __name__')[0])\n"
        "asked = enqueue('faults.count', payload={'number': 1}, at=timezone.now())\n"
        "time.sleep(2); asked.refresh_from_db()\n"
        "print((asked.started_at - asked.created_at).total_seconds())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=on_sqlite.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 0.3
