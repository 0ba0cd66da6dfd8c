"""A backup of a real house is walked, and what somebody changed in it is found."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys

import pytest

PASSPHRASE = "vier natte laarzen in de gang"


@pytest.fixture
def house(tmp_path, move_in):
    """A migrated installation of its own, and the command on it."""
    data = tmp_path / "house"
    move_in(data)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    values = {**os.environ, "KLANKBORD_DATA": str(data), "DATABASE_URL": ""}
    values["DJANGO_SETTINGS_MODULE"] = "klankbord.site.settings"

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "klankbord.site.cli", *arguments],
            env=values,
            capture_output=True,
            text=True,
            check=False,
        )

    return run, data, passphrase


def test_verify_walks_a_real_backup_and_finds_what_was_changed(house, tmp_path):
    run, data, passphrase = house
    sealed = str(tmp_path / "sealed.zip")
    made = run("backup", sealed, "--passphrase-file", str(passphrase))
    assert made.returncode == 0, made.stderr
    well = run("backup", "verify", sealed, "--json", "--passphrase-file", str(passphrase))
    found = json.loads(well.stdout)
    assert (well.returncode, found["is_well"], found["is_encrypted"]) == (0, True, True)
    assert found["is_audit_log_whole"] is True
    assert found["n_rows"] > 0
    closed = run("backup", "verify", sealed)
    assert (closed.returncode, "is encrypted" in closed.stdout) == (1, True)
    with contextlib.closing(sqlite3.connect(data / "klankbord.sqlite3")) as base:
        base.execute("UPDATE trust_auditentry SET actor = 'somebody else'")
        base.commit()
    tampered = str(tmp_path / "tampered.zip")
    made = run("backup", tampered)
    assert made.returncode == 0, made.stderr
    wrong = run("backup", "verify", tampered)
    assert (wrong.returncode, "audit log" in wrong.stdout) == (1, True), wrong.stderr
