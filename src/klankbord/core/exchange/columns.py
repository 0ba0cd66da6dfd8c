"""Posts as Arrow columns, and back: what Parquet files hold.

A column has the name of its field (see `docs/en/post-format.md`); what a post does not say is null.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from klankbord.core.post import NO_RAW, Post

_TEXTS = pa.list_(pa.string())
_AUTHOR = pa.struct(
    [
        ("id", pa.string()),
        ("handle", pa.string()),
        ("name", pa.string()),
        ("url", pa.string()),
        ("followers", pa.int64()),
        ("bio", pa.string()),
        ("verified_links", _TEXTS),
        ("is_bot", pa.bool_()),
    ]
)
_MEDIA = pa.struct([("type", pa.string()), ("url", pa.string()), ("alt", pa.string())])
_ENGAGEMENT = pa.struct([(name, pa.int64()) for name in ("replies", "reposts", "likes", "views")])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("platform", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("text", pa.string()),
        ("title", pa.string()),
        ("lang", pa.string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("author", _AUTHOR),
        ("in_reply_to", pa.string()),
        ("repost_of", pa.string()),
        ("quote_of", pa.string()),
        ("thread", pa.string()),
        ("links", _TEXTS),
        ("hashtags", _TEXTS),
        ("mentions", _TEXTS),
        ("media", pa.list_(_MEDIA)),
        ("engagement", _ENGAGEMENT),
        ("place", pa.string()),
        ("visibility", pa.string()),
        ("raw", pa.string()),
    ]
)
"""One row a post; `raw` is the platform's own JSON as text."""

_ROWS_AT_ONCE = 500
_GROUP_SIZE = 8 << 20  # bytes, before packing: one group is held whole
# Level 6 of zstd: a third smaller than the quickest, and still quicker than reading the rows.
_PACKING: dict[str, Any] = {"compression": "zstd", "compression_level": 6}
_LARGEST = 2**63 - 1
_COUNTS = ("replies", "reposts", "likes", "views")


def row_of(post: Post) -> dict[str, Any]:
    """Lay out one post as a row of `SCHEMA`; counts beyond 63 bits are held at their end."""
    row: dict[str, Any] = msgspec.to_builtins(
        msgspec.structs.replace(post, raw=NO_RAW), builtin_types=(dt.datetime,)
    )
    for counts, names in ((row.get("engagement", {}), _COUNTS), (row["author"], ("followers",))):
        counts |= {name: _held(counts[name]) for name in names if name in counts}
    if post.raw:
        row["raw"] = bytes(post.raw).decode()
    return row


def batch_of(posts: Iterable[Post]) -> pa.RecordBatch:
    """Lay out posts as one record batch of `SCHEMA`."""
    return pa.RecordBatch.from_pylist([row_of(post) for post in posts], schema=SCHEMA)


def write_parquet(
    file: IO[bytes], rows: Iterable[dict[str, Any]], schema: pa.Schema, **options: Any
) -> int:
    """Write rows as Parquet, packed with zstd, in bounded memory; gives how many there were.

    `options` are those of `pyarrow.parquet.ParquetWriter`.
    """
    n_rows = 0
    with pq.ParquetWriter(file, schema, **_PACKING, **options) as writer:
        for group in _groups(rows, schema):
            writer.write_table(group)
            n_rows += group.num_rows
    pa.default_memory_pool().release_unused()  # or Arrow holds on to what a group took
    return n_rows


def parquet_of(posts: Iterable[Post]) -> Iterator[bytes]:
    """Write posts as Parquet, a group of rows a piece: never more than one is held."""
    out = io.BytesIO()
    with pq.ParquetWriter(out, SCHEMA, **_PACKING) as writer:
        for group in _groups(map(row_of, posts), SCHEMA):
            writer.write_table(group)
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.BytesIO) -> bytes:
    """Take what was written; Arrow counts by itself how far it is."""
    piece = out.getvalue()
    out.seek(0)
    out.truncate()
    return piece


def _groups(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Iterator[pa.Table]:
    """Lay rows out in groups: few enough to be held, many enough to be packed well."""
    left = iter(rows)
    group: list[pa.RecordBatch] = []
    while batch := list(islice(left, _ROWS_AT_ONCE)):
        group.append(pa.RecordBatch.from_pylist(batch, schema=schema))
        if sum(each.nbytes for each in group) >= _GROUP_SIZE:
            yield pa.Table.from_batches(group)
            group = []
    if group:
        yield pa.Table.from_batches(group)


def post_of(row: dict[str, Any]) -> Post:
    """Make the post of a row again; raises `msgspec.ValidationError` that names the wrong field."""
    given = _said(row)
    raw = given.pop("raw", "")
    post = msgspec.convert(given, Post, builtin_types=(dt.datetime,))
    return msgspec.structs.replace(post, raw=raw_of(raw)) if raw else post


def raw_of(text: str) -> msgspec.Raw:
    """Give a payload its form; raises `msgspec.DecodeError` where it is no JSON."""
    msgspec.json.decode(text)
    return msgspec.Raw(text.encode())


def posts_of(batch: pa.RecordBatch) -> Iterator[Post]:
    """Make the posts of a record batch again; raises `msgspec.ValidationError`."""
    return map(post_of, batch.to_pylist())


def _said(value: Any) -> Any:
    """Leave out null: in a post what is not said is not there."""
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items() if each is not None}
    return [_said(each) for each in value] if isinstance(value, list) else value


def _held(number: int | None) -> int | None:
    return None if number is None else max(-_LARGEST, min(number, _LARGEST))
