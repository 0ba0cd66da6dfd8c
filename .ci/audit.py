"""Looks up known holes in what we build on, and says how much of it was really looked at.

pip-audit ends well when the service that knows the holes does not answer: it skips each package
and finds nothing. Here that is no good end. Exit 0: every package was looked at and none has a
known hole; 1: there is a hole; 2: not everything was looked at.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
SECONDS = 600
WELL, HOLE, UNSEEN = 0, 1, 2


def main() -> int:
    """Judge the report on standard input (`-`), or make one."""
    report = json.load(sys.stdin) if sys.argv[1:] == ["-"] else asked()
    code, lines = judged(report)
    sys.stdout.write("\n".join([*lines, ""]))
    return code


def asked() -> dict[str, Any]:
    """What pip-audit says of the lock; nothing of it where pip-audit says nothing."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK)]
    command += ["--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    command += ["--format", "json"]
    done = subprocess.run(  # noqa: S603  # our own words
        command, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        sys.stderr.write(done.stderr)
        return {"dependencies": []}


def judged(report: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code and what to say."""
    packages = report["dependencies"]
    seen = [each for each in packages if "vulns" in each]
    holes = [
        f"{each['name']} {each['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for each in seen
        for hole in each["vulns"]
    ]
    if holes:
        return HOLE, ["Known holes:", *holes]
    if not seen or len(seen) < len(packages):
        missing = len(packages) - len(seen)
        return UNSEEN, [
            f"NOT AUDITED: {len(seen)} packages looked at, {missing} not.",
            "The service that knows the holes did not answer; try where it can be reached.",
        ]
    return WELL, [f"{len(seen)} packages looked at, no known hole."]


if __name__ == "__main__":
    sys.exit(main())
