"""What a file is, judged by its first bytes, and opened with care for what it unpacks to."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

from klankbord.connectors.colleagues import export_of_names, refuse_colleagues
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.connectors.zips import ZIP_FAULTS
from klankbord.core.exchange.cells import HEADER

SAMPLE = 256 * 1024
"""How many bytes are looked at to recognise a file."""
MAX_WORKBOOK = 256 * 1024 * 1024
"""Largest unpacked size of a workbook; it stands in memory while it is read."""
MAX_RATIO = 200
"""Honest text packs 3 to 30 times; a bomb a thousand."""
FREE = 50 * 1024 * 1024
"""Below this unpacked size the ratio does not matter."""

_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"
_BINARY = frozenset(range(9)) - {0} | {14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25}
_LOCAL_HEADER = struct.Struct("<4s22xHH")


class Container(StrEnum):
    """How a file is packed."""

    PLAIN = "plain"
    GZIP = "gzip"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


def container_of(path: Path) -> Container:
    """How the file is packed; raises `ConnectorRefused` if it cannot be read here."""
    start = _first_bytes(path)
    if start.startswith(_GZIP):
        return Container.GZIP
    if start.startswith(_ZIP):
        check_archive(path)
        return Container.WORKBOOK
    if start.startswith(_PARQUET):
        return Container.PARQUET
    if _looks_binary(start) and not start.startswith(HEADER.encode()):
        raise ConnectorRefused(Refusal.FILE_KIND_UNKNOWN, permanent=True, name=path.name)
    return Container.PLAIN


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise ConnectorRefused(Refusal.FILE_IS_FOLDER, permanent=True, name=path.name)
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError as fault:
        raise ConnectorRefused(Refusal.FILE_MISSING, permanent=True, name=path.name) from fault
    except (OSError, ValueError) as fault:
        raise ConnectorRefused(Refusal.FILE_UNREADABLE, cause=str(fault), name=path.name) from fault
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ConnectorRefused(Refusal.FILE_EMPTY, permanent=True, name=path.name)
    return start


def _looks_binary(start: bytes) -> bool:
    """Whether these bytes are no text: UTF-16 may hold zeros, text may hold a stray one."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(byte in _BINARY for byte in start)
    return odd > len(start) // 100 or start.startswith((b"\x89PNG", b"%PDF", b"\xff\xd8\xff"))


def check_archive(path: Path) -> None:
    """Refuse a ZIP that is no workbook or that unpacks to far more than it should."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                refuse_colleagues(export_of_names(names), path.name)
                raise ConnectorRefused(Refusal.FILE_IS_ARCHIVE, permanent=True, name=path.name)
            packed = path.stat().st_size
            _check_sizes(sum(member.file_size for member in members), packed)
            _check_real_sizes(file, members, packed)
    except ZIP_FAULTS as fault:
        raise ConnectorRefused(
            Refusal.FILE_DAMAGED, permanent=True, cause=str(fault), name=path.name
        ) from fault


def _check_sizes(unpacked: int, packed: int) -> None:
    if unpacked > MAX_WORKBOOK or (unpacked > FREE and unpacked > MAX_RATIO * packed):
        raise ConnectorRefused(
            Refusal.FILE_UNPACKS_TOO_LARGE, permanent=True, megabytes=unpacked // 1024 // 1024
        )


def _check_real_sizes(file: BinaryIO, members: list[zipfile.ZipInfo], packed: int) -> None:
    """Unpack every member into nothing: declared sizes may lie, members may overlap."""
    total = 0
    for member in members:
        if member.compress_type == zipfile.ZIP_DEFLATED:
            for size in _inflated_sizes(file, member):
                total += size
                _check_sizes(total, packed)


def _inflated_sizes(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[int]:
    file.seek(member.header_offset)
    _, n_name, n_extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    file.seek(n_name + n_extra, 1)
    machine, left = zlib.decompressobj(-15), member.compress_size
    while left > 0 and not machine.eof:
        chunk = file.read(min(left, 65_536))
        if not chunk:
            return
        left -= len(chunk)
        while chunk and not machine.eof:
            yield len(machine.decompress(chunk, 1 << 20))
            chunk = machine.unconsumed_tail


@contextmanager
def opened(path: Path, container: Container) -> Iterator[BinaryIO]:
    """The unpacked bytes of a plain or gzip file."""
    if container is Container.GZIP:
        with gzip.open(path, "rb") as packed:
            yield cast("BinaryIO", packed)
    else:
        with path.open("rb") as file:
            yield file


def sample_of(path: Path, container: Container) -> bytes:
    """The first unpacked bytes of a plain or gzip file."""
    try:
        with opened(path, container) as file:
            return file.read(SAMPLE)
    except (EOFError, zlib.error, OSError) as fault:
        raise ConnectorRefused(
            Refusal.FILE_DAMAGED, permanent=True, cause=str(fault), name=path.name
        ) from fault
