"""Rows out of a workbook (XLSX); the archive was looked over before it comes here."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine

from klankbord.connectors.reasons import ConnectorRefused, Refusal

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta


def sheet_rows(path: Path) -> Iterator[list[Any]]:
    """The rows of the first sheet that holds more than one."""
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height > 1:
                    yield from sheet.iter_rows()
                    return
    except calamine.PasswordError as fault:
        raise ConnectorRefused(Refusal.FILE_LOCKED, permanent=True, name=path.name) from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise _damaged(path, fault) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what its Rust part raises when it gives up
            raise
        raise _damaged(path, fault) from fault


def _damaged(path: Path, fault: BaseException) -> ConnectorRefused:
    return ConnectorRefused(
        Refusal.FILE_DAMAGED, permanent=True, cause=str(fault)[:200], name=path.name
    )
