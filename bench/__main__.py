"""Measure, print the ratios and figures, and write them into `docs/en/performance.md`."""

import argparse
import importlib
import os
import shutil
import sys
from pathlib import Path

from bench import house, report

# Part → its module, and which number it is told.
PARTS = {
    "matching": ("matching", "streamed"),
    "import": ("importing", "posts"),
    "feeds": ("feeds", "feeds"),
    "search": ("searching", "mentions"),
    "readers": ("reading", ""),
    "pages": ("pages", ""),
    "visitors": ("visitors", ""),
    "live": ("live", ""),
    "arrival": ("arrival", ""),
    "similar": ("similar", ""),
    "language": ("language", ""),
    "understanding": ("understanding", ""),
    "graph": ("graph", "links"),
    "guard": ("guard", ""),
    "purge": ("purge", "mentions"),
    "kills": ("kills", ""),
    "answers": ("answers", ""),
    "soak": ("soak", "streamed"),
    "desk": ("desk", "cases"),
    "responders": ("responders", "minutes"),
    "community": ("community", "words"),
}
LONG = {
    "graph",
    "feeds",
    "purge",
    "kills",
    "answers",
    "soak",
    "desk",
    "responders",
    "community",
}  # only when asked for
IN_THE_ARCHIVE = {"readers", "pages", "visitors"}  # that the search fills
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the parts asked for; the exit code is 1 when a floor does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000, help="posts of the import")
    parser.add_argument("--feeds", type=int, default=5_000, help="feeds to visit")
    parser.add_argument("--streamed", type=int, default=40_000, help="posts to match")
    parser.add_argument("--mentions", type=int, default=1_000_000, help="mentions to search in")
    parser.add_argument("--cases", type=int, default=1_000_000, help="closed cases at the desk")
    parser.add_argument(
        "--words", type=int, default=5_000_000, help="posts and comments of members"
    )
    parser.add_argument("--links", type=int, default=10_000_000, help="links of the graph")
    parser.add_argument("--minutes", type=float, default=10, help="that twenty responders work")
    parser.add_argument("--only", choices=PARTS, nargs="+", help="these parts")
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    parser.add_argument("--write", action="store_true", help="renew docs/en/performance.md")
    asked = parser.parse_args()
    folder = house.open_house()
    lines: list[report.Line] = []
    try:
        for part in _parts(asked.only):
            found = _measure(part, asked)
            print(report.circumstances(), report.as_table(found), "", sep="\n\n", flush=True)
            if asked.write:
                report.write(ROOT / "docs" / "en" / "performance.md", part, found)
            lines += found
        if asked.json:
            asked.json.write_text(report.as_json(lines), encoding="utf-8")
    finally:
        if house.KEPT not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(line.holds for line in lines) else 1


def _parts(only: list[str] | None) -> list[str]:
    """In the order of `PARTS`, with what others need."""
    if only is None:
        return [part for part in PARTS if part not in LONG]
    needed = {"search"} if IN_THE_ARCHIVE & {*only} else set()
    return [part for part in PARTS if part in {*only, *needed}]


def _measure(part: str, asked: argparse.Namespace) -> list[report.Line]:
    module, size = PARTS[part]
    # Django must stand before these modules, which read its models, are imported.
    measure = importlib.import_module(f"bench.{module}").measure
    lines: list[report.Line] = measure(getattr(asked, size)) if size else measure()
    return lines


if __name__ == "__main__":
    sys.exit(main())
