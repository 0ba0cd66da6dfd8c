"""One line → what its post meets: words, pairs of words, values of fields, counts."""

from typing import Final

import numpy as np

from klankbord.core.match.fast import fields, texts
from klankbord.core.match.fast.asking import MET, Sheet
from klankbord.core.match.fast.json_lines import read_line
from klankbord.core.match.fast.letters import Letters
from klankbord.core.match.fast.looking import (
    AUTHOR_HANDLE,
    AUTHOR_NAME,
    LANG,
    LINK,
    LINK_IN_TEXT,
    MEDIA,
    MENTION,
    MOST_BEFORE,
    MOST_WORDS,
    OF_CLASS,
    PLACE,
    PLAIN,
    PLATFORM,
    PUBLIC,
    QUOTE,
    REPLY,
    REPOST,
    SITE,
    SOURCE,
    TAG,
    THREAD,
    WHICH_LINK,
    Known,
    Room,
    ask_for,
    look_up,
    meet_all,
    meet_class,
    meet_classes,
    meet_pair,
    want,
)
from klankbord.core.match.fast.machine import Bytes, Ints, Words, compiled, inlined
from klankbord.core.match.fast.values import is_blank, moment_of, site_end

DOUBT: Final = -1
AGAIN: Final = -2
PUBLISHED_AT, FOLLOWERS, ENGAGEMENT, NOT_KNOWN = range(4)

_ONCE: Final = np.array(
    [
        (fields.PLATFORM, PLATFORM), (fields.SOURCE, SOURCE), (fields.LANG, LANG),
        (fields.THREAD, THREAD), (fields.PLACE, PLACE), (fields.HANDLE, AUTHOR_HANDLE),
        (fields.AUTHOR_ID, AUTHOR_NAME), (fields.NAME, AUTHOR_NAME),
    ],
    np.int64,
)  # fmt: skip
_PUBLIC: Final = np.frombuffer(b"public", np.uint8).copy()
_ESCAPE, _NEW_LINE = 92, 10


@inlined
def _role(room: Room, buffer: Bytes) -> int:
    """The bits of what a post is to others; -1 where that has to be read with care."""
    places = room.texts
    role = REPLY * int(places[fields.REPLY, 0] != places[fields.REPLY, 1])
    role |= REPOST * int(places[fields.REPOST, 0] != places[fields.REPOST, 1])
    role |= QUOTE * int(places[fields.QUOTE, 0] != places[fields.QUOTE, 1])
    start, end = places[fields.VISIBILITY, 0], places[fields.VISIBILITY, 1]
    if start == 0:
        return role | PUBLIC
    is_public = end - start == len(_PUBLIC)
    for at in range(start, end):
        if buffer[at] == _ESCAPE:
            return DOUBT
        is_public = is_public and buffer[at] == _PUBLIC[at - start]
    return role | PUBLIC * int(is_public)


@inlined
def _fixed(known: Known, room: Room, sheet: Sheet, buffer: Bytes) -> bool:
    """What is asked of a post without looking up a spelling; False where that is not sure."""
    role, places = _role(room, buffer), room.texts
    title = is_blank(buffer, places[fields.TITLE, 0], places[fields.TITLE, 1])
    place = is_blank(buffer, places[fields.PLACE, 0], places[fields.PLACE, 1])
    if role < 0 or title < 0 or place < 0:
        return False
    meet_all(sheet, known.role_atoms[known.role_starts[role] : known.role_starts[role + 1]])
    if title == 0:
        meet_all(sheet, known.has_title)
    if place == 0:
        meet_all(sheet, known.has_place)
    return True


@inlined
def _is_link_met(
    known: Known, sheet: Sheet, buffer: Bytes, start: int, end: int, column: int
) -> bool:
    """A link is looked up only where a query asks which one, or where it may be empty."""
    if known.asked[column] and not known.asked[WHICH_LINK]:
        if texts.is_plain_link(buffer, start, end):
            meet_all(sheet, known.has_link)
            return True
    return False


@inlined
def _wanted_items(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, n_items: int, n: int
) -> int:
    """Add the values that stand in lists."""
    for row in range(n_items):
        field, start, end = room.items[row, 0], room.items[row, 1], room.items[row, 2]
        if field == fields.LINKS:
            if not _is_link_met(known, sheet, buffer, start, end, LINK):
                n = want(known, room, n, LINK, start, end)
        elif field == fields.HASHTAGS:
            n = want(known, room, n, TAG, start, end)
        elif field == fields.MENTIONS:
            n = want(known, room, n, MENTION, start, end)
        elif field == fields.MEDIA_TYPE:
            meet_all(sheet, known.has_media)
            n = want(known, room, n, MEDIA, start, end)
    return n


@inlined
def _values(
    known: Known, room: Room, sheet: Sheet, buffer: Bytes, ahead: Words, n_items: int
) -> int:
    """Ask for the values of all fields but title and text: how many, or DOUBT."""
    if not _fixed(known, room, sheet, buffer):
        return DOUBT
    places, n_values = room.texts, 0
    for row in range(len(_ONCE)):
        field = _ONCE[row, 0]
        n_values = want(known, room, n_values, _ONCE[row, 1], places[field, 0], places[field, 1])
    start = places[fields.URL, 0]
    end = site_end(buffer, start, places[fields.URL, 1])
    n_values = want(known, room, n_values, SITE, start, end)
    n_values = _wanted_items(known, room, sheet, buffer, n_items, n_values)
    ask_for(known, room, ahead, room.values, 0, n_values, 0)
    return n_values


@inlined
def _in_text(
    known: Known, room: Room, sheet: Sheet, letters: Letters, text: Bytes, ahead: Words, start: int,
    end: int, marks: int, before: int,
) -> int:  # fmt: skip
    """Tags, handles and addresses in a text, after so many values; takes the addresses out.

    1, AGAIN or DOUBT.
    """
    n_found = 0
    if marks & texts.HASHES and known.asked[TAG]:
        n_found = texts.find_tags(text, start, end, letters.kinds, room.found, n_found)
    if n_found >= 0 and marks & texts.ATS and known.asked[MENTION]:
        n_found = texts.find_handles(text, start, end, letters.kinds, room.found, n_found)
    has_address = marks & (texts.COLONS | texts.DOTS) and texts.has_address(text, start, end)
    if n_found >= 0 and has_address and known.asked[LINK]:
        n_found = texts.find_links(text, start, end, letters.kinds, room.found, n_found)
    if n_found < 0:
        return DOUBT
    n_values = before
    for row in range(n_found):
        kind, first, last = room.found[row, 0], room.found[row, 1], room.found[row, 2]
        if kind == texts.LINK:
            if not _is_link_met(known, sheet, text, first, last, LINK_IN_TEXT):
                n_values = want(known, room, n_values, LINK_IN_TEXT, first, last)
        else:
            column = TAG if kind == texts.TAG else MENTION
            n_values = want(known, room, n_values, column, first, last)
    ask_for(known, room, ahead, room.values, before, n_values, 0)
    made = 1 if look_up(known, room, text, ahead, room.values, before, n_values, 0) else AGAIN
    if made == 1 and not meet_classes(known, room, sheet, before, n_values):
        return DOUBT
    if has_address and not texts.blank_addresses(text, start, end, letters.kinds):
        return DOUBT
    return made


@inlined
def _title(room: Room, letters: Letters, buffer: Bytes) -> tuple[int, int]:
    """Words of a title and the sign that ends it: where they end and how many, or -1 twice."""
    start, end = room.texts[fields.TITLE, 0], room.texts[fields.TITLE, 1]
    if start == end:
        return 0, 0
    last, marks = texts.copy_text(buffer, start, end, room.plain, texts.MARGIN)
    if last < 0:
        return DOUBT, DOUBT
    if marks & (texts.COLONS | texts.DOTS) and texts.has_address(room.plain, texts.MARGIN, last):
        if not texts.blank_addresses(room.plain, texts.MARGIN, last, letters.kinds):
            return DOUBT, DOUBT
    at = texts.fold_text(room.plain, texts.MARGIN, last, letters, room.folded, 0)
    if at < 0:
        return DOUBT, DOUBT
    n_title = texts.cut_words(room.folded_ahead, 0, at, room.words, 0)
    if n_title < 0 or n_title >= MOST_WORDS - 1:
        return DOUBT, DOUBT
    room.folded[at] = texts.TITLE_END
    room.words[n_title, 0], room.words[n_title, 1] = at, 1
    return at + 1, n_title + 1


@inlined
def _words(
    known: Known, room: Room, sheet: Sheet, letters: Letters, buffer: Bytes, ahead: Words,
    n_values: int,
) -> int:  # fmt: skip
    """Words of title and text, and all that stands in the text: how many, AGAIN or DOUBT.

    The values asked for before are looked up with them: by now memory has sent them.
    """
    at, n_title = _title(room, letters, buffer)
    if at < 0:
        return DOUBT
    start, end = room.texts[fields.TEXT, 0], room.texts[fields.TEXT, 1]
    text, text_ahead, marks, last, made = buffer, ahead, DOUBT, at + end - start, 1
    if end - start < texts.MOST_BYTES:
        marks = texts.fold_plain(ahead, start, end, room.folded_ahead, at)
    is_plain = marks >= 0 and not (
        marks & (texts.COLONS | texts.DOTS) and texts.has_address(buffer, start, end)
    )
    if not is_plain:
        end, marks = texts.copy_text(buffer, start, end, room.plain, texts.MARGIN)
        text, text_ahead, start = room.plain, room.plain_ahead, texts.MARGIN
    if end >= 0 and marks:
        made = _in_text(known, room, sheet, letters, text, text_ahead, start, end, marks, n_values)
    if end < 0 or made == DOUBT:
        return DOUBT
    if not is_plain:
        last = texts.fold_text(text, start, end, letters, room.folded, at)
        if last < 0:
            return DOUBT
    n_words = texts.cut_words(room.folded_ahead, at, last, room.words, n_title)
    if n_words < 0:
        return DOUBT
    ask_for(known, room, room.folded_ahead, room.words, 0, n_words, n_values)
    is_known = look_up(known, room, buffer, ahead, room.values, 0, n_values, 0)
    is_known &= look_up(
        known, room, room.folded, room.folded_ahead, room.words, 0, n_words, n_values
    )
    if not is_known or made == AGAIN:
        return AGAIN
    if not meet_classes(known, room, sheet, 0, n_values):
        return DOUBT
    for row in range(n_title - 1):
        number = room.classes[n_values + row]
        first = known.title_starts[number]
        count = known.title_counts[number]
        if sheet.n[MET] + count > MOST_BEFORE:
            return DOUBT
        meet_all(sheet, known.title_atoms[first : first + count])
    return n_words if _meet_words(known, room, sheet, n_values, n_words) else DOUBT


@inlined
def _meet_words(known: Known, room: Room, sheet: Sheet, first: int, n_words: int) -> bool:
    """What is asked of words and of two in a row; False where that is too much."""
    before, n_met = -1, sheet.n[MET]
    for row in range(n_words):
        number = room.classes[first + row]
        n_met = meet_class(known, sheet, number, row, n_met)
        if n_met < 0:
            return False
        plain = known.classes[(number << OF_CLASS) + PLAIN]
        n_met = meet_pair(known, sheet, before, plain, n_met)
        before = plain
    sheet.n[MET] = n_met
    return True


@inlined
def read_post(
    known: Known, room: Room, sheet: Sheet, letters: Letters, buffer: Bytes, ahead: Words,
    start: int, end: int,
) -> int:  # fmt: skip
    """Note on the sheet what the post of one line meets: its number of words, AGAIN or DOUBT."""
    sheet.n[MET] = 0
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
    n_values = _values(known, room, sheet, buffer, ahead, n_items)
    if n_values < 0:
        return DOUBT
    return _words(known, room, sheet, letters, buffer, ahead, n_values)


@compiled
def join_ids(buffer: Bytes, places: Ints, out: Bytes) -> int:
    """Write the ids that stand at some places, a line for each; the place behind them.

    One with escapes is left out, and its place becomes 0, 0.
    """
    at = 0
    for row in range(len(places)):
        has_escape = False
        for step in range(places[row, 1] - places[row, 0]):
            sign = buffer[places[row, 0] + step]
            has_escape |= sign == _ESCAPE
            out[at + step] = sign
        if has_escape:
            places[row, :] = 0
        at += places[row, 1] - places[row, 0]
        out[at] = _NEW_LINE
        at += 1
    return at
