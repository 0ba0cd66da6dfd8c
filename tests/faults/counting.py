"""A worker process with one job of its own: every step leaves one row, or the count is wrong."""

import datetime as dt
import os
import signal
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

import klankbord.site  # noqa: F401, I001  # current SQLite, before Django loads
import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # settings first
from django.utils import timezone  # noqa: E402  # settings first

from klankbord.jobs.queue import enqueue  # noqa: E402  # settings first
from klankbord.jobs.registry import Run, job  # noqa: E402  # settings first
from klankbord.jobs.run import Lease, StopClock  # noqa: E402  # settings first
from klankbord.jobs.worker import Worker  # noqa: E402  # settings first

N_STEPS = 5
STEP = 0.01


@job("faults.count", max_attempts=50)
def count(run: Run, *, number: int) -> None:
    for step in range(run.saved.get("step", 0), N_STEPS):
        time.sleep(STEP)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO faults_done VALUES (%s, %s)", [number, step])
            run.checkpoint({"step": step + 1})
        run.progress(done=step + 1, total=N_STEPS)


def fill(n_jobs: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE faults_done (number integer, step integer)")
    now = timezone.now()
    with transaction.atomic():
        for number in range(n_jobs):
            enqueue("faults.count", payload={"number": number}, at=now)


def work() -> None:
    stop_clock = StopClock(dt.timedelta(seconds=0))
    signal.signal(signal.SIGTERM, lambda *_: stop_clock.tell())
    lease = Lease(length=dt.timedelta(seconds=2), heartbeat=dt.timedelta(seconds=0.5))
    Worker(lease=lease, stop_clock=stop_clock).work_until_told()


if __name__ == "__main__":
    fill(int(sys.argv[2])) if sys.argv[1] == "fill" else work()
