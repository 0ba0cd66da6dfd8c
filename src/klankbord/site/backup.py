"""One file with everything, made while Klankbord runs; put back only when it is whole."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from klankbord import __version__
from klankbord.site.database_copy import (
    BackupRefused,
    copy_sqlite,
    count_rows,
    dump_postgresql,
    is_sqlite,
    restore_postgresql,
)
from klankbord.site.environment import Environment
from klankbord.site.sealed_file import SealingFile, SealRefused, is_sealed, unseal

MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
POSTGRESQL = "database.pgdump"
FILES = "files/"
SECRET = "secret"  # noqa: S105  # the name of a file
VAULT = "secret.vault"  # the keys of the vault: see trust/vault/keys.py
CHUNK = 1 << 20


def write_backup(
    *,
    environment: Environment,
    target: Path,
    with_secret: bool,
    now: dt.datetime,
    passphrase: str = "",
) -> dict[str, Any]:
    """Write database and files to `target`, whole or not at all; gives the manifest.

    With a passphrase nothing of it can be read without that, not even the names of the files.
    """
    if target.exists():
        message = f"{target} exists. Name a new file."
        raise BackupRefused(message)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    _require_room(environment, target.parent)
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            manifest = _write(environment, file, passphrase, with_secret=with_secret, now=now)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)  # like a rename, but it refuses to overwrite
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _require_room(environment: Environment, folder: Path) -> None:
    """Refuse before the disk is full: that would stop Klankbord itself, too."""
    needed = sum(map(_size, _own_paths(environment)))
    for place in (folder, environment.data):
        if place.is_dir() and shutil.disk_usage(place).free < needed * 1.2:
            message = f"There is too little room in {place} for a copy of the database."
            raise BackupRefused(message)


def _size(path: Path) -> int:
    found = [path, *path.rglob("*")] if path.is_dir() else [path]
    return sum(each.stat().st_size for each in found if each.is_file())


def _write(
    environment: Environment,
    file: IO[bytes],
    passphrase: str,
    *,
    with_secret: bool,
    now: dt.datetime,
) -> dict[str, Any]:
    if not passphrase:
        return _write_pack(environment, file, with_secret=with_secret, now=now)
    sealing = SealingFile(file, passphrase)
    manifest = _write_pack(
        environment, cast("IO[bytes]", sealing), with_secret=with_secret, now=now
    )
    sealing.end()
    return manifest


def _write_pack(
    environment: Environment, file: IO[bytes], *, with_secret: bool, now: dt.datetime
) -> dict[str, Any]:
    manifest: dict[str, Any] = {"klankbord": __version__, "made_at": now.isoformat(), "sha256": {}}
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as pack,
        tempfile.TemporaryDirectory(dir=environment.data) as work,
    ):
        # The database first: a file that it names was there before it.
        for name, path in _parts(environment, Path(work), with_secret=with_secret):
            if name == SQLITE:
                manifest["rows"] = count_rows(path)
            with contextlib.suppress(FileNotFoundError):  # taken away since we looked
                manifest["sha256"][name] = _pack(pack, name, path)
        pack.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _parts(
    environment: Environment, work: Path, *, with_secret: bool
) -> Iterator[tuple[str, Path]]:
    if is_sqlite(environment):
        yield SQLITE, copy_sqlite(environment, work / SQLITE)
    else:
        yield POSTGRESQL, dump_postgresql(environment, work / POSTGRESQL)
    folder = environment.data / "files"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield FILES + path.relative_to(folder).as_posix(), path
    if with_secret:
        yield SECRET, environment.secret_file
        yield VAULT, _vault_file(environment)


def _pack(pack: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, pack.open(name, "w", force_zip64=True) as target:
        while block := source.read(CHUNK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def read_backup(
    *,
    environment: Environment,
    source: Path,
    replace: bool,
    now: dt.datetime,
    passphrase: str = "",
) -> Path:
    """Check a backup to its last byte, then put it back; what stood there is set aside.

    Gives the folder where that stands (which need not exist). Nothing may run on the data folder.
    """
    with unpacked_backup(source, passphrase, inside=environment.data) as (unpacked, manifest):
        holds_sqlite = SQLITE in manifest["sha256"]
        if holds_sqlite != is_sqlite(environment):
            kind = "SQLite" if holds_sqlite else "PostgreSQL"
            message = f"This is a backup of {kind}, and DATABASE_URL says otherwise."
            raise BackupRefused(message)
        aside = environment.data / f"replaced-{now:%Y%m%d-%H%M%S}"
        if not holds_sqlite:  # first: a database that refuses must leave the files where they are
            restore_postgresql(environment, unpacked / POSTGRESQL, replace=replace)
        _make_place(environment, aside, replace=replace)
        _move_in(environment, unpacked, aside)
    return aside


@contextlib.contextmanager
def unpacked_backup(
    source: Path, passphrase: str, *, inside: Path
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Unpack a backup, checked to its last byte, in a folder that goes again; raises."""
    with tempfile.TemporaryDirectory(dir=inside) as work:
        with _opened(_plain(source, passphrase, Path(work))) as pack:
            manifest = _unpack_checked(pack, Path(work) / "unpacked")
        yield Path(work) / "unpacked", manifest


def _plain(source: Path, passphrase: str, work: Path) -> Path:
    """The pack itself: taken out from under its passphrase, if it has one."""
    if not is_sealed(source):
        return source
    if not passphrase:
        message = f"{source} is encrypted. Name the file with its passphrase."
        raise BackupRefused(message)
    try:
        unseal(source, work / "plain.zip", passphrase)
    except SealRefused as refused:
        message = f"{refused} Nothing was changed."
        raise BackupRefused(message) from refused
    return work / "plain.zip"


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
    is_known = name in {SQLITE, POSTGRESQL, SECRET, VAULT} or name.startswith(FILES)
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
    if is_sqlite(environment):
        base = Path(str(environment.database["NAME"]))
        paths += [base, base.with_name(base.name + "-wal"), base.with_name(base.name + "-shm")]
    return paths


def _move_in(environment: Environment, unpacked: Path, aside: Path) -> None:
    if (unpacked / "files").is_dir():
        (unpacked / "files").rename(environment.data / "files")
    keys = {SECRET: environment.secret_file, VAULT: _vault_file(environment)}
    for name, place in keys.items():
        if (unpacked / name).is_file():
            if place.is_file():
                aside.mkdir(exist_ok=True)
                shutil.copy2(place, aside / place.name)
            (unpacked / name).chmod(0o600)
            shutil.move(unpacked / name, place)
    if (unpacked / SQLITE).is_file():  # last: until now the old state could be put back by hand
        (unpacked / SQLITE).rename(str(environment.database["NAME"]))


def _vault_file(environment: Environment) -> Path:
    secret = environment.secret_file
    return secret.with_name(f"{secret.name}.vault")
