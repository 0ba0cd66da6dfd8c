"""Figures as lines of a table, with the floor that each must hold."""

import datetime as dt
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

from bench.posts import SEED

_START, _END = "<!-- figures -->", "<!-- /figures -->"


@dataclass(frozen=True)
class Line:
    """One measured figure; `floor` is a least or (`is_ceiling`) a most; None: for information."""

    what: str
    value: float
    unit: str
    floor: float | None = None
    is_ceiling: bool = False

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        if self.floor is None:
            return True
        return self.value <= self.floor if self.is_ceiling else self.value >= self.floor

    @property
    def promise(self) -> str:
        """The floor in signs."""
        if self.floor is None:
            return ""
        return f"{'≤' if self.is_ceiling else '≥'} {_number(self.floor)} {self.unit}".strip()


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all stay under."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def as_table(lines: list[Line]) -> str:
    """A Markdown table."""
    rows = ["| what | measured | promised | holds |", "|---|---|---|---|"]
    rows += [
        f"| {line.what} | {_number(line.value)} {line.unit} | {line.promise} | {_holds(line)} |"
        for line in lines
    ]
    return "\n".join(rows)


def write(path: Path, lines: list[Line]) -> None:
    """Put table and circumstances between the marks of the page."""
    text = path.read_text(encoding="utf-8")
    figures = f"{_START}\n{circumstances()}\n\n{as_table(lines)}\n{_END}"
    pattern = re.compile(f"{re.escape(_START)}.*?{re.escape(_END)}", re.DOTALL)
    path.write_text(pattern.sub(lambda _: figures, text), encoding="utf-8")


def circumstances() -> str:
    """What a reader must know to repeat it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        sqlite = cursor.fetchone()[0]
    load = os.getloadavg()[0]
    return (
        f"Measured on {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}: {_processor()}, "
        f"{os.cpu_count()} processors, {platform.system()}; Python {platform.python_version()}, "
        f"Django {django.get_version()}, SQLite {sqlite} (WAL, synchronous=FULL); seed {SEED}; "
        f"load of the machine at the end {load:.1f}."
    )


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return found[1].strip() if found else platform.machine()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"  # digits that mean something


def _holds(line: Line) -> str:
    return "" if line.floor is None else "yes" if line.holds else "**no**"
