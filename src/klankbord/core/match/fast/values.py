"""Values that are read from the bytes of a field: a moment, the host of an address, nothing."""

from typing import Final

import numpy as np

from klankbord.core.match.fast.machine import Bytes, compiled

DOUBT: Final = -1
_SPACE, _ESCAPE, _SLASH = 32, 92, 47
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_SCHEME: Final = np.frombuffer(b"https://", np.uint8).copy()


@compiled
def site_end(buffer: Bytes, start: int, end: int) -> int:
    """Behind the host of a plain address; else the end."""
    at = start
    for step in range(8):
        if step == 4 and buffer[at] != _SCHEME[4]:
            continue
        if at >= end or buffer[at] != _SCHEME[step]:
            return end
        at += 1
    first = at
    while at < end:
        sign = buffer[at]
        if sign == _SLASH and at > first:
            return at + 1
        is_plain = 97 <= sign <= 122 or 48 <= sign <= 57 or sign == 45 or sign == 46
        if not is_plain:
            return end
        at += 1
    return end


@compiled
def _digits(buffer: Bytes, at: int, count: int) -> int:
    value = 0
    for step in range(count):
        digit = np.int64(buffer[at + step]) - 48
        if digit < 0 or digit > 9:
            return DOUBT
        value = 10 * value + digit
    return value


@compiled
def moment_of(buffer: Bytes, start: int, end: int) -> int:
    """Microseconds since 1970 of `2026-03-01T12:00:00.123456Z`, or -1; only those from 1970 on."""
    if end - start < 20 or buffer[end - 1] != 90:
        return DOUBT
    year, month = _digits(buffer, start, 4), _digits(buffer, start + 5, 2)
    day, hour = _digits(buffer, start + 8, 2), _digits(buffer, start + 11, 2)
    minute, second = _digits(buffer, start + 14, 2), _digits(buffer, start + 17, 2)
    signs = buffer[start + 4] == 45 and buffer[start + 7] == 45 and buffer[start + 10] == 84
    signs = signs and buffer[start + 13] == 58 and buffer[start + 16] == 58
    if not signs or year < 1970 or not 1 <= month <= 12 or day < 1:
        return DOUBT
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _DAYS[month] + (month == 2 and is_leap):
        return DOUBT
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return DOUBT
    fraction = 0
    n_digits = end - 1 - (start + 20)
    if n_digits >= 0:
        fraction = _digits(buffer, start + 20, n_digits) if 1 <= n_digits <= 6 else DOUBT
        if buffer[start + 19] != 46 or fraction < 0:
            return DOUBT
        for _step in range(6 - n_digits):
            fraction *= 10
    elif end - start != 20:
        return DOUBT
    # Days by the civil calendar, counted from March so that the leap day comes last.
    shifted = year - (month <= 2)
    days = 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400
    days += (153 * ((month + 9) % 12) + 2) // 5 + day - 1 - 719_468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction


@compiled
def is_blank(buffer: Bytes, start: int, end: int) -> int:
    """1 where nothing is written, 0 where something is, -1 where that is hard to say."""
    if start == end:
        return 1
    return 0 if _SPACE < buffer[start] < 128 and buffer[start] != _ESCAPE else DOUBT
