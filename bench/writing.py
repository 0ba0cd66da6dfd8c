"""Another process that writes all the time; nothing of Django is imported, so it can be spawned."""

import importlib
import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NamedTuple

BETWEEN = 0.005  # seconds between two writes: faster than any house of people


class Write(NamedTuple):
    """Milliseconds of one write: until it was this writer's turn, and until the disk had it."""

    turn: float
    whole: float


@contextmanager
def writing_along(path: Path) -> Iterator[list[Write]]:
    """Have another process write until the end; the list holds every write after that."""
    context = multiprocessing.get_context("spawn")
    stop, waits = context.Event(), context.Queue()
    writer = context.Process(target=write_along, args=(path, stop, waits))
    writer.start()
    found: list[Write] = waits.get()  # empty: it stands
    try:
        yield found
    finally:
        stop.set()
        found.extend(waits.get())
        writer.join()


def write_along(path: Path, stop: Event, waits: "multiprocessing.Queue[list[Write]]") -> None:
    """Write one row after another as the program does; give how long each took."""
    base = sqlite3.connect(path, timeout=30, isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE IF NOT EXISTS bench_writer (id INTEGER PRIMARY KEY, at REAL)")
    found: list[Write] = []
    waits.put([])
    while not stop.is_set():
        began = time.monotonic()
        base.execute("BEGIN IMMEDIATE")
        turn = time.monotonic()
        base.execute("INSERT INTO bench_writer (at) VALUES (?)", [began])
        base.execute("COMMIT")
        ended = time.monotonic()
        found.append(Write((turn - began) * 1000, (ended - began) * 1000))
        time.sleep(BETWEEN)
    waits.put(found)


def keep_along(stop: Event, go: Event, ready: Event) -> None:
    """Keep posts as the program does, in the house that the environment names."""
    importlib.import_module("django").setup()
    importlib.import_module("bench.reading").keep_deliveries(stop, go, ready)
