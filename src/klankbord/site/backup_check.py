"""Is a backup worth something? Put it back into a folder that goes again, and look."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from klankbord.site.backup import POSTGRESQL, SECRET, SQLITE, unpacked_backup
from klankbord.site.database_copy import BackupRefused, count_rows, count_rows_of_dump
from klankbord.site.environment import Environment


@dataclass(frozen=True, kw_only=True)
class BackupReport:
    """What was found in a backup that is whole; `faults` says what is wrong all the same."""

    made_at: str
    version: str
    is_encrypted: bool
    n_files: int
    n_rows: int
    is_audit_log_whole: bool | None  # None: not looked at, for that needs a PostgreSQL server
    faults: list[str] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """The report for programs."""
        return asdict(self) | {"is_well": not self.faults}


def check_backup(*, environment: Environment, source: Path, passphrase: str = "") -> BackupReport:
    """Read a backup to its last byte, open its database, count, and walk its audit log.

    Raises `BackupRefused` for what cannot be read at all. Nothing of this installation changes.
    """
    with unpacked_backup(source, passphrase, inside=environment.data) as (unpacked, manifest):
        is_sqlite = SQLITE in manifest["sha256"]
        rows, faults = _rows(unpacked, is_sqlite=is_sqlite)
        expected = manifest.get("rows", rows)
        if rows != expected:
            different = sorted(
                name for name in rows | expected if rows.get(name) != expected.get(name)
            )
            faults.append(f"other numbers of rows than when it was made: {', '.join(different)}")
        is_whole = _walk_audit_log(environment, unpacked) if is_sqlite and not faults else None
        if is_whole is False:
            faults.append("the audit log in it is not as it was written")
        return BackupReport(
            made_at=str(manifest.get("made_at", "")),
            version=str(manifest.get("klankbord", "")),
            is_encrypted=_is_encrypted(unpacked),
            n_files=len(manifest["sha256"]),
            n_rows=sum(rows.values()),
            is_audit_log_whole=is_whole,
            faults=faults,
        )


def _is_encrypted(unpacked: Path) -> bool:
    return (unpacked.parent / "plain.zip").exists()


def _rows(unpacked: Path, *, is_sqlite: bool) -> tuple[dict[str, int], list[str]]:
    if not is_sqlite:
        return count_rows_of_dump(unpacked / POSTGRESQL), []
    try:
        with contextlib.closing(sqlite3.connect(unpacked / SQLITE)) as base:
            found = [line for (line,) in base.execute("PRAGMA integrity_check(5)")]
        faults = [] if found == ["ok"] else [f"SQLite: {line}" for line in found]
        return count_rows(unpacked / SQLITE), faults
    except sqlite3.DatabaseError as error:
        return {}, [f"SQLite: {error}"]


def _walk_audit_log(environment: Environment, unpacked: Path) -> bool:
    """A process of its own on the copy, brought to this version, as a restore would."""
    house = unpacked / "house"
    house.mkdir()
    (unpacked / SQLITE).rename(house / "klankbord.sqlite3")
    secret = unpacked / SECRET if (unpacked / SECRET).is_file() else environment.secret_file
    shutil.copy2(secret, house / "secret")
    values = {**os.environ, "KLANKBORD_DATA": str(house), "KLANKBORD_SECRET_FILE": ""}
    values["DATABASE_URL"] = ""
    _run(["migrate"], values)
    found: dict[str, Any] = json.loads(_run(["audit", "verify", "--json"], values) or "{}")
    return bool(found.get("is_whole"))


def _run(arguments: list[str], values: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, "-m", "klankbord.site.cli", *arguments],
        check=False,
        env=values,
        capture_output=True,
        text=True,
    )
    if done.returncode not in {0, 1}:
        message = f"The database in the backup cannot be opened: {done.stderr.strip()[-300:]}"
        raise BackupRefused(message)
    return done.stdout
