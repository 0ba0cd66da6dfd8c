"""Spelling → class: a hash table of bytes that machine code reads and Python fills.

A spelling of up to 23 bytes stands in its row, longer ones in one row of bytes behind it; both are
compared whole. Where it stands depends on numbers drawn at start, so that nobody can choose
spellings that collide.
"""

import secrets
from typing import Final

import numpy as np

from klankbord.core.match.fast.machine import (
    ROOM,
    Bytes,
    Words,
    bring_near,
    compiled,
    in_lines,
    inlined,
    windows,
)

UNKNOWN: Final = -1
INLINE: Final = 23
_FIRST_SIZE: Final = 1 << 12
_N_FACTORS: Final = 3
_MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_FREE: Final = np.uint64(0)
_LONG: Final = np.uint64(1 << 48)
_LENGTH: Final = np.uint64((1 << 32) - 1)
_HALF, _SPREAD, _COLUMN, _BYTE = np.uint64(32), np.uint64(29), np.uint64(56), np.uint64(8)
_ONE, _TWO, _THREE = np.uint64(1), np.uint64(2), np.uint64(3)
ROW: Final = np.uint64(2)
"""A row begins at its place << ROW: it has four numbers."""


class Table:
    """Rows of four numbers: three of the spelling, with its column, and its class + 1."""

    def __init__(self) -> None:
        self.rows: Words = in_lines(np.zeros(4 * _FIRST_SIZE, np.uint64))
        self.long: Bytes = np.zeros(_FIRST_SIZE, np.uint8)
        # Not a constant of the module: those become part of the machine code that is kept on disk.
        self.factors: Words = np.array(
            [secrets.randbits(64) | 1 for _ in range(_N_FACTORS)], np.uint64
        )
        self.n_kept = 0
        self._n_long = 0

    def keep(self, column: int, spelling: bytes, number: int) -> None:
        """Add one that is not there yet."""
        if 8 * self.n_kept > len(self.rows):
            self._grow()
        if len(spelling) > INLINE:
            self._keep_long(spelling)
        buffer = np.frombuffer(spelling + bytes(ROOM), np.uint8).copy()
        start = self._n_long - len(spelling)
        _put(
            self.rows, self.factors, windows(buffer), len(spelling), column, number, start
        )  # fmt: skip
        self.n_kept += 1

    def _grow(self) -> None:
        old, self.rows = self.rows, in_lines(np.zeros(2 * len(self.rows), np.uint64))
        _put_again(self.rows, self.factors, old)

    def _keep_long(self, spelling: bytes) -> None:
        end = self._n_long + len(spelling)
        while end > len(self.long):
            self.long = np.concatenate([self.long, np.zeros_like(self.long)])
        self.long[self._n_long : end] = np.frombuffer(spelling, np.uint8)
        self._n_long = end


@inlined
def _mixed(factors: Words, first: np.uint64, second: np.uint64, third: np.uint64) -> np.uint64:
    mixed = first * factors[0]
    mixed ^= second * factors[1] + (mixed >> _SPREAD)
    mixed ^= third * factors[2] + (mixed >> _SPREAD)
    mixed *= factors[0]
    return mixed ^ (mixed >> _HALF)


@compiled
def _long_print(factors: Words, ahead: Words, start: int, length: int) -> np.uint64:
    made, at = np.uint64(length), 0
    while at < length:
        made = (made ^ (ahead[start + at] & _MASKS[min(length - at, 8)])) * factors[at >> 3 & 1]
        made ^= made >> _SPREAD
        at += 8
    return made


@inlined
def _key(
    factors: Words, ahead: Words, start: int, length: int, column: int
) -> tuple[np.uint64, np.uint64, np.uint64]:
    mark = np.uint64(column + 1) << _COLUMN
    if length <= INLINE:
        return (
            ahead[start] & _MASKS[min(length, 8)],
            ahead[start + 8] & _MASKS[min(max(length - 8, 0), 8)],
            (ahead[start + 16] & _MASKS[max(length - 16, 0)]) | mark,
        )
    return _long_print(factors, ahead, start, length), np.uint64(length), mark | _LONG


@inlined
def _first_place(rows: Words, mixed: np.uint64) -> np.uint64:
    """The first of the two rows of a line of the cache."""
    return mixed & np.uint64((len(rows) >> 2) - 2)


@inlined
def begin(
    rows: Words, factors: Words, ahead: Words, start: int, length: int, column: int, keys: Words,
    at: int,
) -> None:  # fmt: skip
    """Write the key of a spelling and its place to `keys`, from `at` on; bring its line near."""
    first, second, third = _key(factors, ahead, start, min(length, INLINE), column)
    place = _first_place(rows, _mixed(factors, first, second, third))
    keys[at], keys[at + 1], keys[at + 2], keys[at + 3] = first, second, third, place
    bring_near(rows, place << ROW)


@inlined
def end(rows: Words, length: int, keys: Words, at: int) -> int:
    """The class of the spelling, or -1 where it stands in neither row of that line."""
    found = _number_in(rows, keys, at, keys[at + 3] << ROW)
    found |= _number_in(rows, keys, at, (keys[at + 3] + _ONE) << ROW)
    return found * (length <= INLINE) - 1


@inlined
def _number_in(rows: Words, keys: Words, at: int, row: np.uint64) -> int:
    """The class + 1 of the key if it stands in this row, else 0."""
    other = (rows[row] ^ keys[at]) | (rows[row + _ONE] ^ keys[at + 1])
    is_same = other | (rows[row + _TWO] ^ keys[at + 2]) == _FREE
    return np.int64(rows[row + _THREE]) * is_same


@inlined
def find(
    rows: Words, long: Bytes, factors: Words, buffer: Bytes, ahead: Words, start: int, length: int,
    column: int,
) -> int:  # fmt: skip
    """The class of a spelling, or -1."""
    first, second, third = _key(factors, ahead, start, length, column)
    last = np.uint64((len(rows) >> 2) - 1)
    place = _first_place(rows, _mixed(factors, first, second, third))
    while rows[(place << ROW) + _THREE] != _FREE:
        if rows[place << ROW] == first and rows[(place << ROW) + _TWO] == third:
            if length <= INLINE:
                if rows[(place << ROW) + _ONE] == second:
                    return np.int64(rows[(place << ROW) + _THREE]) - 1
            elif (rows[(place << ROW) + _ONE] & _LENGTH) == second and _is_same(
                long, np.int64(rows[(place << ROW) + _ONE] >> _HALF), buffer, start, length
            ):
                return np.int64(rows[(place << ROW) + _THREE]) - 1
        place = (place + _ONE) & last
    return UNKNOWN


@compiled
def _put(
    rows: Words, factors: Words, ahead: Words, length: int, column: int, number: int, kept_at: int
) -> None:
    first, second, third = _key(factors, ahead, 0, length, column)
    last = np.uint64((len(rows) >> 2) - 1)
    place = _first_place(rows, _mixed(factors, first, second, third))
    while rows[(place << ROW) + _THREE] != _FREE:
        place = (place + _ONE) & last
    if length > INLINE:
        second |= np.uint64(kept_at) << _HALF
    rows[place << ROW], rows[(place << ROW) + _ONE], rows[(place << ROW) + _TWO] = (
        first,
        second,
        third,
    )
    rows[(place << ROW) + _THREE] = np.uint64(number + 1)


@compiled
def _put_again(rows: Words, factors: Words, old: Words) -> None:
    last = np.uint64((len(rows) >> 2) - 1)
    for at in range(0, len(old), 4):
        row = old[at : at + 4]
        if row[3] != _FREE:
            is_long = (row[2] << _BYTE) >> _BYTE == _LONG
            second = row[1] & _LENGTH if is_long else row[1]
            place = _first_place(rows, _mixed(factors, row[0], second, row[2]))
            while rows[(place << ROW) + _THREE] != _FREE:
                place = (place + _ONE) & last
            for part in range(4):
                rows[(place << ROW) + np.uint64(part)] = row[part]


@compiled
def _is_same(long: Bytes, at: int, buffer: Bytes, start: int, length: int) -> bool:
    for step in range(length):
        if long[at + step] != buffer[start + step]:
            return False
    return True
