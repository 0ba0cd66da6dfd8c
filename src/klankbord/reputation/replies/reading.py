"""A file of saved replies as columns and rows: CSV, XLSX or JSON; every byte is an outsider's."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from klankbord.connectors.file.lines import encoding_of
from klankbord.connectors.file.opening import check_archive
from klankbord.connectors.file.rows import delimiter_of
from klankbord.connectors.file.sheets import sheet_rows
from klankbord.connectors.reasons import ConnectorRefused

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 100


class Fault(StrEnum):
    """Why a file cannot be used."""

    TOO_LARGE = "too-large"
    NOT_READABLE = "not-readable"
    NO_ROWS = "no-rows"


class FileNotUsable(Exception):  # noqa: N818  # named after the broken promise
    """The file is not one that we can read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Table(NamedTuple):
    """The names of the columns, and a list of cells a row."""

    columns: list[str]
    rows: list[list[str]]


def read_table(data: bytes) -> Table:
    """The rows of a file; raises `FileNotUsable`."""
    if len(data) > MOST_BYTES:
        raise FileNotUsable(Fault.TOO_LARGE)
    if data.startswith(b"PK\x03\x04"):
        return _table(_workbook(data))
    text = _decoded(data)
    if text.lstrip()[:1] in {"[", "{"}:
        return _table(_objects(text))
    return _table(_delimited(text))


def _table(records: Iterable[list[Any]]) -> Table:
    rows = [[_cell(cell) for cell in record] for record in records]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or not any(rows[0]):  # noqa: PLR2004  # a head and one row
        raise FileNotUsable(Fault.NO_ROWS)
    head, *body = rows
    if len(body) > MOST_ROWS or len(head) > MOST_COLUMNS:
        raise FileNotUsable(Fault.TOO_LARGE)
    width = len(head)
    return Table(head, [(row + [""] * width)[:width] for row in body])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("\x00", "").replace("\r\n", "\n").strip()


def _decoded(data: bytes) -> str:
    encoding, mark = encoding_of(data)
    text = data[mark:].decode(encoding, errors="replace")
    if "\x00" in text or text.count("\ufffd") > len(text) // 100:
        raise FileNotUsable(Fault.NOT_READABLE)
    return text


def _delimited(text: str) -> list[list[str]]:
    lines = text.splitlines(keepends=True)[:50]
    rest = text.partition("\n")[2] if lines and lines[0].lower().startswith("sep=") else text
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter_of(lines))
    try:
        return list(reader)
    except csv.Error as error:
        raise FileNotUsable(Fault.NOT_READABLE) from error


def _objects(text: str) -> list[list[Any]]:
    """A list of objects, on its own or as the only list in one object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileNotUsable(Fault.NOT_READABLE) from error
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(lists) == 1 else []
    objects = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    columns = list(dict.fromkeys(str(key) for each in objects for key in each))
    return [columns, *([each.get(name) for name in columns] for each in objects)]


def _workbook(data: bytes) -> list[list[Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replies.xlsx"
        path.write_bytes(data)
        try:
            check_archive(path)
            return list(sheet_rows(path))
        except ConnectorRefused as refusal:
            raise FileNotUsable(Fault.NOT_READABLE) from refusal
