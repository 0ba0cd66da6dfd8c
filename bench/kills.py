"""Processes killed with -9, by the tests that say what must then still hold."""

import os
import re
import subprocess
import sys
from pathlib import Path

from bench.report import Line

ROOT = Path(__file__).resolve().parent.parent
N_KILLS = 50


def measure() -> list[Line]:
    """Nothing is lost and nothing twice; search and counts agree with the rows."""
    what = f"{n_kills()} processes killed with -9 during imports: promises broken (K6)"
    return [broken("tests/faults/test_import.py", what)]


def n_kills() -> int:
    """As many as the environment says."""
    return int(os.environ.get("KLANKBORD_KILLS", N_KILLS))


def broken(test: str, what: str) -> Line:
    """The line of one test: 0 where it held, 1 where it did not."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", test, "-m", "faults", "-q", "--timeout", "7200"],
        cwd=ROOT,
        env={**os.environ, "KLANKBORD_KILLS": str(n_kills())},
        capture_output=True,
        text=True,
        check=False,
    )
    if not re.search(r"\b[1-9]\d* passed", done.stdout):
        print(done.stdout[-4000:], file=sys.stderr)
    return Line(what, float(done.returncode != 0), "", floor=0, is_ceiling=True)
