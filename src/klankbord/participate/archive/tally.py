"""Packed day tallies: sorted 64-bit keys and their counts, added and summed as arrays."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from klankbord.participate.archive.models import DayTally

Keys = NDArray[np.int64]
Counts = NDArray[np.int64]
Packed = bytes | memoryview
_BUCKET_BITS = 16
_KEYS, _COUNTS = np.dtype("<i8"), np.dtype("<u4")


def unpack(keys: Packed, counts: Packed) -> tuple[Keys, Counts]:
    """Read the two columns of a row."""
    return np.frombuffer(keys, _KEYS).astype(np.int64), np.frombuffer(counts, _COUNTS).astype(
        np.int64
    )


def add_to_tallies(kind: str, changes: Mapping[dt.date, Mapping[int, int]]) -> None:
    """Add counts (or take them away) to the days they belong to; runs in the keeper's transaction.

    Days beyond the first few hundred are rare (an old export): still one row a day is written.
    """
    if not changes:
        return
    standing = {row.day: row for row in DayTally.objects.filter(kind=kind, day__in=list(changes))}
    rows = [
        _added(standing.get(day) or DayTally(kind=kind, day=day, keys=b"", counts=b""), delta)
        for day, delta in changes.items()
    ]
    if empty := [row.day for row in rows if not row.keys]:
        DayTally.objects.filter(kind=kind, day__in=empty).delete()
    DayTally.objects.bulk_create(
        [row for row in rows if row.keys],
        update_conflicts=True,
        unique_fields=["kind", "day"],
        update_fields=["keys", "counts"],
    )


def _added(row: DayTally, delta: Mapping[int, int]) -> DayTally:
    keys, counts = unpack(row.keys, row.counts)
    more_keys = np.fromiter(delta.keys(), np.int64, len(delta))
    more_counts = np.fromiter(delta.values(), np.int64, len(delta))
    all_keys, place = np.unique(np.concatenate([keys, more_keys]), return_inverse=True)
    sums = np.zeros(len(all_keys), np.int64)
    np.add.at(sums, place, np.concatenate([counts, more_counts]))
    left = sums > 0
    row.keys = all_keys[left].astype(_KEYS).tobytes()
    row.counts = sums[left].astype(_COUNTS).tobytes()
    return row


def keys_counted(kind: str) -> set[int]:
    """Find every key that any day still counts."""
    parts = DayTally.objects.filter(kind=kind).values_list("keys", flat=True)
    return {int(key) for keys in parts for key in np.frombuffer(keys, _KEYS)}


def top_of(kind: str, *, since: dt.date, until: dt.date, n: int) -> list[tuple[int, int]]:
    """Find the `n` keys with the highest count over whole days, both ends counted."""
    rows = DayTally.objects.filter(kind=kind, day__gte=since, day__lte=until)
    parts = [unpack(*pair) for pair in rows.values_list("keys", "counts")]
    if not parts:
        return []
    keys = np.concatenate([part[0] for part in parts])
    counts = np.concatenate([part[1] for part in parts])
    return top_sums(keys, counts, n)


def top_sums(keys: Keys, counts: Counts, n: int) -> list[tuple[int, int]]:
    """Sum by key and give the `n` highest, exactly, without sorting all keys.

    A bucket (some bits of the key) holds at least its best key: once `n` keys reach the sum of
    the best bucket left out, nothing outside can be higher.
    """
    bucket = keys & ((1 << _BUCKET_BITS) - 1)
    sums = np.bincount(bucket, weights=counts, minlength=1 << _BUCKET_BITS)
    order = np.argsort(-sums, kind="stable")
    size = max(4 * n, 64)
    while True:
        best = _sums_within(keys, counts, bucket, order[:size])[:n]
        rest = sums[order[size]] if size < len(order) else 0
        if rest == 0 or (len(best) == n and best[-1][1] > rest):
            return best
        size = min(size * 8, len(order))


def _sums_within(
    keys: Keys, counts: Counts, bucket: Keys, chosen: NDArray[np.int64]
) -> list[tuple[int, int]]:
    is_chosen = np.zeros(1 << _BUCKET_BITS, bool)
    is_chosen[chosen] = True
    inside = is_chosen[bucket]
    some, place = np.unique(keys[inside], return_inverse=True)
    sums = np.bincount(place, weights=counts[inside], minlength=len(some)).astype(np.int64)
    order = np.lexsort((some, -sums))
    return [(int(some[at]), int(sums[at])) for at in order]


def counted(pairs: Iterable[tuple[dt.date, int, int]]) -> dict[dt.date, Counter[int]]:
    """Bring (day, key, change) together a day."""
    days: dict[dt.date, Counter[int]] = {}
    for day, key, change in pairs:
        days.setdefault(day, Counter())[key] += change
    return days
