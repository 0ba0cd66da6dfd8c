"""Another process that writes all the time; nothing of Django is imported, so it can be spawned."""

import importlib
import multiprocessing
import sqlite3
import time
from multiprocessing.synchronize import Event
from pathlib import Path

BETWEEN = 0.005  # seconds between two writes: faster than any house of people


def write_along(path: Path, stop: Event, waits: "multiprocessing.Queue[list[float]]") -> None:
    """Write one row after another as the program does; give how long each took, in ms."""
    base = sqlite3.connect(path, timeout=30, isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE IF NOT EXISTS bench_writer (id INTEGER PRIMARY KEY, at REAL)")
    found: list[float] = []
    waits.put([])
    while not stop.is_set():
        began = time.monotonic()
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO bench_writer (at) VALUES (?)", [began])
        base.execute("COMMIT")
        found.append((time.monotonic() - began) * 1000)
        time.sleep(BETWEEN)
    waits.put(found)


def keep_along(stop: Event, go: Event, ready: Event) -> None:
    """Keep posts as the program does, in the house that the environment names."""
    importlib.import_module("django").setup()
    importlib.import_module("bench.reading").keep_deliveries(stop, go, ready)
