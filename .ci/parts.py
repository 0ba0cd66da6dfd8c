"""The tests in parts: what each runs, what it may cost, and one summary at the end.

The cost is processor time, because the clock on the wall tells how busy a shared machine is.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from machine import slowness

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [f"{ROOT}/.venv/bin/pytest", "-p", "processor_time", "-q"]
ON_BOTH_CORES = [*PYTEST, "-n2", "--dist=loadfile"]  # what a module prepares is prepared once
LONGEST_FIRST = [*ON_BOTH_CORES, "--no-loadscope-reorder"]  # by name, not by number of tests
WALK = "tests/journeys/test_screens.py"  # four tests, a quarter of the work: last, one core waits
PURE = ["src/klankbord/core", "src/klankbord/connectors"]
WITHOUT_DJANGO = ["-c", ".ci/core.ini", "--rootdir=."]
WITHOUT_PURE = [f"--ignore={folder}" for folder in PURE]
CROSS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_*.py"))
APART = "not (browser or faults or postgres or data)"
QUICK = "not (data or peer or engine)"
POSTGRES = "postgres or not (browser or faults or data)"
# On PostgreSQL: the rooms that speak to the database in its own words, or (`src`) every test.
ROOMS = ["jobs", "trust", "participate/archive", "participate/topics", "reputation", "plan"]
SAMPLE = ["site/tests/test_sample.py", "site/tests/test_sample_loaded.py"]
SPOKEN = [f"src/klankbord/{room}" for room in [*ROOMS, *SAMPLE]]
ON_POSTGRES = [os.environ["KLANKBORD_POSTGRES"]] if "KLANKBORD_POSTGRES" in os.environ else SPOKEN
NOTHING_TO_RUN = 5
N_SLOWEST = 15
DATA_SETS = "KLANKBORD_TEST_DATA"
RAN = {"passed", "failed"}
AGAIN = ["--last-failed", "--last-failed-no-failures=none"]
MAY_STUMBLE = 2  # tests


@dataclass(frozen=True)
class Part:
    """A group of tests, and the processor seconds that it may cost (the house: 2-house 2.4).

    `has_browser`: a browser on a busy machine stumbles where a person would simply press again.
    What failed is tried once more by itself; what passes then is named in the summary, and more
    than two of them make the run a failure. A fault of ours fails twice.
    """

    limit: int
    command: list[str]
    has_browser: bool = False


# Who waits ten or ninety seconds for two cores gets 20 or 180 seconds of processor time, and two
# thirds more because a busy machine does the same work dearer; half an hour for all is 3,600, and
# these together are more: the browser's part is the next to be looked at.
PARTS = {
    "core": Part(60, [*PYTEST, "-n2", *WITHOUT_DJANGO, "-m", QUICK, *PURE]),
    # A minute of it, on each core, compiles the accelerator where that was not done before.
    "engine": Part(220, [*PYTEST, "-n2", *WITHOUT_DJANGO, "-m", "engine and not data", *PURE]),
    "peers": Part(240, [*ON_BOTH_CORES, *WITHOUT_DJANGO, "-m", "peer and not data", *PURE]),
    "unit": Part(640, [*ON_BOTH_CORES, "-m", APART, "src", *CROSS, *WITHOUT_PURE]),
    "security": Part(700, [*ON_BOTH_CORES, "-m", APART, "tests/security"]),
    "data": Part(180, [*ON_BOTH_CORES, "-m", "data and not browser", "src", "tests"]),
    "postgres": Part(
        400, [".ci/with-postgres", *ON_BOTH_CORES, "-m", POSTGRES, *ON_POSTGRES, "tests/faults"]
    ),
    "browser": Part(1500, [*LONGEST_FIRST, "-m", "browser", WALK, "tests"], has_browser=True),
    "faults": Part(500, [*ON_BOTH_CORES, "-m", "faults and not postgres", "tests"]),
}


@dataclass
class Run:
    """What came of one part."""

    name: str
    code: int
    processor: float
    clock: float
    outcomes: dict[str, str] = field(default_factory=dict)
    """By test: `passed`, `failed`, or the reason why it was skipped."""
    slowest: list[tuple[str, float]] = field(default_factory=list)
    stumbled: list[str] = field(default_factory=list)
    """Tests that failed at first and passed by themselves."""
    slowness: float = 1.0
    """How much longer this machine takes for the same work than the one of the limits."""

    @property
    def allowed(self) -> float:
        """The limit, in seconds of this processor."""
        return PARTS[self.name].limit * self.slowness

    @property
    def counts(self) -> Counter[str]:
        """How many passed, failed and were skipped."""
        return Counter(each if each in RAN else "skipped" for each in self.outcomes.values())


def run_part(name: str, folder: Path) -> Run:
    """Run one part; what it wrote stands in `folder`."""
    results, costs = folder / f"{name}.xml", folder / f"{name}.json"
    surroundings = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}/.ci",
        "KLANKBORD_PROCESSOR_TIME": str(costs),
        "PYTHONDONTWRITEBYTECODE": "",  # or each of a hundred processes compiles all again
        "OPENBLAS_NUM_THREADS": "1",  # threads that wait for each other cost twice as much
    }
    command = [*PARTS[name].command, f"--junitxml={results}", "-o", f"cache_dir={folder}/{name}"]
    say(f"== {name}")
    slow_before, before, began = slowness(), spent_by_children(), time.monotonic()
    run = Run(name, execute(command, surroundings), 0, 0)
    if results.exists():
        run.outcomes = outcomes(results)
    if costs.exists():
        run.slowest = json.loads(costs.read_text(encoding="utf-8"))[:N_SLOWEST]
    if PARTS[name].has_browser and 0 < run.counts["failed"] <= MAY_STUMBLE:
        say(f"== {name}, once more what failed")
        run.code = execute([*command, *AGAIN], surroundings)
        run.stumbled = passed_now(run, outcomes(results))
    run.processor, run.clock = spent_by_children() - before, time.monotonic() - began
    run.slowness = max(slow_before, slowness())
    return run


def execute(command: list[str], surroundings: dict[str, str]) -> int:
    """Run a command in the project; returns its exit code."""
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=False)  # noqa: S603  # of this file
    return done.returncode


def passed_now(run: Run, second: dict[str, str]) -> list[str]:
    """The tests that failed in this run and passed in the second; their outcome is changed."""
    failed = [test for test, end in run.outcomes.items() if end == "failed"]
    run.outcomes |= {test: second.get(test, "failed") for test in failed}
    return [test for test in failed if run.outcomes[test] == "passed"]


def spent_by_children() -> float:
    """Processor seconds of all that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def outcomes(results: Path) -> dict[str, str]:
    """By test, what a JUnit file says of it."""
    found = {}
    for case in ET.parse(results).getroot().iter("testcase"):  # noqa: S314  # our own file
        skipped = case.find("skipped")
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            found[name] = "failed"
        elif found.get(name) != "failed":
            found[name] = "passed" if skipped is None else skipped.get("message", "no reason")
    return found


def never_run(runs: list[Run]) -> Counter[str]:
    """Reasons of the tests that were skipped in every part that they belong to."""
    ran = {test for run in runs for test, end in run.outcomes.items() if end in RAN}
    left = {test: end for run in runs for test, end in run.outcomes.items() if test not in ran}
    return Counter(left.values())


def faults_of(runs: list[Run], *, is_ci: bool) -> list[str]:
    """Everything that makes this no success, each in a sentence that says what to look at."""
    found = [
        f"{run.name}: {run.counts['failed']} tests failed, exit code {run.code}"
        for run in runs
        if run.counts["failed"] or run.code not in {0, NOTHING_TO_RUN}
    ]
    return found + missed(runs) + too_dear(runs) if is_ci else found


def missed(runs: list[Run]) -> list[str]:
    """What CI should have run: `.ci/tools` installs all but the public data sets."""
    found = [
        f"{run.name}: no test ran; see above what this machine misses"
        for run in runs
        if not run.counts["passed"] and (run.name != "data" or os.environ.get(DATA_SETS))
    ]
    if len(runs) == len(PARTS):
        found += [
            f"skipped in every part: {n_left} tests: {reason}"
            for reason, n_left in never_run(runs).items()
            if DATA_SETS not in reason
        ]
    return found


def too_dear(runs: list[Run]) -> list[str]:
    """Parts that cost more than they may, with the tests to look at first."""
    found = []
    for run in runs:
        if run.processor > run.allowed:
            slowest = "".join(f"\n    {spent:7.2f} s  {test}" for test, spent in run.slowest)
            found.append(
                f"{run.name}: {run.processor:.1f} s of processor time, {run.allowed:.0f} allowed."
                f" The slowest tests:{slowest}"
            )
    return found


def summarise(runs: list[Run]) -> int:
    """Print a table, what was not run, and what went wrong; 1 if something did."""
    say("\npart       passed  failed skipped   processor / allowed       clock")
    for run in runs:
        n = run.counts
        say(
            f"{run.name:<9} {n['passed']:>7} {n['failed']:>7} {n['skipped']:>7}"
            f" {run.processor:>9.1f} s / {run.allowed:>4.0f} s {run.clock:>9.1f} s"
        )
    for test in (test for run in runs for test in run.stumbled):
        say(f"stumbled: {test} failed, and passed by itself")
    for reason, n_left in never_run(runs).most_common():
        say(f"not run: {n_left} tests: {reason}")
    faults = faults_of(runs, is_ci=bool(os.environ.get("CI")))
    for fault in faults:
        say(f"FAULT {fault}")
    total = sum((run.counts for run in runs), Counter())
    words = [f"{total[name]} {name}" for name in ("failed", "passed", "skipped") if total[name]]
    clock = sum(run.clock for run in runs)
    say(f" {', '.join(words) or 'no test ran'} in {clock:.2f}s ".center(80, "="))
    return int(bool(faults) or not total["passed"])


def say(text: str) -> None:
    """Print at once, so that it stands between what the tests print."""
    print(text, flush=True)  # noqa: T201  # the report


def main(names: list[str]) -> int:
    """Run the parts that are named, or all."""
    if unknown := set(names) - set(PARTS):
        say(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return summarise([run_part(name, Path(folder)) for name in names or PARTS])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
