"""Rows out of a Parquet file, a few at a time; what it unpacks to is looked over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from klankbord.connectors.file.opening import FREE, MAX_RATIO
from klankbord.connectors.reasons import ConnectorRefused, Refusal

_ROWS_AT_ONCE = 500
MAX_HELD = 256 * 1024 * 1024
"""Largest unpacked size of a column's part, and of the rows that are held at once."""


def parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows as plain values, in their order; raises `ConnectorRefused` where it is damaged.

    A text may stand in a file once for a million rows: so many are held at once as would fit if
    each were the largest that there can be, and what they come to is added up.
    """
    packed, unpacked = path.stat().st_size, 0
    with _opened(path) as file:
        for batch in file.iter_batches(_rows_at_once(file)):
            rows = _written_out(batch)
            unpacked += rows.nbytes
            _check_size(unpacked, packed)
            yield from rows.to_pylist()


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as fault:
        raise ConnectorRefused(
            Refusal.FILE_DAMAGED, permanent=True, cause=str(fault)[:200], name=path.name
        ) from fault


def _rows_at_once(file: pq.ParquetFile) -> int:
    groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
    parts = (group.column(place) for group in groups for place in range(group.num_columns))
    largest = max((part.total_uncompressed_size for part in parts), default=0)
    if largest > MAX_HELD:
        raise _too_large(largest)
    return max(1, min(MAX_HELD // max(largest, 1), _ROWS_AT_ONCE))


def _written_out(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Columns that name each text once, with the text in every row."""
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > FREE and unpacked > MAX_RATIO * packed:
        raise _too_large(unpacked)


def _too_large(n_bytes: int) -> ConnectorRefused:
    return ConnectorRefused(
        Refusal.FILE_UNPACKS_TOO_LARGE, permanent=True, megabytes=n_bytes // 1024 // 1024
    )
