"""The example of a connector, as somebody else would run it: outside of our own tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.peer
EXAMPLE = Path(__file__).parents[4] / "examples" / "klankbord-dorpsplein"


def test_the_example_keeps_the_contract():
    if not EXAMPLE.exists():
        pytest.skip("the example is in the repository, not in the package")
    keep = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    keep.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:schemathesis"]
    ran = subprocess.run(
        command, cwd=EXAMPLE, env=keep, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
    assert "skipped" not in ran.stdout
