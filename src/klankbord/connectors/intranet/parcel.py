"""A file that a stranger packed: nothing of it is unpacked to disk, and what it says is counted."""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.connectors.zips import ZIP_FAULTS

MAX_LINE = 4 * 1024 * 1024
MAX_WHOLE = 64 * 1024 * 1024
"""Largest file that must be read in one piece: the messages of one channel on one day."""
MAX_MEMBERS = 500_000
MAX_DIRECTORY = 64 * 1024 * 1024
"""Largest list of contents in bytes; it stands in memory."""
MAX_DEPTH = 2
"""What we read lies at most one folder deep; deeper lie attachments."""
MAX_RATIO = 200
FREE = 50 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_MARK, _END_LARGE_MARK = b"PK\x05\x06", b"PK\x06\x06"
_END_LARGE = struct.Struct("<4sQ2H2L4Q")
_TAIL = 128 * 1024
_BLOCK = 256 * 1024


class Parcel:
    """The files in it by name, read as they come; a file that is not packed is alone in it."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None = None) -> None:
        self._path = path
        self._archive = archive
        self._packed_size = path.stat().st_size
        self._unpacked_size = 0
        self._file: IO[bytes] | None = None
        self.names = _names_in(archive) if archive else (path.name,)
        self._known = frozenset(self.names)
        self.label = path.name
        self.is_packed = archive is not None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of one file; one that is too long comes as empty bytes."""
        file = self._open(name)
        with self._judged():
            while line := file.readline(MAX_LINE):
                self._count(line)
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    self._skip_line(file)
                    line = b""
                yield line

    def whole(self, name: str) -> bytes:
        """One file in one piece."""
        file = self._open(name)
        with self._judged():
            body = file.read(MAX_WHOLE + 1)
        if len(body) > MAX_WHOLE:
            raise _too_large(MAX_WHOLE)
        self._count(body)
        return body

    def piece(self, name: str, most: int) -> bytes:
        """One file of at most so many bytes, in the middle of the lines of another.

        Raises `ConnectorRefused` if it is not there, damaged or larger.
        """
        if self._archive is None or name not in self._known:
            raise ConnectorRefused(Refusal.FILE_MISSING, permanent=True, name=name[:200])
        if self._archive.getinfo(name).flag_bits & 1:
            raise ConnectorRefused(Refusal.FILE_LOCKED, permanent=True, name=self._path.name)
        with self._judged(), self._archive.open(name) as file:
            body = file.read(most + 1)
        self._count(body)
        if len(body) > most:
            raise _too_large(len(body))
        return body

    def close(self) -> None:
        """Let go of the file that was read last."""
        if self._file:
            self._file.close()

    def _skip_line(self, file: IO[bytes]) -> None:
        while more := file.readline(MAX_LINE):
            self._count(more)
            if more.endswith(b"\n"):
                return

    def _count(self, piece: bytes) -> None:
        self._unpacked_size += len(piece)
        size = self._unpacked_size
        if self._archive and size > FREE and size > MAX_RATIO * self._packed_size:
            raise _too_large(size)

    def _open(self, name: str) -> IO[bytes]:
        """One file at a time is open: who stops halfway leaves nothing behind."""
        self.close()
        if self._archive is None:
            self._file = self._path.open("rb")
            return self._file
        if self._archive.getinfo(name).flag_bits & 1:
            raise ConnectorRefused(Refusal.FILE_LOCKED, permanent=True, name=self._path.name)
        with self._judged():
            packed = self._archive.open(name)
        self._file = io.BufferedReader(packed, _BLOCK)  # type: ignore[type-var]
        return self._file

    @contextmanager
    def _judged(self) -> Iterator[None]:
        try:
            yield
        except ZIP_FAULTS as fault:
            raise _damaged(self._path, fault) from fault


def _names_in(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Names that are what they say; each counts once, whatever stands behind it twice."""
    sane = {each.filename for each in archive.infolist() if not each.is_dir()}
    return tuple(sorted(filter(_is_sane, sane)))


def _is_sane(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        0 < len(parts) <= MAX_DEPTH
        and not name.startswith("/")
        and not {"..", "."} & set(name.split("/"))
        and not set("\\:\0") & set(name)
    )


@contextmanager
def opened(path: Path) -> Iterator[Parcel]:
    """The parcel at `path`; raises `ConnectorRefused` if it cannot be opened."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(len(_ZIP)) == _ZIP
            if is_packed:
                _check_directory(path, file)
    except FileNotFoundError as fault:
        raise ConnectorRefused(Refusal.FILE_MISSING, permanent=True, name=path.name) from fault
    except OSError as fault:
        raise ConnectorRefused(Refusal.FILE_UNREADABLE, cause=str(fault), name=path.name) from fault
    if not is_packed:
        with closing(Parcel(path)) as loose:
            yield loose
        return
    try:
        archive = zipfile.ZipFile(path)
    except ZIP_FAULTS as fault:
        raise _damaged(path, fault) from fault
    with archive, closing(Parcel(path, archive)) as parcel:
        yield parcel


def _check_directory(path: Path, file: BinaryIO) -> None:
    """The list of contents is read at once by whoever opens a ZIP: so look first how long it is."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        raise _damaged(path, EOFError("no list of contents"))
    *_, n_members, n_bytes, _, _ = _END.unpack_from(tail, place)
    large = tail.rfind(_END_LARGE_MARK, 0, place)
    if large >= 0 and place - large >= _END_LARGE.size:
        *_, n_members, n_bytes, _ = _END_LARGE.unpack_from(tail, large)
    if n_members > MAX_MEMBERS or n_bytes > MAX_DIRECTORY:
        raise _too_large(n_bytes)


def _too_large(n_bytes: int) -> ConnectorRefused:
    return ConnectorRefused(
        Refusal.FILE_UNPACKS_TOO_LARGE, permanent=True, megabytes=n_bytes // 1024 // 1024
    )


def _damaged(path: Path, fault: Exception) -> ConnectorRefused:
    return ConnectorRefused(Refusal.FILE_DAMAGED, permanent=True, cause=str(fault), name=path.name)
