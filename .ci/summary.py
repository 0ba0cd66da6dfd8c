"""Adds up the parts of `.ci/test` and prints one last line, as pytest does."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def main(folder: Path) -> int:
    """Print the sums of all JUnit files in a folder; 1 when something failed or nothing ran."""
    sums = dict.fromkeys(("tests", "failures", "errors", "skipped", "time"), 0.0)
    for path in sorted(folder.glob("*.xml")):
        for suite in ET.parse(path).getroot().iter("testsuite"):  # noqa: S314  # our own files
            for name in sums:
                sums[name] += float(suite.get(name, "0"))
    n_passed = sums["tests"] - sums["failures"] - sums["errors"] - sums["skipped"]
    counts = {
        "failed": sums["failures"],
        "passed": n_passed,
        "skipped": sums["skipped"],
        "errors": sums["errors"],
    }
    words = [f"{n:.0f} {name}" for name, n in counts.items() if n or name == "passed"]
    print(f" {', '.join(words)} in {sums['time']:.2f}s ".center(80, "="))  # noqa: T201  # the report
    return int(bool(sums["failures"] or sums["errors"] or not n_passed))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
