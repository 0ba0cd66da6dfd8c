"""Spellings of one line → the questions that they answer.

All of a kind are looked up together: first every row of the table is asked for, then compared, so
that memory fetches them side by side.
"""

from typing import Final, NamedTuple

import numpy as np

from klankbord.core.match.fast import fields, texts
from klankbord.core.match.fast.asking import MET, MOST_MET, Sheet, meet
from klankbord.core.match.fast.json_lines import MOST_ITEMS
from klankbord.core.match.fast.machine import (
    ROOM,
    Bytes,
    Ints,
    Words,
    bring_near,
    compiled,
    inlined,
    windows,
)
from klankbord.core.match.fast.table import UNKNOWN, begin, end, find

(
    WORD, PLATFORM, SOURCE, LANG, THREAD, PLACE, SITE, AUTHOR_HANDLE, AUTHOR_NAME, TAG, MENTION,
    LINK, LINK_IN_TEXT, MEDIA, WHICH_LINK,
) = range(15)  # fmt: skip
N_COLUMNS: Final = WHICH_LINK + 1
REPLY, REPOST, QUOTE, PUBLIC = 1, 2, 4, 8

COUNT, PLAIN, MORE, FIRST = 0, 1, 2, 4
OF_CLASS: Final = 3
IN_CLASS: Final = 4
"""A class has eight numbers: how many atoms, the one that asks for the word alone, where all of
them stand, and from `FIRST` on the first four."""
MOST_WORDS: Final = 2_000
MOST_BEFORE: Final = MOST_MET - 2 * MOST_ITEMS
"""A list item can meet one question beside those of its class."""
_SPACE: Final = 32
_NEW_BYTES: Final = 1 << 20
_NEW_ROWS: Final = 1 << 16
_MOST_VALUES: Final = MOST_ITEMS + texts.MOST_FOUND + 16
_OF_PAIR, _OF_BITS, _IN_BITS = 32, 6, 63
_SCATTER: Final = np.uint64(0x9E3779B97F4A7C15)
_BITS_A_PAIR: Final = 32
_ONE: Final = np.uint64(1)


class Known(NamedTuple):
    """The table of spellings, and what their classes answer; `asked` columns are looked up."""

    rows: Words
    long: Bytes
    factors: Words
    classes: Ints
    atoms: Ints
    title_starts: Ints
    title_counts: Ints
    title_atoms: Ints
    asked: np.ndarray
    role_starts: Ints
    role_atoms: Ints
    has_title: Ints
    has_place: Ints
    has_link: Ints
    has_media: Ints
    pair_keys: Ints
    pair_atoms: Ints
    pair_bits: Words


class Room(NamedTuple):
    """Where one line is taken apart; `words` and `values` are start, length and column."""

    texts: Ints
    numbers: np.ndarray
    items: Ints
    plain: Bytes
    plain_ahead: Words
    folded: Bytes
    folded_ahead: Words
    words: Ints
    values: Ints
    classes: Ints
    keys: Words
    found: Ints
    new: Bytes
    new_rows: Ints
    n: Ints


def new_room() -> Room:
    """Room for the longest line that is read here."""
    plain = np.full(2 * texts.MOST_BYTES + ROOM, _SPACE, np.uint8)
    folded = np.full(8 * texts.MOST_BYTES + ROOM, _SPACE, np.uint8)
    return Room(
        texts=np.zeros((fields.N_TEXTS, 2), np.int64),
        numbers=np.zeros(fields.N_FIELDS),
        items=np.zeros((MOST_ITEMS, 3), np.int64),
        plain=plain,
        plain_ahead=windows(plain),
        folded=folded,
        folded_ahead=windows(folded),
        words=np.zeros((MOST_WORDS, 3), np.int64),
        values=np.zeros((_MOST_VALUES, 3), np.int64),
        classes=np.zeros(_MOST_VALUES + MOST_WORDS, np.int64),
        keys=np.zeros(4 * (_MOST_VALUES + MOST_WORDS), np.uint64),
        found=np.zeros((texts.MOST_FOUND, 3), np.int64),
        new=np.zeros(_NEW_BYTES, np.uint8),
        new_rows=np.zeros((_NEW_ROWS, 3), np.int64),
        n=np.zeros(2, np.int64),
    )


@inlined
def _miss(room: Room, buffer: Bytes, start: int, length: int, column: int) -> None:
    """Keep a spelling that is not known yet, as far as there is room."""
    row, at = room.n[0], room.n[1]
    if row < len(room.new_rows) and at + length <= len(room.new):
        for step in range(length):
            room.new[at + step] = buffer[start + step]
        room.new_rows[row, 0], room.new_rows[row, 1] = column, at
        room.new_rows[row, 2] = length
        room.n[0], room.n[1] = row + 1, at + length


@inlined
def ask_for(
    known: Known, room: Room, ahead: Words, some: Ints, first: int, last: int, place: int
) -> None:
    """Ask memory for the rows of some words or values; row n has its key and class at place + n."""
    for row in range(first, last):
        begin(
            known.rows, known.factors, ahead, some[row, 0], some[row, 1], some[row, 2],
            room.keys, 4 * (place + row),
        )  # fmt: skip


@inlined
def look_up(
    known: Known, room: Room, buffer: Bytes, ahead: Words, some: Ints, first: int, last: int,
    place: int,
) -> bool:  # fmt: skip
    """Find the classes of what was asked for; False when one is new."""
    all_known = True
    for row in range(first, last):
        start, length = some[row, 0], some[row, 1]
        number = end(known.rows, length, room.keys, 4 * (place + row))
        if number == UNKNOWN:
            number = find(
                known.rows, known.long, known.factors, buffer, ahead, start, length, some[row, 2]
            )
        room.classes[place + row] = number
        bring_near(known.classes, number << OF_CLASS)
        if number == UNKNOWN:
            _miss(room, buffer, start, length, some[row, 2])
            all_known = False
    return all_known


@inlined
def meet_class(known: Known, sheet: Sheet, number: int, at: int, n_met: int) -> int:
    """Note what a spelling answers, and at which word: how many were met, -1 where too many.

    Four are written always, as hardly any has more: what is too many is written over.
    """
    place = number << OF_CLASS
    count = int(known.classes[place + COUNT])
    if n_met + count > MOST_BEFORE:
        return -1
    for step in range(IN_CLASS):
        sheet.met[n_met + step] = known.classes[place + FIRST + step]
        sheet.met_at[n_met + step] = at
    for step in range(IN_CLASS, count):
        sheet.met[n_met + step] = known.atoms[known.classes[place + MORE] + step]
        sheet.met_at[n_met + step] = at
    return n_met + count


@inlined
def meet_classes(known: Known, room: Room, sheet: Sheet, first: int, last: int) -> bool:
    """Note what the values that were looked up answer; False where that is too much."""
    n_met = sheet.n[MET]
    for row in range(first, last):
        n_met = meet_class(known, sheet, room.classes[row], 0, n_met)
        if n_met < 0:
            return False
    sheet.n[MET] = n_met
    return True


@inlined
def meet_all(sheet: Sheet, atoms: Ints) -> None:
    """Note some questions that are not of words."""
    for atom in atoms:
        meet(sheet, atom)


@inlined
def want(known: Known, room: Room, n_values: int, column: int, start: int, end: int) -> int:
    """Add a value to those that are looked up if it is asked for and not empty; their number."""
    room.values[n_values, 0], room.values[n_values, 1] = start, end - start
    room.values[n_values, 2] = column
    return n_values + int(known.asked[column] & (start != end))


@inlined
def pair_key(first: int, second: int) -> int:
    """Two words in a row, by the atoms that ask for them alone (-1: none does)."""
    return ((first + 1) << _OF_PAIR) + second + 1


@inlined
def _bit_of(key: int, n_bits: int) -> np.int64:
    scattered = np.uint64(key) * _SCATTER
    return np.int64(scattered >> np.uint64(_OF_PAIR)) & (n_bits - 1)


@compiled
def _set_bits(keys: Ints, bits: Words) -> None:
    for key in keys:
        bit = _bit_of(key, len(bits) << _OF_BITS)
        bits[bit >> _OF_BITS] |= _ONE << np.uint64(bit & _IN_BITS)


def pair_bits(keys: Ints) -> Words:
    """One bit for each pair that is asked for: most others are known by it at once."""
    n_bits = 1 << max(_BITS_A_PAIR * len(keys), 1 << _OF_BITS).bit_length()
    bits = np.zeros(n_bits >> _OF_BITS, np.uint64)
    _set_bits(keys, bits)
    return bits


@compiled
def _place_of(keys: Ints, key: int) -> int:
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def meet_pair(known: Known, sheet: Sheet, first: int, second: int, n_met: int) -> int:
    """Note what is asked of two words in a row; how many were met."""
    key = pair_key(first, second)
    bit = _bit_of(key, len(known.pair_bits) << _OF_BITS)
    if (known.pair_bits[bit >> _OF_BITS] >> np.uint64(bit & _IN_BITS)) & _ONE:
        at = _place_of(known.pair_keys, key)
        if at < len(known.pair_keys) and known.pair_keys[at] == key:
            sheet.met[n_met] = known.pair_atoms[at]
            n_met += 1
    return n_met
