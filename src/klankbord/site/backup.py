"""One file with everything, made while Klankbord runs; put back only when it is whole."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from klankbord import __version__
from klankbord.site.environment import Environment

MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
POSTGRESQL = "database.pgdump"
FILES = "files/"
SECRET = "secret"  # noqa: S105  # the name of a file
CHUNK = 1 << 20


class BackupRefused(Exception):  # noqa: N818  # named after the broken promise
    """It cannot be done so; the text says what to do."""


def write_backup(
    *, environment: Environment, target: Path, with_secret: bool, now: dt.datetime
) -> dict[str, Any]:
    """Write database and files to `target`, whole or not at all; gives the manifest."""
    if target.exists():
        message = f"{target} exists. Name a new file."
        raise BackupRefused(message)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        manifest = _write(environment, draft, with_secret=with_secret, now=now)
        os.link(draft, target)  # like a rename, but it refuses to overwrite
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(
    environment: Environment, draft: Path, *, with_secret: bool, now: dt.datetime
) -> dict[str, Any]:
    manifest: dict[str, Any] = {"klankbord": __version__, "made_at": now.isoformat(), "sha256": {}}
    opener = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(opener, "w+b") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as pack,
        tempfile.TemporaryDirectory(dir=environment.data) as work,
    ):
        # The database first: a file that it names was there before it.
        for name, path in _parts(environment, Path(work), with_secret=with_secret):
            with contextlib.suppress(FileNotFoundError):  # taken away since we looked
                manifest["sha256"][name] = _pack(pack, name, path)
        pack.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _parts(
    environment: Environment, work: Path, *, with_secret: bool
) -> Iterator[tuple[str, Path]]:
    if _is_sqlite(environment):
        yield SQLITE, _copy_sqlite(environment, work / SQLITE)
    else:
        yield POSTGRESQL, _dump_postgresql(environment, work / POSTGRESQL)
    folder = environment.data / "files"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield FILES + path.relative_to(folder).as_posix(), path
    if with_secret:
        yield SECRET, environment.data / SECRET


def _pack(pack: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, pack.open(name, "w", force_zip64=True) as target:
        while block := source.read(CHUNK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _copy_sqlite(environment: Environment, target: Path) -> Path:
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


def _dump_postgresql(environment: Environment, target: Path) -> Path:
    _run_postgresql("pg_dump", environment, "--format=custom", f"--file={target}")
    return target


def _run_postgresql(program: str, environment: Environment, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        message = f"{program} is not on this machine. Install PostgreSQL's client programs."
        raise BackupRefused(message)
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


def read_backup(*, environment: Environment, source: Path, replace: bool, now: dt.datetime) -> Path:
    """Check a backup to its last byte, then put it back; what stood there is set aside.

    Gives the folder where that stands (which need not exist). Nothing may run on the data folder.
    """
    with _opened(source) as pack, tempfile.TemporaryDirectory(dir=environment.data) as work:
        unpacked = Path(work)
        manifest = _unpack_checked(pack, unpacked)
        is_sqlite = SQLITE in manifest["sha256"]
        if is_sqlite != _is_sqlite(environment):
            kind = "SQLite" if is_sqlite else "PostgreSQL"
            message = f"This is a backup of {kind}, and DATABASE_URL says otherwise."
            raise BackupRefused(message)
        aside = environment.data / f"replaced-{now:%Y%m%d-%H%M%S}"
        _make_place(environment, aside, replace=replace)
        if not is_sqlite:
            _restore_postgresql(environment, unpacked / POSTGRESQL, replace=replace)
        _move_in(environment, unpacked)
    return aside


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        pack = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        message = f"{source} is not a backup that can be read ({error})."
        raise BackupRefused(message) from error
    with pack:
        yield pack


def _unpack_checked(pack: zipfile.ZipFile, work: Path) -> dict[str, Any]:
    """Unpack the parts that the manifest names, each checked; a foreign name is refused."""
    try:
        manifest: dict[str, Any] = json.loads(pack.read(MANIFEST))
        sums: dict[str, str] = manifest["sha256"]
        for name, expected in sums.items():
            _unpack_one(pack, name, work, expected)
    except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        message = f"The backup is damaged ({error}). Nothing was changed."
        raise BackupRefused(message) from error
    if not sums.keys() & {SQLITE, POSTGRESQL}:
        message = "The backup holds no database. Nothing was changed."
        raise BackupRefused(message)
    return manifest


def _unpack_one(pack: zipfile.ZipFile, name: str, work: Path, expected: str) -> None:
    is_known = name in {SQLITE, POSTGRESQL, SECRET} or name.startswith(FILES)
    if not is_known or not (work / name).resolve().is_relative_to(work.resolve()):
        raise ValueError(name)
    with pack.open(name) as source:
        if _unpack(source, work / name) != expected:
            raise ValueError(name)


def _unpack(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        while block := source.read(CHUNK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _make_place(environment: Environment, aside: Path, *, replace: bool) -> None:
    standing = [path for path in _own_paths(environment) if path.exists()]
    if standing and not replace:
        message = (
            f"There is data in {environment.data}. Say --replace to put the backup in its place; "
            "what stands there is set aside."
        )
        raise BackupRefused(message)
    for path in standing:
        aside.mkdir(exist_ok=True)
        path.rename(aside / path.name)


def _own_paths(environment: Environment) -> list[Path]:
    paths = [environment.data / "files"]
    if _is_sqlite(environment):
        base = Path(str(environment.database["NAME"]))
        paths += [base, base.with_name(base.name + "-wal"), base.with_name(base.name + "-shm")]
    return paths


def _move_in(environment: Environment, unpacked: Path) -> None:
    if (unpacked / "files").is_dir():
        (unpacked / "files").rename(environment.data / "files")
    if (unpacked / SECRET).is_file():
        (unpacked / SECRET).chmod(0o600)
        (unpacked / SECRET).replace(environment.data / SECRET)
    if (unpacked / SQLITE).is_file():  # last: until now the old state could be put back by hand
        (unpacked / SQLITE).rename(str(environment.database["NAME"]))


def _restore_postgresql(environment: Environment, dump: Path, *, replace: bool) -> None:
    clean = ["--clean", "--if-exists"] if replace else []
    base = str(environment.database["NAME"])
    arguments = ["--single-transaction", "--no-owner", f"--dbname={base}", *clean, str(dump)]
    _run_postgresql("pg_restore", environment, *arguments)


def _is_sqlite(environment: Environment) -> bool:
    return str(environment.database["ENGINE"]).endswith("sqlite3")
