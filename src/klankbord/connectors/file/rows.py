"""Rows out of delimited text: quotes that are never closed cost one row, not the file."""

import csv
import itertools
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from klankbord.connectors.file.lines import MAX_LINE, Line
from klankbord.connectors.reasons import Caution, Warnings

MAX_CELL = 1_000_000
"""Longest cell in characters: what runs longer is a quote that was never closed."""
csv.field_size_limit(MAX_CELL)  # one setting for the whole process: nothing here reads longer cells

MAX_RECORD = 1_000_000
"""Longest record in characters, all its lines together."""
MAX_RUNAWAYS = 20
"""After so many long runs behind an unclosed quote, quotes mean nothing in this file."""

DELIMITERS = (",", ";", "\t", "|")


class Row(NamedTuple):
    """One record: `place` counts records from 1, `offset` is where the next one starts."""

    place: int
    offset: int
    cells: list[str]


class _Feed:
    """Gives lines to the csv reader, remembers those of the record at hand, takes them back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._returned: deque[Line] = deque()
        self.record: list[Line] = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.record.append(line)
        self.size += len(line.text)
        if self.size > MAX_RECORD and len(self.record) > 1:
            message = "record larger than any honest one"
            raise csv.Error(message)
        return line.text

    def start(self) -> None:
        self.record = []
        self.size = 0

    def keep_first(self) -> None:
        """Give back all lines of this record but the first."""
        self._returned.extendleft(reversed(self.record[1:]))
        self.record = self.record[:1]


class Rows:
    """Walks over the records of a delimited text; `width` is the number of columns."""

    def __init__(
        self, lines: Iterator[Line], *, delimiter: str, width: int, warnings: Warnings
    ) -> None:
        self._feed = _Feed(lines)
        self._delimiter = delimiter
        self._width = width
        self._warnings = warnings
        self._reader = csv.reader(self._feed, delimiter=delimiter)
        self._n_runaways = 0

    def skip(self, records: int) -> None:
        """Leave out the records above the data."""
        for _ in itertools.islice(self._reader, records):
            self._feed.start()

    def walk(self, place: int) -> Iterator[Row]:
        """The rows, the first of which is number `place` + 1; empty ones are left out."""
        while (cells := self._next(place + 1)) is not None:
            place += 1
            record = self._feed.record
            for line in record:
                if line.caution is Caution.ROW_ENDLESS:
                    self._warnings.add(line.caution, place, megabytes=MAX_LINE >> 20)
                elif line.caution:
                    self._warnings.add(line.caution, place)
            if cells:
                yield Row(place, record[-1].offset, self._fitted(place, cells))

    def _next(self, place: int) -> list[str] | None:
        self._feed.start()
        try:
            cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error:
            return self._without_quotes(place)
        if len(self._feed.record) > 1 and self._is_runaway(cells):
            return self._without_quotes(place)
        return cells

    def _is_runaway(self, cells: list[str]) -> bool:
        """Whether a quote swallowed lines: wrong width, or the text ends inside the quote."""
        if len(cells) != self._width:
            return len(self._split(self._feed.record[0].text)) == self._width
        whole = "".join(line.text for line in self._feed.record)
        return whole.count('"') % 2 == 1 and self._is_open(whole)

    def _is_open(self, text: str) -> bool:
        try:
            list(csv.reader([text], delimiter=self._delimiter, strict=True))
        except csv.Error as fault:
            return "unexpected end of data" in str(fault)
        return False

    def _without_quotes(self, place: int) -> list[str]:
        self._n_runaways += self._feed.size > MAX_CELL // 2
        self._feed.keep_first()
        if self._n_runaways > MAX_RUNAWAYS:
            self._reader = csv.reader(self._feed, delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        else:
            self._reader = csv.reader(self._feed, delimiter=self._delimiter)
        self._warnings.add(Caution.QUOTE_UNCLOSED, place)
        return self._split(self._feed.record[0].text)

    def _split(self, line: str) -> list[str]:
        cells = line.rstrip("\r\n").split(self._delimiter)
        return [cell.strip('"') for cell in cells]

    def _fitted(self, place: int, cells: list[str]) -> list[str]:
        n_cells = len(cells)
        if n_cells == self._width:
            return cells
        if n_cells > self._width:
            if any(cells[self._width :]):
                self._warnings.add(Caution.ROW_TOO_LONG, place, cells=n_cells)
            return cells[: self._width]
        self._warnings.add(Caution.ROW_TOO_SHORT, place, cells=n_cells)
        return cells + [""] * (self._width - n_cells)


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that cuts most of these lines into the same number of cells."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == len("sep=") + 1:
        return lines[0].strip()[-1]
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> float:
    widths = [len(cells) for cells in records(lines, delimiter) if len(cells) > 1]
    if not widths:
        return 0.0
    usual = max(set(widths), key=widths.count)
    return widths.count(usual) / max(1, len(lines)) * min(usual, 50)


def records(lines: list[str], delimiter: str) -> list[list[str]]:
    """Records of a sample, as far as they can be read."""
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        found = found or [line.split(delimiter) for line in lines]
    return found
