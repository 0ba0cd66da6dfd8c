"""The example of a connector, as somebody else would install and run it: outside of our tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.peer
EXAMPLE = Path(__file__).parents[4] / "examples" / "klankbord-dorpsplein"
BUILT = "__pycache__", ".pytest_cache", "dist"
LABEL = "from klankbord.connectors.registry import installed; print(installed().find('{}').label)"


@pytest.fixture
def run(tmp_path):
    """Run Python in an empty folder; what is installed in `site` there is installed for it."""
    site = tmp_path / "site"
    keep = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    keep.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str) -> str:
        ran = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env={**keep, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
        return ran.stdout

    return run


def test_a_copy_of_the_example_is_installed_found_and_keeps_the_contract(tmp_path, run):
    """As docs/connectors.md says it, but for the network: what it needs is here already."""
    if not EXAMPLE.exists():
        pytest.skip("the example is in the repository, not in the package")
    copy = tmp_path / EXAMPLE.name
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(*BUILT))
    here = ("--no-index", "--no-deps", "--no-build-isolation")
    run("-m", "pip", "install", "--quiet", *here, "--target", "site", f"./{copy.name}")
    assert run("-c", LABEL.format("dorpsplein")).strip() == "Dorpsplein"
    shutil.rmtree(copy / "src")  # what is tried is what was installed
    tried = run("-m", "pytest", "-q", "-p", "no:django", "-p", "no:schemathesis", copy.name)
    assert " passed" in tried
    assert "skipped" not in tried
