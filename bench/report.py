"""Figures as lines of a table, with the floor that each must hold."""

import datetime as dt
import json
import os
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import django
from django.db import connection

from bench.posts import SEED

_END = "<!-- /figures -->"


@dataclass(frozen=True)
class Line:
    """One measured figure; `floor` is a least or (`is_ceiling`) a most; None: for information.

    `value` is by the clock, `cpu` by processor time; `counts_cpu` says which of both must hold.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    is_ceiling: bool = False
    cpu: float | None = None
    counts_cpu: bool = False

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        if self.floor is None:
            return True
        value = self.cpu if self.counts_cpu and self.cpu is not None else self.value
        return value <= self.floor if self.is_ceiling else value >= self.floor

    @property
    def promise(self) -> str:
        """The floor in signs."""
        if self.floor is None:
            return ""
        return f"{'≤' if self.is_ceiling else '≥'} {_number(self.floor)} {self.unit}".strip()


def is_crowded() -> bool:
    """Whether others use the machine: then waits are judged by processor time, and marked so."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) + 1


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all stay under."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def as_table(lines: list[Line]) -> str:
    """A Markdown table."""
    rows = [
        "| what | by the clock | processor time | promised | holds |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*rows, *map(_row, lines)])


def _row(line: Line) -> str:
    cpu = "" if line.cpu is None else f"{_number(line.cpu)} {line.unit}"
    promise = f"{line.promise} (processor)" if line.counts_cpu and line.promise else line.promise
    cells = (line.what, f"{_number(line.value)} {line.unit}", cpu, promise, _holds(line))
    return f"| {' | '.join(cells)} |"


def as_json(lines: list[Line]) -> str:
    """The same for programs."""
    figures = [{**asdict(line), "holds": line.holds} for line in lines]
    return json.dumps({"circumstances": circumstances(), "figures": figures}, indent=2)


def write(path: Path, part: str, lines: list[Line]) -> None:
    """Put table and circumstances of one part between its marks on the page."""
    start = f"<!-- figures: {part} -->"
    text = path.read_text(encoding="utf-8")
    if start not in text or not lines:
        return
    figures = f"{start}\n{circumstances()}\n\n{as_table(lines)}\n{_END}"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(_END)}", re.DOTALL)
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
        f"load of the machine at the end {load:.1f}, this run included."
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8") if cpuinfo.is_file() else ""
    found = re.search(r"model name\s*:\s*(.+)", text)
    return found[1].strip() if found else platform.machine()


def _number(value: float) -> str:
    """With the digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 or value == 0 else f"{value:.3f}"


def _holds(line: Line) -> str:
    return "" if line.floor is None else "yes" if line.holds else "**no**"
