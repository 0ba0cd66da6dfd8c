"""What we build on: pinned, hashed, nothing beside the lock, and licences that fit ours."""

import json
import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FLAGS = re.MULTILINE | re.IGNORECASE
PIN = re.compile(
    r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)([^\\\n]*)", re.MULTILINE | re.IGNORECASE
)

# Licences under which a library may stand in a program under the EUPL-1.2: permissive ones, and
# weak copyleft that asks for the source of the library only. No GPL or AGPL: those would decide
# for the whole.
FITTING = re.compile(
    r"MIT|BSD|ISC|Apache|Python Software Foundation|PSF|MPL|Mozilla Public License|LGPL|"
    r"Lesser General Public|Unlicense|CC0|ZPL|Zope|HPND|0BSD|Public Domain|WTFPL|EUPL|zlib",
    re.IGNORECASE,
)
UNFIT = re.compile(
    r"\bA?GPL|(?<!Lesser )General Public License|SSPL|BUSL|Commons Clause|Proprietary",
    re.IGNORECASE,
)

# Looked up by hand where the metadata say nothing, or more than there is.
LOOKED_UP = {
    "mrml": "MIT",  # the licence of its repository
    "pysqlite3": "zlib",  # as in its LICENSE file
    "qrcode": "BSD-3-Clause",  # its LICENSE file has no other
}


def pins(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    found = {}
    for package, version, marker in PIN.findall(text):
        requirement = Requirement(f"{package}=={version}{marker.rstrip()}")
        if requirement.marker is None or requirement.marker.evaluate(default_environment()):
            found[canonicalize_name(package)] = version
    return found


def needed_at_run_time():
    """Every package that ours asks for, and those they ask for, and so on."""
    waiting, met = [Requirement("klankbord")], set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        for text in distribution(name).requires or ():
            need = Requirement(text)
            extras = asked.extras or {""}
            applies = any(
                need.marker is None
                or need.marker.evaluate({**default_environment(), "extra": extra})
                for extra in {*extras, ""}
            )
            key = (canonicalize_name(need.name), frozenset(need.extras))
            if applies and key not in met:
                met.add(key)
                waiting.append(need)
    return {name for name, _ in met}


def licence_of(found: Distribution) -> str:
    words = found.metadata
    classifiers = [
        line for line in words.get_all("Classifier") or () if line.startswith("License ::")
    ]
    named = words.get("License-Expression") or ""
    return " ".join([named, *classifiers]).strip() or (words.get("License") or "")[:200]


def test_nothing_stands_beside_the_lock_at_run_time():
    locked = pins("requirements.lock")
    assert len(locked) > 30
    assert needed_at_run_time() - set(locked) == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_what_is_installed_is_what_is_locked(name):
    different = {
        package: (version, distribution(package).version)
        for package, version in pins(name).items()
        if distribution(package).version.partition("+")[0] != version.partition("+")[0]
    }
    assert different == {}


def test_every_licence_fits_ours():
    licences = {
        name: LOOKED_UP.get(name) or licence_of(distribution(name)) for name in needed_at_run_time()
    }
    unfit = {
        name: licence
        for name, licence in licences.items()
        if not FITTING.search(licence) or UNFIT.search(re.sub("LGPL|Lesser General", "", licence))
    }
    assert unfit == {}


SEEN = {"name": "a", "version": "1", "vulns": []}
HOLED = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "could not be audited"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SEEN], 0, "1 packages looked at, no known hole"),
        ([SEEN, HOLED], 1, "b 2: PYSEC-1, mended in 3"),
        ([SKIPPED, HOLED], 1, "PYSEC-1"),
        ([SEEN, SKIPPED], 2, "NOT AUDITED: 1 packages looked at, 1 not"),
        ([SKIPPED, SKIPPED], 2, "NOT AUDITED: 0 packages looked at"),
        ([], 2, "NOT AUDITED: 0 packages looked at"),
    ],
)
def test_an_audit_that_did_not_look_is_no_good_audit(packages, code, said):
    """pip-audit itself ends with 0 when it skipped every package."""
    done = subprocess.run(
        [sys.executable, ".ci/audit.py", "-"],
        input=json.dumps({"dependencies": packages}),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr
