"""Pytest plugin: what each test costs in processor time, its own processes included.

The clock on the wall tells how busy a shared machine is; this tells what a test does.
"""

import gc
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

SPENT: Counter[str] = Counter()
MARK = {"at": 0.0}


def spent_until_now() -> float:
    """Processor seconds of this process and of those that it started and that have ended."""
    return sum(os.times()[2:4]) + time.process_time()


def pytest_collection_finish() -> None:
    """What was imported stays; to look through it again and again costs a tenth of the whole."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logstart() -> None:
    """A test begins."""
    MARK["at"] = spent_until_now()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Xdist carries what a report holds from the worker to the one who counts."""
    report = yield
    now = spent_until_now()
    report.processor_seconds, MARK["at"] = now - MARK["at"], now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Set-up, test and clearing away add up."""
    SPENT[report.nodeid] += getattr(report, "processor_seconds", 0.0)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Say it to who asked, the dearest test first."""
    place = os.environ.get("KLANKBORD_PROCESSOR_TIME")
    if place and not hasattr(session.config, "workerinput"):
        Path(place).write_text(json.dumps(SPENT.most_common()), encoding="utf-8")
