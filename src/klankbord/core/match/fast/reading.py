"""One line → what its post holds: words, pairs of words, values of fields, counts."""

from typing import Final, NamedTuple

import numpy as np

from klankbord.core.match.fast import fields, texts
from klankbord.core.match.fast.asking import (
    BEGINS,
    ENDS,
    NONE,
    OF_ATOM,
    PLACED,
    WHAT,
    Sheet,
    hold,
    hold_at,
)
from klankbord.core.match.fast.json_lines import MOST_ITEMS, read_line
from klankbord.core.match.fast.letters import Letters
from klankbord.core.match.fast.machine import ROOM, Bytes, Ints, Words, compiled, inlined, windows
from klankbord.core.match.fast.table import UNKNOWN, begin_word, end_word, find
from klankbord.core.match.fast.values import is_blank, moment_of, site_end

(
    WORD, PLATFORM, SOURCE, LANG, THREAD, PLACE, SITE, AUTHOR_HANDLE, AUTHOR_NAME, TAG, MENTION,
    LINK, LINK_IN_TEXT, MEDIA, WHICH_LINK,
) = range(15)  # fmt: skip
N_COLUMNS: Final = WHICH_LINK + 1
COUNT, PLAIN = 1, 2
OF_CLASS: Final = 2
"""A class has four numbers: first atom, how many, and the atom that asks for the word alone."""
DOUBT: Final = -1
AGAIN: Final = -2
MOST_WORDS: Final = 2_000
PUBLISHED_AT, FOLLOWERS, ENGAGEMENT, NOT_KNOWN = range(4)
REPLY, REPOST, QUOTE, PUBLIC = 1, 2, 4, 8

_ONCE: Final = np.array(
    [
        (fields.PLATFORM, PLATFORM), (fields.SOURCE, SOURCE), (fields.LANG, LANG),
        (fields.THREAD, THREAD), (fields.PLACE, PLACE), (fields.HANDLE, AUTHOR_HANDLE),
        (fields.AUTHOR_ID, AUTHOR_NAME), (fields.NAME, AUTHOR_NAME),
    ],
    np.int64,
)  # fmt: skip
_PUBLIC: Final = np.frombuffer(b"public", np.uint8).copy()
_SPACE, _ESCAPE = 32, 92
_NEW_BYTES: Final = 1 << 20
_NEW_ROWS: Final = 1 << 16


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


class Room(NamedTuple):
    """Where one line is taken apart."""

    texts: Ints
    numbers: np.ndarray
    items: Ints
    plain: Bytes
    plain_ahead: Words
    folded: Bytes
    folded_ahead: Words
    words: Ints
    classes: Ints
    keys: Words
    found: Ints
    new: Bytes
    new_rows: Ints
    n: Ints


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
def _look(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, ahead: Words, start: int, end: int,
    column: int, serial: int,
) -> bool:  # fmt: skip
    """Hold what one value answers; False when it is new."""
    if not known.asked[column] or start == end:
        return True
    number = find(known.rows, known.long, known.factors, buffer, ahead, start, end - start, column)
    if number == UNKNOWN:
        _miss(room, buffer, start, end - start, column)
        return False
    first = known.classes[number << OF_CLASS]
    for at in range(first, first + known.classes[(number << OF_CLASS) + COUNT]):
        hold(sheet, known.atoms[at], serial)
    return True


@inlined
def _hold_all(sheet: Sheet, atoms: Ints, serial: int) -> None:
    for atom in atoms:
        hold(sheet, atom, serial)


@inlined
def _values(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, ahead: Words, serial: int
) -> int:
    """Values that stand in fields of their own: 1, AGAIN or DOUBT."""
    held, places = True, room.texts
    for row in range(len(_ONCE)):
        start, end = places[_ONCE[row, 0], 0], places[_ONCE[row, 0], 1]
        held &= _look(known, room, sheet, buffer, ahead, start, end, _ONCE[row, 1], serial)
    start = places[fields.URL, 0]
    end = site_end(buffer, start, places[fields.URL, 1])
    held &= _look(known, room, sheet, buffer, ahead, start, end, SITE, serial)
    role = 0
    if places[fields.REPLY, 0] != places[fields.REPLY, 1]:
        role |= REPLY
    if places[fields.REPOST, 0] != places[fields.REPOST, 1]:
        role |= REPOST
    if places[fields.QUOTE, 0] != places[fields.QUOTE, 1]:
        role |= QUOTE
    start, end = places[fields.VISIBILITY, 0], places[fields.VISIBILITY, 1]
    if start == 0:
        role |= PUBLIC
    elif end - start == len(_PUBLIC):
        is_public = True
        for step in range(len(_PUBLIC)):
            is_public &= buffer[start + step] == _PUBLIC[step]
        role |= PUBLIC * is_public
    for at in range(start, end):
        if buffer[at] == _ESCAPE:
            return DOUBT
    _hold_all(
        sheet, known.role_atoms[known.role_starts[role] : known.role_starts[role + 1]], serial
    )
    title = is_blank(buffer, places[fields.TITLE, 0], places[fields.TITLE, 1])
    place = is_blank(buffer, places[fields.PLACE, 0], places[fields.PLACE, 1])
    if title < 0 or place < 0:
        return DOUBT
    if title == 0:
        _hold_all(sheet, known.has_title, serial)
    if place == 0:
        _hold_all(sheet, known.has_place, serial)
    return 1 if held else AGAIN


@inlined
def _link(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, ahead: Words, start: int, end: int,
    column: int, serial: int,
) -> bool:  # fmt: skip
    """A link is looked up only where a query asks which one, or where it may be empty."""
    if known.asked[column] and not known.asked[WHICH_LINK]:
        if texts.is_plain_link(buffer, start, end):
            _hold_all(sheet, known.has_link, serial)
            return True
    return _look(known, room, sheet, buffer, ahead, start, end, column, serial)


@inlined
def _items(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, ahead: Words, n_items: int, serial: int
) -> bool:
    """Values that stand in lists; False when one is new."""
    held = True
    for row in range(n_items):
        field, start, end = room.items[row, 0], room.items[row, 1], room.items[row, 2]
        if field == fields.LINKS:
            held &= _link(known, room, sheet, buffer, ahead, start, end, LINK, serial)
        elif field == fields.HASHTAGS:
            held &= _look(known, room, sheet, buffer, ahead, start, end, TAG, serial)
        elif field == fields.MENTIONS:
            held &= _look(known, room, sheet, buffer, ahead, start, end, MENTION, serial)
        elif field == fields.MEDIA_TYPE:
            _hold_all(sheet, known.has_media, serial)
            held &= _look(known, room, sheet, buffer, ahead, start, end, MEDIA, serial)
    return held


@inlined
def _in_text(
    known: Known, room: Room, sheet: Sheet, letters: Letters, start: int, end: int, marks: int,
    serial: int,
) -> int:  # fmt: skip
    """Tags, handles and addresses in the text; takes the addresses out. 1, AGAIN or DOUBT."""
    text, n_found = room.plain, 0
    if marks & texts.HASHES and known.asked[TAG]:
        n_found = texts.find_tags(text, start, end, letters.kinds, room.found, n_found)
    if n_found >= 0 and marks & texts.ATS and known.asked[MENTION]:
        n_found = texts.find_handles(text, start, end, letters.kinds, room.found, n_found)
    has_address = marks & (texts.COLONS | texts.DOTS) and texts.has_address(text, start, end)
    if n_found >= 0 and has_address and known.asked[LINK]:
        n_found = texts.find_links(text, start, end, letters.kinds, room.found, n_found)
    if n_found < 0:
        return DOUBT
    held = True
    for row in range(n_found):
        kind, first, last = room.found[row, 0], room.found[row, 1], room.found[row, 2]
        if kind == texts.LINK:
            held &= _link(
                known, room, sheet, text, room.plain_ahead, first, last, LINK_IN_TEXT, serial
            )
        else:
            column = TAG if kind == texts.TAG else MENTION
            held &= _look(known, room, sheet, text, room.plain_ahead, first, last, column, serial)
    if has_address and not texts.blank_addresses(text, start, end, letters.kinds):
        return DOUBT
    return 1 if held else AGAIN


@inlined
def _other_text(
    known: Known, room: Room, sheet: Sheet, letters: Letters, buffer: Bytes, start: int, end: int,
    at: int, serial: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Fold a text with other letters, tags or addresses: -1 in front where that cannot be done."""
    last, marks = texts.copy_text(buffer, start, end, room.plain, texts.MARGIN)
    if last < 0:
        return DOUBT, DOUBT, 0
    made = _in_text(known, room, sheet, letters, texts.MARGIN, last, marks, serial)
    if made == DOUBT:
        return DOUBT, DOUBT, 0
    end = texts.fold_text(room.plain, texts.MARGIN, last, letters, room.folded, at)
    return (last if end >= 0 else DOUBT), made, end


@inlined
def _words(
    known: Known, room: Room, sheet: Sheet, letters: Letters, buffer: Bytes, ahead: Words,
    serial: int,
) -> int:  # fmt: skip
    """Words of title and text, and all that stands in the text: how many, AGAIN or DOUBT."""
    start, end = room.texts[fields.TITLE, 0], room.texts[fields.TITLE, 1]
    at, n_words, n_title = 0, 0, 0
    if start != end:
        last, marks = texts.copy_text(buffer, start, end, room.plain, texts.MARGIN)
        if last < 0:
            return DOUBT
        if marks & (texts.COLONS | texts.DOTS) and texts.has_address(
            room.plain, texts.MARGIN, last
        ):
            if not texts.blank_addresses(room.plain, texts.MARGIN, last, letters.kinds):
                return DOUBT
        at = texts.fold_text(room.plain, texts.MARGIN, last, letters, room.folded, 0)
        if at < 0:
            return DOUBT
        n_title = texts.cut_words(room.folded, room.folded_ahead, 0, at, room.words, 0)
        if n_title < 0 or n_title >= MOST_WORDS - 1:
            return DOUBT
        room.folded[at] = texts.TITLE_END
        room.words[n_title, 0], room.words[n_title, 1] = at, 1
        at, n_words = at + 1, n_title + 1
    start, end = room.texts[fields.TEXT, 0], room.texts[fields.TEXT, 1]
    if end - start < texts.MOST_BYTES and texts.fold_plain(
        ahead, start, end, room.folded_ahead, at
    ):
        last, made, end = texts.MARGIN, 1, at + end - start
    else:
        last, made, end = _other_text(known, room, sheet, letters, buffer, start, end, at, serial)
    if last < 0:
        return DOUBT
    n_words = texts.cut_words(room.folded, room.folded_ahead, at, end, room.words, n_words)
    if n_words < 0:
        return DOUBT
    is_known = _look_up_words(known, room, n_words)
    if not is_known or made == AGAIN:
        return AGAIN
    _hold_words(known, room, sheet, n_title, serial)
    return n_words if _hold_rows(known, room, sheet, n_words, serial) else DOUBT


@inlined
def _look_up_words(known: Known, room: Room, n_words: int) -> bool:
    is_known = True
    for row in range(n_words):  # a look at all rows first: they are fetched side by side
        room.classes[row] = begin_word(
            known.rows, known.factors, room.folded_ahead, room.words[row, 0], room.words[row, 1],
            room.keys, 4 * row,
        )  # fmt: skip
    for row in range(n_words):
        start, length = room.words[row, 0], room.words[row, 1]
        number = end_word(known.rows, length, room.keys, 4 * row)
        if number == UNKNOWN:
            number = find(
                known.rows, known.long, known.factors, room.folded, room.folded_ahead, start,
                length, WORD,
            )  # fmt: skip
        room.classes[row] = number
        if number == UNKNOWN:
            _miss(room, room.folded, start, length, WORD)
            is_known = False
    return is_known


@inlined
def _hold_words(known: Known, room: Room, sheet: Sheet, n_title: int, serial: int) -> None:
    """What is asked of words in the title."""
    for row in range(n_title):
        number = room.classes[row]
        first = known.title_starts[number]
        for at in range(first, first + known.title_counts[number]):
            hold(sheet, known.title_atoms[at], serial)


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
def _hold_rows(known: Known, room: Room, sheet: Sheet, n_words: int, serial: int) -> bool:
    """What is asked of words and of two in a row; False where there are too many places."""
    before, begins, n_atoms = NONE, False, len(sheet.marks) >> OF_ATOM
    for row in range(n_words):
        place = np.int64(room.classes[row]) << OF_CLASS
        first, plain = known.classes[place], known.classes[place + PLAIN]
        for at in range(first, first + known.classes[place + COUNT]):
            atom = known.atoms[at]
            hold(sheet, atom, serial)
            is_placed = sheet.marks[(atom << OF_ATOM) + WHAT] & PLACED
            if is_placed and not hold_at(sheet, atom, row):
                return False
        what = sheet.marks[(plain << OF_ATOM) + WHAT] if plain != NONE else 0
        if begins and what & ENDS:
            key = np.int64(before) * n_atoms + plain
            at = _place_of(known.pair_keys, key)
            if at < len(known.pair_keys) and known.pair_keys[at] == key:
                hold(sheet, known.pair_atoms[at], serial)
        before, begins = plain, what & BEGINS != 0
    return True


@inlined
def read_post(
    known: Known, room: Room, sheet: Sheet, letters: Letters, buffer: Bytes, ahead: Words,
    start: int, end: int, serial: int,
) -> int:  # fmt: skip
    """Note on the sheet what the post of one line holds: its number of words, AGAIN or DOUBT."""
    sheet.n[:] = 0
    last, n_items = read_line(buffer, ahead, start, room.texts, room.numbers, room.items)
    if last != end:
        return DOUBT
    moment = moment_of(buffer, room.texts[fields.PUBLISHED, 0], room.texts[fields.PUBLISHED, 1])
    if moment < 0:
        return DOUBT
    sheet.counts[PUBLISHED_AT] = moment
    sheet.counts[FOLLOWERS] = room.numbers[fields.FOLLOWERS]
    sheet.counts[ENGAGEMENT] = (
        room.numbers[fields.REPLIES] + room.numbers[fields.REPOSTS] + room.numbers[fields.LIKES]
    )
    made = _values(known, room, sheet, buffer, ahead, serial)
    if made == DOUBT:
        return DOUBT
    if not _items(known, room, sheet, buffer, ahead, n_items, serial):
        made = AGAIN
    n_words = _words(known, room, sheet, letters, buffer, ahead, serial)
    return AGAIN if made == AGAIN and n_words >= 0 else n_words


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
        words=np.zeros((MOST_WORDS, 2), np.int64),
        classes=np.zeros(MOST_WORDS, np.int64),
        keys=np.zeros(4 * MOST_WORDS, np.uint64),
        found=np.zeros((texts.MOST_FOUND, 3), np.int64),
        new=np.zeros(_NEW_BYTES, np.uint8),
        new_rows=np.zeros((_NEW_ROWS, 3), np.int64),
        n=np.zeros(2, np.int64),
    )


@inlined
def id_place(room: Room, buffer: Bytes) -> tuple[int, int]:
    """Where the id of the post that was read stands; nowhere if it has escapes."""
    start, end = room.texts[fields.ID, 0], room.texts[fields.ID, 1]
    for at in range(start, end):
        if buffer[at] == _ESCAPE:
            return 0, 0
    return start, end
