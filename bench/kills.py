"""Processes killed with -9 during an import, by the test that says what must then still hold."""

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
    asked = int(os.environ.get("KLANKBORD_KILLS", N_KILLS))
    command = [sys.executable, "-m", "pytest", "tests/faults/test_import.py", "-m", "faults", "-q"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "KLANKBORD_KILLS": str(asked)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not re.search(r"\b[1-9]\d* passed", done.stdout):
        print(done.stdout[-4000:], file=sys.stderr)
    what = f"{asked} processes killed with -9 during imports: promises broken (K6)"
    return [Line(what, float(done.returncode != 0), "", floor=0, is_ceiling=True)]
