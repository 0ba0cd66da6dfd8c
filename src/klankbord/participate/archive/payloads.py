"""The platform's own words, which stand in month files only, given back to their posts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import structlog
from pyarrow import ArrowException

from klankbord.core.exchange.columns import raw_of
from klankbord.core.post import Post
from klankbord.participate.archive.months import months_of
from klankbord.participate.archive.parquet import NUMBER, path_of, rows_in

log = structlog.get_logger(__name__)
_SAME = ("text", "title", "quote_of")
_END = 1 << 63


def with_payloads(rows: Iterable[tuple[int, Post]]) -> Iterator[tuple[int, Post]]:
    """Give posts, in the order of their ids, the payload that their month's file has for them.

    A payload belongs to the words it came with: an edited post, or one that was cut loose from a
    post it quoted, does not get the old one back.
    """
    payloads = _Payloads()
    for number, post in rows:
        filed = {} if post.raw else payloads.row_of(number)
        is_same = all((filed.get(name) or "") == getattr(post, name) for name in _SAME)
        if filed.get("raw") and is_same:
            yield number, msgspec.structs.replace(post, raw=raw_of(filed["raw"]))
        else:
            yield number, post


class _Payloads:
    """Walks through the files beside ascending ids; each file is read once."""

    def __init__(self) -> None:
        self._month: dt.date | None = None
        self._rows: Iterator[dict[str, Any]] = iter(())
        self._row: dict[str, Any] = {NUMBER: _END}

    def row_of(self, number: int) -> dict[str, Any]:
        (month,) = months_of([number])
        if month != self._month:
            self._month = month
            self._rows = _readable(month)
            self._step()
        while self._row[NUMBER] < number:
            self._step()
        return self._row if self._row[NUMBER] == number else {}

    def _step(self) -> None:
        self._row = next(self._rows, {NUMBER: _END})


def _readable(month: dt.date) -> Iterator[dict[str, Any]]:
    """A damaged file gives what can be read of it: the words themselves are in the database."""
    try:
        yield from rows_in(path_of(month), [NUMBER, *_SAME, "raw"])
    except (ArrowException, OSError) as fault:
        log.warning("archive file damaged", month=f"{month:%Y-%m}", fault=str(fault)[:200])
