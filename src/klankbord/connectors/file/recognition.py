"""What an export file is: its kind, its columns, and what they mean as far as that is known."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from klankbord.connectors.colleagues import (
    export_of_columns,
    export_of_line,
    refuse_colleagues,
)
from klankbord.connectors.dates import day_order
from klankbord.connectors.file.activities import is_activities
from klankbord.connectors.file.formats import Format, format_of
from klankbord.connectors.file.lines import encoding_of
from klankbord.connectors.file.mapping import Mapping
from klankbord.connectors.file.opening import SAMPLE, Container, container_of, sample_of
from klankbord.connectors.file.parquet import parquet_rows
from klankbord.connectors.file.rows import delimiter_of, records
from klankbord.connectors.file.sheets import sheet_rows
from klankbord.connectors.jsons import read_fields
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.core.exchange.cells import COLUMNS, HEADER

HEADER_WITHIN = 20
"""Column names stand within the first twenty rows; some tools put a report above them."""
SAMPLE_ROWS = 20
POSTS, ACTIVITIES = "posts", "activities"
MAX_COLUMNS = 500
"""More than anybody could tell apart on a screen; the widest known export has some 120."""
_MAX_DEPTH = 4


class Recognition(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about a file.

    `kind` is `posts` (our own, in whatever form), `activities` (ActivityStreams), `brandwatch`,
    `meltwater`, `crowdtangle`, `4cat`, `table` or `lines` (objects of another shape). `columns` are
    the column names, made unique; `sample_rows` at most twenty rows of text; `mapping` what the
    columns mean, None if a person must say so; `n_skipped` the rows above the first row of data.
    """

    kind: str
    container: Container
    columns: tuple[str, ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()
    mapping: Mapping | None = None
    encoding: str = "utf-8"
    delimiter: str = ""
    n_skipped: int = 0
    mark: int = 0

    @property
    def is_table(self) -> bool:
        """Whether the file has rows and columns rather than JSON objects."""
        return bool(self.delimiter) or self.container is Container.WORKBOOK

    @property
    def is_ours(self) -> bool:
        """Whether it holds posts as they are, so that no mapping is needed."""
        return self.kind in {POSTS, ACTIVITIES}


def recognise(path: str | Path) -> Recognition:
    """Look at the beginning of a file; raises `ConnectorRefused` if it cannot be read here."""
    path = Path(path)
    container = container_of(path)
    if container is Container.WORKBOOK:
        return _table(path, container, _texts(sheet_rows(path)), "", ("utf-8", 0))
    if container is Container.PARQUET:
        return _objects(path, container, map(flat, parquet_rows(path)), 0)
    return _recognise_text(path, container)


def _recognise_text(path: Path, container: Container) -> Recognition:
    sample = sample_of(path, container)
    encoding, mark = encoding_of(sample)
    lines = _lines(sample, encoding, mark)
    start = next((line.lstrip() for line in lines if line.strip()), "")
    if not start:
        raise ConnectorRefused(Refusal.FILE_EMPTY, permanent=True, name=path.name)
    if is_activities(sample[mark : mark + SAMPLE].decode(encoding, "replace")):
        return Recognition(kind=ACTIVITIES, container=container, mark=mark)
    if start.strip() == HEADER:
        return _own_table(container, lines, mark)
    if start.startswith("{"):
        refuse_colleagues(export_of_line(start), path.name)
        return _json_lines(path, container, lines, mark)
    if start.startswith(("[{", "[\n", "[\r")) or start.strip() == "[":
        raise ConnectorRefused(Refusal.FILE_IS_JSON_LIST, permanent=True, name=path.name)
    if len(sample) >= SAMPLE and b"\n" not in sample:  # no table begins with such a line
        raise ConnectorRefused(Refusal.FILE_NO_COLUMNS, permanent=True, name=path.name)
    delimiter = delimiter_of(lines[:200])
    return _table(path, container, records(lines[:500], delimiter), delimiter, (encoding, mark))


def _lines(sample: bytes, encoding: str, mark: int) -> list[str]:
    text = sample[mark:].decode(encoding, "replace").replace("\0", "")
    lines = text.split("\n")
    whole = lines[:-1] if len(sample) >= SAMPLE and len(lines) > 1 else lines
    return [line.removesuffix("\r") for line in whole]


def _texts(rows: Iterator[Sequence[Any]]) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in itertools.islice(rows, 500)]


def _table(
    path: Path,
    container: Container,
    rows: list[list[str]],
    delimiter: str,
    encoding: tuple[str, int],
) -> Recognition:
    header, known = _header_of(rows)
    if header is None:
        raise ConnectorRefused(Refusal.FILE_NO_COLUMNS, permanent=True, name=path.name)
    if len(rows[header]) > MAX_COLUMNS:
        raise ConnectorRefused(
            Refusal.FILE_TOO_WIDE,
            permanent=True,
            name=path.name,
            columns=len(rows[header]),
            limit=MAX_COLUMNS,
        )
    columns = unique_columns(rows[header])
    refuse_colleagues(export_of_columns(columns), path.name)
    sample = rows[header + 1 :]
    mapping = known.mapping if known else None
    return Recognition(
        kind=known.kind if known else "table",
        container=container,
        columns=columns,
        sample_rows=tuple(tuple(row[: len(columns)]) for row in sample if any(row))[:SAMPLE_ROWS],
        mapping=mapping and _with_day_order(mapping, columns, sample),
        encoding=encoding[0],
        delimiter=delimiter,
        n_skipped=header + 1,
        mark=encoding[1],
    )


def _header_of(rows: list[list[str]]) -> tuple[int | None, Format | None]:
    """The row with the column names: that of a known export, else the first that is wide enough."""
    head = rows[:HEADER_WITHIN]
    for place, row in enumerate(head):
        if known := format_of(unique_columns(row)):
            return place, known
    widths = [sum(1 for cell in row if cell.strip()) for row in head]
    usual = _usual_width([width for width in widths if width])
    found = (place for place, width in enumerate(widths) if width and width * 5 >= usual * 3)
    return next(found, None), None


def _usual_width(widths: list[int]) -> int:
    """The widest that is no exception: one row with an unclosed quote may be very wide."""
    repeated = [width for width in widths if widths.count(width) > 1]
    return max(repeated, default=widths[0] if widths else 0)


def unique_columns(cells: Iterable[str]) -> tuple[str, ...]:
    """Column names without surrounding space; empty ones get a number, repeated ones a mark."""
    found: dict[str, None] = {}
    for place, cell in enumerate(cells, 1):
        name = cell.strip().strip("\ufeff").strip('"') or f"column {place}"
        while name in found:
            name = f"{name} ({place})"
        found[name] = None
    return tuple(found)


def _with_day_order(mapping: Mapping, columns: tuple[str, ...], rows: list[list[str]]) -> Mapping:
    """The mapping with what the dates of these rows say about days and months."""
    if mapping.is_day_first is not None or mapping.date_format:
        return mapping
    places = [columns.index(c) for c in mapping.columns_of("published_at") if c in columns]
    texts = (row[place] for row in rows for place in places if place < len(row))
    orders = {day_order(text) for text in texts}
    told = "day" in orders if {"day", "month"} & orders else None
    return msgspec.structs.replace(mapping, is_day_first=told)


def fitted(mapping: Mapping, recognition: Recognition) -> Mapping:
    """A mapping for this file: checked, and with what its rows say about days and months."""
    mapping.check(recognition.columns if recognition.is_table else None)
    rows = [list(row) for row in recognition.sample_rows]
    return _with_day_order(mapping, recognition.columns, rows)


def _own_table(container: Container, lines: list[str], mark: int) -> Recognition:
    rows = tuple(map(tuple, records(lines[1:200], ",")))[:SAMPLE_ROWS]
    return Recognition(
        kind=POSTS,
        container=container,
        columns=COLUMNS,
        sample_rows=rows,
        delimiter=",",
        n_skipped=1,
        mark=mark,
    )


def _json_lines(path: Path, container: Container, lines: list[str], mark: int) -> Recognition:
    return _objects(path, container, _flat_lines(lines), mark)


def _flat_lines(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in itertools.islice(filter(str.strip, lines), 200):
        if given := read_fields(line.encode("utf-8", "surrogatepass")):
            yield flat(given)


def _objects(
    path: Path, container: Container, rows_in: Iterator[dict[str, Any]], mark: int
) -> Recognition:
    found = list(itertools.islice(rows_in, 200))
    if not found:
        raise ConnectorRefused(Refusal.FILE_KIND_UNKNOWN, permanent=True, name=path.name)
    columns = tuple(dict.fromkeys(name for row in found for name in row))[:MAX_COLUMNS]
    rows = tuple(tuple(text_of(row.get(c)) for c in columns) for row in found[:SAMPLE_ROWS])
    n_posts = sum(1 for row in found if _is_post(row))
    kind = POSTS if n_posts * 2 >= len(found) else "lines"
    return Recognition(kind=kind, container=container, columns=columns, sample_rows=rows, mark=mark)


def _is_post(row: dict[str, Any]) -> bool:
    """Whether a JSON object is a post of ours: its id starts with its platform."""
    told = f"{row.get('platform', '')}:"
    is_named = len(told) > 1 and str(row.get("id", "")).startswith(told)
    return is_named and "published_at" in row and "author.id" in row


def flat(given: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """A nested object with dotted names; lists stay whole."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            found.update(flat(value, f"{before}{name}.", depth + 1))
        else:
            found[before + name] = value
    return found


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without `.0`, lists with commas, dates in ISO form."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(text_of(each) for each in value)
    return value.isoformat(" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)
