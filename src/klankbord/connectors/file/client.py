"""Reads an export file in pages; the cursor says where to go on."""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.file.activities import items_in
from klankbord.connectors.file.adapter import Adapter
from klankbord.connectors.file.lines import (
    Line,
    raw_lines,
    text_lines,
    until_cut_off,
    wide_lines,
)
from klankbord.connectors.file.mapping import Mapping, mapping_from
from klankbord.connectors.file.objects import Check, Step, objects_in, posts_in, rows_in
from klankbord.connectors.file.opening import Container, opened
from klankbord.connectors.file.parquet import parquet_rows
from klankbord.connectors.file.recognition import ACTIVITIES, Recognition, fitted, flat, recognise
from klankbord.connectors.file.rows import Rows
from klankbord.connectors.file.sheets import sheet_rows
from klankbord.connectors.plaintext import plain
from klankbord.connectors.reasons import Warnings
from klankbord.core.exchange.activities import post_of_activity
from klankbord.core.exchange.cells import post_of_cells
from klankbord.core.exchange.columns import post_of
from klankbord.core.post import Batch, Post

PAGE = 5_000
"""How many posts are read at once when nothing else is asked."""


class FileConnector:
    """Export files on this machine; `target` is a path.

    Cursor: `offset` (unpacked bytes) and `row` up to where was read; `mapping` (plain JSON) if the
    file is of no known kind.
    """

    key = "file"
    label = "Export file"
    abilities = frozenset({Ability.READ})

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the next page of the file at the path `target`."""
        given = cursor.get("mapping")
        mapping = None if given is None else mapping_from(given)
        reading = read_file(target, mapping, cursor, now=context.now)
        if given is not None:
            reading.cursor["mapping"] = given
        return reading


def read_file(
    path: str | Path,
    mapping: Mapping | None = None,
    cursor: dict[str, Any] | None = None,
    limit: int = PAGE,
    *,
    now: dt.datetime,
) -> Reading:
    """One page of a file, from where `cursor` says; see `read_pages`."""
    return next(read_pages(path, mapping, cursor, limit, now=now))


def read_pages(
    path: str | Path,
    mapping: Mapping | None = None,
    cursor: dict[str, Any] | None = None,
    limit: int = PAGE,
    *,
    now: dt.datetime,
) -> Iterator[Reading]:
    """All pages of a file, from where `cursor` says; the file stays open between them.

    Takes a workbook apart only once, so prefer this to `read_file` in a loop. Stop at any page:
    its cursor is where to go on. Raises `ConnectorRefused`.
    """
    path = Path(path)
    recognition = recognise(path)
    start = dict(cursor or {})
    offset, row = int(start.get("offset", 0)), int(start.get("row", 0))
    warnings = Warnings()
    source = _Source(path, recognition, mapping, now, warnings)
    with source.steps(row, offset) as steps:
        while True:
            page, refusal = _page_of(steps, limit)
            if page:
                row, offset = page[-1][:2]
            is_full = len(page) == limit
            yield Reading(
                batch=Batch(tuple(step[2] for step in page if step[2] is not None)),
                cursor={"offset": offset, "row": row},
                warnings=warnings.take(),
                has_more=is_full,
            )
            if refusal:
                raise refusal
            if not is_full:
                return


def _page_of(steps: Iterator[Step], limit: int) -> tuple[list[Step], ConnectorRefused | None]:
    """The next rows, and why there are no more: what stood before a bomb is not lost."""
    page: list[Step] = []
    try:
        page.extend(itertools.islice(steps, limit))
    except ConnectorRefused as refusal:
        return page, refusal
    return page, None


class _Source:
    """A file that was recognised, and how its rows become posts."""

    def __init__(
        self,
        path: Path,
        recognition: Recognition,
        mapping: Mapping | None,
        now: dt.datetime,
        warnings: Warnings,
    ) -> None:
        self._path = path
        self._known = recognition
        self._warnings = warnings
        self._now = now
        self._adapter = None if recognition.is_ours else self._adapter_for(mapping)

    def _adapter_for(self, mapping: Mapping | None) -> Adapter:
        known = self._known
        wanted = mapping or known.mapping
        if wanted is None:
            raise ConnectorRefused(
                Refusal.MAPPING_NEEDED, permanent=True, columns=", ".join(known.columns[:100])
            )
        columns = known.columns if known.is_table else ()
        return Adapter(fitted(wanted, known), columns, now=self._now, warnings=self._warnings)

    @contextmanager
    def steps(self, row: int, offset: int) -> Iterator[Iterator[Step]]:
        """The rows behind `row`, which ends at `offset`."""
        container = self._known.container
        if container is Container.WORKBOOK:
            yield self._from_sheet(max(row, self._known.n_skipped))
            return
        if container is Container.PARQUET:
            yield self._from_parquet(row)
            return
        size = self._path.stat().st_size
        if container is Container.PLAIN and offset > size:
            raise ConnectorRefused(Refusal.FILE_CHANGED, permanent=True, name=self._path.name)
        with opened(self._path, container) as file:
            packed_size = size if container is Container.GZIP else 0
            yield self._from_bytes(file, packed_size, row, offset)

    def _from_sheet(self, row: int) -> Iterator[Step]:
        adapter = self._adapter
        rows = itertools.islice(sheet_rows(self._path), row, None)
        for place, cells in enumerate(rows, row + 1):
            if adapter and any(cell not in {"", None} for cell in cells):
                yield place, 0, adapter.post(place, cells)

    def _from_parquet(self, row: int) -> Iterator[Step]:
        rows = enumerate(itertools.islice(parquet_rows(self._path), row, None), row + 1)
        adapter = self._adapter
        if adapter is None:
            yield from rows_in(rows, post_of, self._now, self._warnings)
            return
        for place, given in rows:
            yield place, 0, adapter.post(place, flat(given))

    def _from_bytes(
        self, file: BinaryIO, packed_size: int, row: int, offset: int
    ) -> Iterator[Step]:
        known, warnings = self._known, self._warnings
        start = offset or known.mark
        if known.kind == ACTIVITIES:
            items = itertools.islice(items_in(file, warnings), row, None)
            return rows_in(until_cut_off(items, warnings), _activity, self._now, warnings)
        raw = until_cut_off(raw_lines(file, start, packed_size), warnings)
        if known.is_table:
            is_wide = known.encoding.startswith("utf-16")
            wide = until_cut_off(wide_lines(file, start, known.encoding), warnings)
            return self._from_lines(wide if is_wide else text_lines(raw, known.encoding), row)
        if self._adapter:
            return objects_in(raw, row, self._adapter, warnings)
        return posts_in(raw, row, self._now, warnings)

    def _from_lines(self, lines: Iterator[Line], row: int) -> Iterator[Step]:
        known, adapter = self._known, self._adapter
        width = len(known.columns)
        rows = Rows(lines, delimiter=known.delimiter, width=width, warnings=self._warnings)
        if not row:
            rows.skip(known.n_skipped)
        check = Check(self._now, self._warnings)
        for place, offset, cells in rows.walk(row or known.n_skipped):
            post = (
                adapter.post(place, cells) if adapter else check.made(place, cells, post_of_cells)
            )
            yield place, offset, post


def _activity(item: Any) -> Post:
    return post_of_activity(item, lambda markup: plain(markup).text)


CONNECTOR = FileConnector()
