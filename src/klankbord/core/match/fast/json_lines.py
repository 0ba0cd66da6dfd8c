"""One JSON line → where its fields stand. What is not plainly right gives -1, for a slower reader.

Strict: names each once, no value of another kind than a post has, no sign that JSON forbids. The
text of a string is taken as it stands; whoever reads it undoes its escapes.
"""

from typing import Final

import numpy as np

from klankbord.core.match.fast import fields
from klankbord.core.match.fast.machine import Bytes, Ints, Words, compiled

DOUBT: Final = -1
MOST_ITEMS: Final = 512
UNKNOWN_NUMBER: Final = np.nan
_QUOTE, _ESCAPE, _COLON, _COMMA = 34, 92, 58, 44
_OPEN, _CLOSE, _LIST, _LIST_END = 123, 125, 91, 93
_SPACE, _TAB, _ZERO, _NINE, _N = 32, 9, 48, 57, 110
_MOST_DIGITS = 15
_ENDS_NUMBER: Final = np.zeros(256, bool)
_ENDS_NUMBER[[_COMMA, _CLOSE, _SPACE]] = True

ONES: Final = np.uint64(0x0101010101010101)
HIGH: Final = np.uint64(0x8080808080808080)
_QUOTES: Final = np.uint64(0x2222222222222222)
_ESCAPES: Final = np.uint64(0x5C5C5C5C5C5C5C5C)
SPACES: Final = np.uint64(0x2020202020202020)
PLACES: Final = np.uint64(0x0001020304050607)
_SEVEN, _LAST_BYTE, _ONE = np.uint64(7), np.uint64(56), np.uint64(1)
MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)

_TEXT, _NUMBER, _MAYBE_NUMBER, _TEXTS, _INSIDE, _MEDIA = range(6)
_SHAPES: Final = np.array(
    [_TEXT] * fields.N_TEXTS
    + [_MAYBE_NUMBER, _NUMBER, _NUMBER, _NUMBER, _MAYBE_NUMBER]
    + [_INSIDE, _INSIDE, _TEXTS, _TEXTS, _TEXTS, _TEXTS, _MEDIA],
    np.int8,
)


@compiled
def skip_spaces(buffer: Bytes, at: int) -> int:
    """The next place without space or tab."""
    while buffer[at] == _SPACE or buffer[at] == _TAB:
        at += 1
    return at


@compiled
def string_end(buffer: Bytes, ahead: Words, at: int) -> int:
    """The place of the quote that ends a string which begins at `at`; -1 at a forbidden sign.

    Eight bytes at a time: the lowest marked byte is a quote, an escape or a control character.
    """
    while True:
        some = ahead[at]
        quotes, escapes = some ^ _QUOTES, some ^ _ESCAPES
        met = ((quotes - ONES) & ~quotes) | ((escapes - ONES) & ~escapes)
        met = (met | ((some - SPACES) & ~some)) & HIGH
        if met == 0:
            at += 8
            continue
        lowest = (met & (~met + _ONE)) >> _SEVEN
        at += np.int64((lowest * PLACES) >> _LAST_BYTE)
        if buffer[at] == _QUOTE:
            return at
        if buffer[at] != _ESCAPE:
            return DOUBT
        at += 2  # whatever was escaped is no end; it is read with care later


@compiled
def field_named(ahead: Words, start: int, end: int, level: int) -> int:
    """The field with this name, or -1."""
    length = end - start
    if length > fields.LONGEST_NAME or length == 0:
        return DOUBT
    first = ahead[start] & MASKS[min(length, 8)]
    second = ahead[start + 8] & MASKS[max(length - 8, 0)]
    place = np.int64(((first ^ second) * fields.FACTOR) >> fields.SHIFT)
    if fields.HALVES[level, place, 0] != first or fields.HALVES[level, place, 1] != second:
        return DOUBT
    return np.int64(fields.FIELDS[level, place])


@compiled
def whole_number(buffer: Bytes, at: int) -> tuple[int, int]:
    """A number of up to fifteen digits and the place behind it, or -1 twice."""
    start, value = at, 0
    while _ZERO <= buffer[at] <= _NINE:
        value = 10 * value + np.int64(buffer[at]) - _ZERO
        at += 1
        if at - start > _MOST_DIGITS:
            return DOUBT, DOUBT
    if at == start or (buffer[start] == _ZERO and at > start + 1):
        return DOUBT, DOUBT
    if _ENDS_NUMBER[buffer[at]]:
        return value, at
    return DOUBT, DOUBT


@compiled
def is_null(buffer: Bytes, at: int) -> bool:
    """Whether `null` stands here."""
    return (
        buffer[at] == _N
        and buffer[at + 1] == 117
        and buffer[at + 2] == 108
        and buffer[at + 3] == 108
    )


@compiled
def read_list(
    buffer: Bytes, ahead: Words, at: int, field: int, items: Ints, n_items: int
) -> tuple[int, int]:
    """The place behind a list of strings, and the number of items; -1 where it is none."""
    if buffer[at] != _LIST:
        return DOUBT, n_items
    at = skip_spaces(buffer, at + 1)
    if buffer[at] == _LIST_END:
        return at + 1, n_items
    while buffer[at] == _QUOTE and n_items < MOST_ITEMS:
        end = string_end(buffer, ahead, at + 1)
        if end < 0:
            return DOUBT, n_items
        items[n_items, 0], items[n_items, 1], items[n_items, 2] = field, at + 1, end
        n_items += 1
        at = skip_spaces(buffer, end + 1)
        if buffer[at] == _LIST_END:
            return at + 1, n_items
        if buffer[at] != _COMMA:
            return DOUBT, n_items
        at = skip_spaces(buffer, at + 1)
    return DOUBT, n_items


@compiled
def read_line(
    buffer: Bytes, ahead: Words, at: int, texts: Ints, numbers: np.ndarray, items: Ints
) -> tuple[int, int]:
    """The place behind the post that begins at `at`, and its number of list items.

    Fills `texts[field]` (start, end), `numbers[field]` and `items` (field, start, end).
    """
    texts[:, :] = 0
    numbers[:] = 0
    numbers[fields.FOLLOWERS] = UNKNOWN_NUMBER
    seen, n_items, level = np.uint64(0), 0, fields.IN_POST
    if buffer[at] != _OPEN:
        return DOUBT, 0
    at = skip_spaces(buffer, at + 1)
    while True:
        # A name, or the end of an empty object.
        if buffer[at] == _QUOTE:
            end = string_end(buffer, ahead, at + 1)
            if end < 0:
                return DOUBT, 0
            field = field_named(ahead, at + 1, end, level)
            bit = _ONE << np.uint64(max(field, 0))
            if field < 0 or seen & bit:
                return DOUBT, 0
            seen |= bit
            at = skip_spaces(buffer, end + 1)
            if buffer[at] != _COLON:
                return DOUBT, 0
            at = skip_spaces(buffer, at + 1)
            shape = _SHAPES[field]
            if shape == _TEXT:
                end = string_end(buffer, ahead, at + 1) if buffer[at] == _QUOTE else DOUBT
                if end < 0:
                    return DOUBT, 0
                if field == fields.MEDIA_TYPE:
                    if n_items == MOST_ITEMS:
                        return DOUBT, 0
                    items[n_items, 0], items[n_items, 1] = field, at + 1
                    items[n_items, 2] = end
                    n_items += 1
                else:
                    texts[field, 0], texts[field, 1] = at + 1, end
                at = end + 1
            elif shape == _TEXTS:
                at, n_items = read_list(buffer, ahead, at, field, items, n_items)
                if at < 0:
                    return DOUBT, 0
            elif shape == _MAYBE_NUMBER and is_null(buffer, at):
                at += 4
            elif shape <= _MAYBE_NUMBER:
                value, at = whole_number(buffer, at)
                if at < 0:
                    return DOUBT, 0
                numbers[field] = value
            elif shape == _INSIDE and buffer[at] == _OPEN:
                level = fields.IN_AUTHOR if field == fields.AUTHOR else fields.IN_ENGAGEMENT
                at = skip_spaces(buffer, at + 1)
                continue
            elif shape == _MEDIA and buffer[at] == _LIST:
                at = skip_spaces(buffer, at + 1)
                if buffer[at] == _OPEN:
                    level = fields.IN_MEDIA
                    at = skip_spaces(buffer, at + 1)
                    continue
                if buffer[at] != _LIST_END:
                    return DOUBT, 0
                at += 1
            else:
                return DOUBT, 0
        elif buffer[at] != _CLOSE or level == fields.IN_POST:
            return DOUBT, 0
        # What follows a value: another name, or ends of objects.
        at = skip_spaces(buffer, at)
        while buffer[at] == _CLOSE:
            at = skip_spaces(buffer, at + 1)
            if level == fields.IN_POST:
                return (at if seen & fields.NEEDED == fields.NEEDED else DOUBT), n_items
            if level == fields.IN_MEDIA:
                if not seen & (_ONE << np.uint64(fields.MEDIA_TYPE)):
                    return DOUBT, 0
                seen &= ~fields.OF_MEDIA
                if buffer[at] == _COMMA:
                    at = skip_spaces(buffer, at + 1)
                    if buffer[at] != _OPEN:
                        return DOUBT, 0
                    at = skip_spaces(buffer, at + 1)
                    break
                if buffer[at] != _LIST_END:
                    return DOUBT, 0
                at = skip_spaces(buffer, at + 1)
            level = fields.IN_POST
        else:
            if buffer[at] != _COMMA:
                return DOUBT, 0
            at = skip_spaces(buffer, at + 1)
            if buffer[at] != _QUOTE:
                return DOUBT, 0
