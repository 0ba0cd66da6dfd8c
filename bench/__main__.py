"""Measure, print the ratios and figures, and write them into `docs/en/performance.md`."""

import argparse
import importlib
import shutil
import sys
from pathlib import Path

from bench import house, report

PARTS = ("matching", "import", "search", "similar", "language", "purge")
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the parts asked for; the exit code is 1 when a floor does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000, help="posts of the import")
    parser.add_argument("--streamed", type=int, default=40_000, help="posts to match")
    parser.add_argument("--mentions", type=int, default=1_000_000, help="mentions to search in")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    parser.add_argument("--write", action="store_true", help="renew docs/en/performance.md")
    asked = parser.parse_args()
    folder = house.open_house()
    try:
        lines = _measure(asked)
        print(report.circumstances(), report.as_table(lines), sep="\n\n")
        if asked.json:
            asked.json.write_text(report.as_json(lines), encoding="utf-8")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if asked.write:
        report.write(ROOT / "docs" / "en" / "performance.md", lines)
    return 0 if all(line.holds for line in lines) else 1


def _measure(asked: argparse.Namespace) -> list[report.Line]:
    # Django must stand before these modules, which read its models, are imported.
    lines: list[report.Line] = []
    if asked.only in {None, "matching"}:
        lines += importlib.import_module("bench.matching").measure(asked.streamed)
    if asked.only in {None, "import"}:
        lines += importlib.import_module("bench.importing").measure(asked.posts)
    if asked.only in {None, "search"}:
        lines += importlib.import_module("bench.searching").measure(asked.mentions)
    if asked.only in {None, "similar"}:
        lines += importlib.import_module("bench.similar").measure()
    if asked.only in {None, "language"}:
        lines += importlib.import_module("bench.language").measure()
    if asked.only == "purge":  # alone: emptying a million mentions takes longer than all the rest
        lines += importlib.import_module("bench.purge").measure(asked.mentions)
    return lines


if __name__ == "__main__":
    sys.exit(main())
