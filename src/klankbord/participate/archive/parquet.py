"""Month files on disk: written whole or not at all, read in the order of their ids."""

import datetime as dt
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from klankbord.core.exchange.columns import SCHEMA, row_of, write_parquet
from klankbord.core.post import Post

NUMBER = "number"
FILE_SCHEMA = pa.schema([(NUMBER, pa.int64()), *SCHEMA])
_ROWS_AT_ONCE = 2_000

Rows = Iterable[tuple[int, Post]]


def folder() -> Path:
    """Where the files stand: below DATA/files, so that backups hold them."""
    return Path(settings.DATA) / "files" / "archive"


def path_of(month: dt.date) -> Path:
    """Where the file of a month stands."""
    return folder() / f"mentions-{month:%Y-%m}.parquet"


@contextmanager
def only_writer() -> Iterator[None]:
    """Hold back other writers of files; the lock goes with the process that holds it."""
    lock = Path(settings.DATA) / "archive.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def clear_drafts() -> None:
    """Take away what a killed writer left; only under `only_writer`."""
    for draft in folder().glob(".mentions-*"):
        draft.unlink(missing_ok=True)


def write_file(path: Path, rows: Rows) -> int:
    """Put a file in the place of the one that stands there; gives how many rows it has.

    What a power cut leaves is the old file or the new one, whole. Without rows no file stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        n_rows = _write(draft, rows)
        if n_rows:
            draft.replace(path)
        else:
            path.unlink(missing_ok=True)
        _to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return n_rows


def _write(draft: Path, rows: Rows) -> int:
    with draft.open("wb") as file:
        n_rows = write_parquet(
            file,
            ({NUMBER: number} | row_of(post) for number, post in rows),
            FILE_SCHEMA,
            write_statistics=[NUMBER],
            sorting_columns=[pq.SortingColumn(0)],
        )
        file.flush()
        os.fsync(file.fileno())
    return n_rows


def _to_disk(place: Path) -> None:
    """A rename is on the disk when its folder is."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rows_in(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Read some columns, row by row in the order of ids; nothing where there is no file.

    Raises `pyarrow.ArrowException` on a file that is damaged.
    """
    with suppress(FileNotFoundError), pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=columns):
            yield from batch.to_pylist()
