"""A copy of the database in one moment, while others write; and back again."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from klankbord.site.environment import Environment


class BackupRefused(Exception):  # noqa: N818  # named after the broken promise
    """It cannot be done so; the text says what to do."""


def count_rows(database: Path) -> dict[str, int]:
    """Rows by table of an SQLite database, without the inner tables of its search index."""
    with contextlib.closing(sqlite3.connect(database)) as base:
        listed = base.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
            " AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return {
            name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # a name from the catalogue
            for (name,) in listed
        }


def copy_sqlite(environment: Environment, target: Path) -> Path:
    """One read transaction over the whole database: writers go on meanwhile."""
    source = Path(str(environment.database["NAME"]))
    if not source.is_file():
        message = f"There is no database at {source}."
        raise BackupRefused(message)
    with (
        contextlib.closing(sqlite3.connect(source)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
    return target


def dump_postgresql(environment: Environment, target: Path) -> Path:
    """Let PostgreSQL write its own archive: one snapshot."""
    _run("pg_dump", environment, "--format=custom", f"--file={target}")
    return target


def restore_postgresql(environment: Environment, dump: Path, *, replace: bool) -> None:
    """Put an archive back in one transaction."""
    clean = ["--clean", "--if-exists"] if replace else []
    base = str(environment.database["NAME"])
    arguments = ["--single-transaction", "--no-owner", f"--dbname={base}", *clean, str(dump)]
    _run("pg_restore", environment, *arguments)


def _run(program: str, environment: Environment, *arguments: str) -> None:
    path = _program(program)
    base = environment.database
    place = {
        "PGHOST": base["HOST"],
        "PGPORT": base["PORT"],
        "PGUSER": base["USER"],
        "PGPASSWORD": base["PASSWORD"],
        "PGDATABASE": base["NAME"],
    }
    values = os.environ | {name: str(value) for name, value in place.items() if value}
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own program
        [path, *arguments], check=False, env=values, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        message = f"{program}: {done.stderr.strip()[-500:]}"
        raise BackupRefused(message)


def is_sqlite(environment: Environment) -> bool:
    """Whether the database is one file of ours."""
    return str(environment.database["ENGINE"]).endswith("sqlite3")


def count_rows_of_dump(dump: Path) -> dict[str, int]:
    """Rows by table in PostgreSQL's archive, read to its end; raises when it is damaged."""
    path = _program("pg_restore")
    rows: dict[str, int] = {}
    table = ""
    with subprocess.Popen(  # noqa: S603  # PostgreSQL's own program
        [path, "--data-only", "--file=-", str(dump)], stdout=subprocess.PIPE
    ) as process:
        for line in process.stdout or ():
            if table and line == b"\\.\n":
                table = ""
            elif table:
                rows[table] += 1
            elif line.startswith(b"COPY "):
                table = line.split()[1].decode().removeprefix("public.").strip('"')
                rows[table] = 0
    if process.returncode:
        message = "pg_restore cannot read the archive of the database."
        raise BackupRefused(message)
    return rows


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        message = f"{name} is not on this machine. Install PostgreSQL's client programs."
        raise BackupRefused(message)
    return path
