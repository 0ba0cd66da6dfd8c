"""Prove that the check keeps nothing: search for a marker wherever this house can write."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import CharField, JSONField, Q, TextField

_CHUNK = 4_000_000
_MARGIN = 2.0  # seconds that the clock of a file system may be behind


@dataclass(frozen=True)
class Search:
    """What was read, and where the marker stood."""

    n_files: int
    n_bytes: int
    places: tuple[str, ...]

    @property
    def megabytes(self) -> float:
        """How much was read."""
        return self.n_bytes / 1e6


def search_for(marker: str, *, since: float) -> Search:
    """Read every file that was written since (seconds of the epoch): only those can hold it.

    The data folder with the database, its journal, mail, backups and files, and the folder for
    temporary files. With PostgreSQL its tables are asked, column by column.
    """
    needles = (marker.encode(), marker.encode("utf-16-le"))
    n_files = n_bytes = 0
    places: list[str] = []
    for root in (Path(settings.DATA), Path(tempfile.gettempdir())):
        for path in _written_since(root, since - _MARGIN):
            size, is_there = _look_into(path, needles)
            n_files, n_bytes = n_files + 1, n_bytes + size
            if is_there:
                places.append(str(path.relative_to(root)))
    if connection.vendor != "sqlite":
        places += _tables_with(marker)
    return Search(n_files, n_bytes, tuple(places))


def _written_since(root: Path, since: float) -> Iterator[Path]:
    for path in root.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since:
                yield path
        except OSError:  # gone, or not ours to read
            continue


def _look_into(path: Path, needles: tuple[bytes, ...]) -> tuple[int, bool]:
    """Bytes read, and whether one of the needles stands there, also across two chunks."""
    size, tail = 0, b""
    longest = max(map(len, needles))
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                window = tail + chunk
                if any(needle in window for needle in needles):
                    return size, True
                tail = window[-longest:]
    except OSError:
        return size, False
    return size, False


def _tables_with(marker: str) -> list[str]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        names = [
            field.name
            for field in model._meta.concrete_fields  # noqa: SLF001  # Django's own way to ask
            if isinstance(field, (CharField, TextField, JSONField))
        ]
        asked = Q()
        for name in names:
            asked |= Q(**{f"{name}__icontains": marker})
        if names and model._default_manager.filter(asked).exists():  # noqa: SLF001  # idem
            found.append(model._meta.label)  # noqa: SLF001  # idem
    return found
