"""Tables that leave the house as text: CSV for spreadsheets, JSON Lines for programs."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from klankbord.trust.models import AuditEntry

AUDIT_COLUMNS = (
    "id",
    "at",
    "actor",
    "act",
    "object",
    "declaration",
    "detail",
    "previous_hash",
    "hash",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file for `csv` that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write rows as CSV, line by line, with the mark that makes spreadsheets read UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_harmless(str(cell)) for cell in row])


def audit_rows(entries: Iterable[AuditEntry]) -> Iterator[list[Any]]:
    """Give the cells of each entry, in the order of `AUDIT_COLUMNS`."""
    for entry in entries:
        yield [_cell(getattr(entry, name)) for name in AUDIT_COLUMNS]


def audit_json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Write each entry as one JSON object, enough to check its hash elsewhere."""
    for entry in entries:
        values = {name: getattr(entry, name) for name in AUDIT_COLUMNS}
        values["at"] = entry.at.isoformat(timespec="microseconds")
        yield json.dumps(values, ensure_ascii=False) + "\n"


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else value


def _harmless(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
