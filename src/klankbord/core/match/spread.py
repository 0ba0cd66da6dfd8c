"""Rows of different length, laid flat: the arrays in which queries and posts are kept."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.signedinteger[Any]]
Marks = npt.NDArray[np.bool_]


def spread(starts: npt.NDArray[Any], counts: npt.NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Owner and place of every element of rows that begin at `starts` in one flat array."""
    first = starts - np.cumsum(counts) + counts
    owner = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    place = np.repeat(first.astype(np.int32), counts)
    place += np.arange(len(place), dtype=np.int32)
    return owner, place


def unique(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Sorted numbers, each once; sorts in place.

    Several times as quick as `np.unique` where long stretches are sorted already.
    """
    numbers.sort(kind="stable")
    if not len(numbers):
        return numbers
    is_new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def row_starts(counts: npt.NDArray[Any]) -> Numbers:
    """Where each row begins, and where the last one ends: one more than there are rows."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def slices(sizes: npt.NDArray[Any], most: int) -> Iterator[slice]:
    """Stretches of rows whose sizes together stay under `most`; a larger row goes alone."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = ends[start - 1] if start else 0
        end = max(int(np.searchsorted(ends, before + most, side="right")), start + 1)
        yield slice(start, end)
        start = end


class Rows:
    """Rows of whole numbers that only grow: `starts`, `counts` and `flat` serve `spread`."""

    def __init__(self) -> None:
        self.n_rows = 0
        self._n_flat = 0
        self.starts: Numbers = np.zeros(1024, np.int64)
        self.counts: Numbers = np.zeros(1024, np.int64)
        self.flat: Numbers = np.zeros(1024, np.int32)

    def append(self, row: tuple[int, ...]) -> int:
        """Add one row and give its number."""
        if self.n_rows == len(self.starts):
            self.starts, self.counts = _doubled(self.starts), _doubled(self.counts)
        end = self._n_flat + len(row)
        while end > len(self.flat):
            self.flat = _doubled(self.flat)
        number = self.n_rows
        self.starts[number], self.counts[number] = self._n_flat, len(row)
        self.flat[self._n_flat : end] = row
        self._n_flat = end
        self.n_rows += 1
        return number


def _doubled(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    made = np.zeros(2 * len(array), array.dtype)
    made[: len(array)] = array
    return made
