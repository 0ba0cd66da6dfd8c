"""A text in bytes → its tags, handles, addresses and folded words, as stretches of a buffer.

The same rules as in `core.text`, which says what they mean; a text in which they cannot be followed
letter by letter gives -1.
"""

from typing import Final

import numpy as np

from klankbord.core.match.fast.json_lines import HIGH, MASKS, ONES, SPACES
from klankbord.core.match.fast.letters import (
    APART,
    IN_WORD,
    Letters,
    kind_at,
    kind_before,
    letter_at,
)
from klankbord.core.match.fast.machine import (
    ROOM,
    Bytes,
    Ints,
    Words,
    compiled,
    inlined,
    lowest_bit,
)

DOUBT: Final = -1
MOST_BYTES: Final = 20_000
MARGIN: Final = 8
"""Spaces before each text, so that a look at what stands before may go too far."""
WIDE, HASHES, ATS, COLONS, DOTS = 1, 2, 4, 8, 16
TAG, HANDLE, LINK = range(3)
MOST_FOUND: Final = 512
TITLE_END: Final = 1

_HASH, _AT, _COLON, _DOT, _SLASH, _AMPERSAND, _DASH, _ESCAPE = 35, 64, 58, 46, 47, 38, 45, 92
_SPACE, _U, _H, _W = 32, 117, 104, 119
_SURROGATE, _LOW_SURROGATE, _SURROGATES_END = 0xD800, 0xDC00, 0xE000
_MARKS: Final = np.array([WIDE * (code > 127) for code in range(256)], np.uint8)
_MARKS[[_HASH, _AT, _COLON, _DOT]] = HASHES, ATS, COLONS, DOTS
_ESCAPED: Final = np.zeros(256, np.uint8)
for _sign, _meaning in zip(b'"\\/bfnrt', b'"\\/\b\f\n\r\t', strict=True):
    _ESCAPED[_sign] = _meaning
_HEX: Final = np.full(256, DOUBT, np.int64)
for _value, _digits in enumerate(zip(b"0123456789abcdef", b"0123456789ABCDEF", strict=True)):
    _HEX[[*_digits]] = _value
_ENDS_ADDRESS: Final = np.zeros(256, bool)
_ENDS_ADDRESS[[*b"<>\"'()"]] = True
_TRAILS: Final = np.zeros(256, bool)
_TRAILS[[*b".,;:!?"]] = True
_NO_TAG_AFTER: Final = np.zeros(256, bool)
_NO_TAG_AFTER[[_AMPERSAND, _SLASH]] = True
_NO_HANDLE_AFTER: Final = np.zeros(256, bool)
_NO_HANDLE_AFTER[[_SLASH, _DOT, _AT]] = True
_IN_HANDLE: Final = np.zeros(256, bool)
_IN_HANDLE[[_DOT, _DASH]] = True
_PLAIN_IN_ADDRESS: Final = np.zeros(256, bool)
_PLAIN_IN_ADDRESS[[*b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-/?=&%+"]] = (
    True
)
_PLAIN_FIRST: Final = np.zeros(256, bool)
_PLAIN_FIRST[[*b"0123456789abcdefghijklmnopqrstuvxyz"]] = True  # no w: `www.` may be nothing
_HASHES, _ATS, _COLONS, _DOTS, _ESCAPES = (
    np.uint64(sign) * ONES for sign in (_HASH, _AT, _COLON, _DOT, _ESCAPE)
)
_FROM_A, _AFTER_Z = np.uint64(97) * ONES, np.uint64(123) * ONES
_FROM_0, _AFTER_9 = np.uint64(48) * ONES, np.uint64(58) * ONES
_ALL_BITS: Final = np.uint64(255)
_SEVEN, _LAST_BYTE, _ONE = np.uint64(7), np.uint64(56), np.uint64(1)
_AT_ONCE: Final = 64
_LOW: Final = ~HIGH
_GATHER: Final = np.uint64(0x0102040810204080)
"""Brings the lowest bits of eight bytes together in the highest byte."""
_HTTP: Final = np.frombuffer(b"http", np.uint8).copy()


@compiled
def copy_text(buffer: Bytes, start: int, end: int, out: Bytes, at: int) -> tuple[int, int]:
    """Copy a JSON string without its escapes; the place behind it and what signs it holds."""
    marks = 0
    if end - start > MOST_BYTES:
        return DOUBT, marks
    while start < end:
        sign = buffer[start]
        if sign != _ESCAPE:
            marks |= _MARKS[sign]
            out[at] = sign
            start, at = start + 1, at + 1
        elif buffer[start + 1] == _U:
            start, at = _copy_code(buffer, start, out, at)
            if at < 0:
                return DOUBT, marks
            marks |= WIDE | HASHES | ATS | COLONS | DOTS
        else:
            out[at] = _ESCAPED[buffer[start + 1]]
            if out[at] == 0:
                return DOUBT, marks
            start, at = start + 2, at + 1
    return at, marks


@compiled
def _copy_code(buffer: Bytes, start: int, out: Bytes, at: int) -> tuple[int, int]:
    """Copy a letter written as its number, two where they are one sign; both places, or -1."""
    code = _hex(buffer, start + 2)
    start += 6
    if code < _SPACE or _LOW_SURROGATE <= code < _SURROGATES_END:
        return DOUBT, DOUBT
    if code >= _SURROGATE and code < _LOW_SURROGATE:
        if buffer[start] != _ESCAPE or buffer[start + 1] != _U:
            return DOUBT, DOUBT
        low = _hex(buffer, start + 2)
        if not _LOW_SURROGATE <= low < _SURROGATES_END:
            return DOUBT, DOUBT
        code = 0x10000 + ((code - _SURROGATE) << 10) + (low - _LOW_SURROGATE)
        start += 6
    if code < 0x80:
        out[at] = code
        return start, at + 1
    if code < 0x800:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return start, at + 2
    if code < 0x10000:
        out[at], out[at + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
        out[at + 2] = 0x80 | code & 0x3F
        return start, at + 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return start, at + 4


@compiled
def _hex(buffer: Bytes, at: int) -> int:
    value = 0
    for step in range(4):
        digit = _HEX[buffer[at + step]]
        if digit < 0:
            return DOUBT
        value = 16 * value + digit
    return value


@compiled
def _word_end(text: Bytes, at: int, end: int, kinds: Bytes, in_handle: bool) -> int:
    """Where a run of letters, digits and `_` (in a handle `.` and `-` too) ends, or -1."""
    while at < end:
        if in_handle and _IN_HANDLE[text[at]]:
            at += 1
            continue
        kind, size = kind_at(text, at, kinds)
        if kind < 0:
            return DOUBT
        if kind & IN_WORD == 0:
            return at
        at += size
    return at


@compiled
def find_tags(text: Bytes, start: int, end: int, kinds: Bytes, found: Ints, n_found: int) -> int:
    """Add the tags of a text to `found` (kind, start, end); the number found, or -1."""
    at = start
    while at < end:
        if text[at] == _HASH:
            before = text[at - 1]
            kind = kind_before(text, at, kinds)
            last = _word_end(text, at + 1, end, kinds, False)
            if kind < 0 or last < 0 or n_found == MOST_FOUND:
                return DOUBT
            if kind & IN_WORD == 0 and not _NO_TAG_AFTER[before] and last > at + 1:
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = TAG, at + 1, last
                n_found += 1
        at += 1
    return n_found


@compiled
def find_handles(text: Bytes, start: int, end: int, kinds: Bytes, found: Ints, n_found: int) -> int:
    """The same for handles, with the server where one is written."""
    at = start
    while at < end:
        if text[at] != _AT:
            at += 1
            continue
        before, first = kind_before(text, at, kinds), kind_at(text, at + 1, kinds)[0]
        if before < 0 or (first < 0 and at + 1 < end) or n_found == MOST_FOUND:
            return DOUBT
        sign = text[at - 1]
        if before & IN_WORD or _NO_HANDLE_AFTER[sign] or at + 1 == end or first & IN_WORD == 0:
            at += 1
            continue
        last = _word_end(text, at + 1, end, kinds, True)
        if 0 <= last < end - 1 and text[last] == _AT:
            server = kind_at(text, last + 1, kinds)[0]
            if server < 0:
                return DOUBT
            if server & IN_WORD:
                last = _word_end(text, last + 1, end, kinds, True)
        if last < 0:
            return DOUBT
        found[n_found, 0], found[n_found, 1], found[n_found, 2] = HANDLE, at + 1, last
        n_found += 1
        at = last
    return n_found


@compiled
def has_address(text: Bytes, start: int, end: int) -> bool:
    """Whether `://`, `www.` or `WWW.` stands in it."""
    for at in range(start, end):
        sign = text[at]
        if sign == _COLON and at + 2 < end and text[at + 1] == _SLASH and text[at + 2] == _SLASH:
            return True
        if sign == _DOT and at - start >= 3:
            one, two, three = text[at - 3], text[at - 2], text[at - 1]
            if one == two and two == three and one | 32 == _W:
                return True
    return False


@compiled
def _address_start(text: Bytes, at: int, end: int) -> int:
    """Where the host would begin if an address begins here; else -1."""
    first = text[at] | 32
    if first == _W:
        if (
            at + 4 < end
            and text[at + 1] | 32 == _W
            and text[at + 2] | 32 == _W
            and text[at + 3] == _DOT
        ):
            return at + 4
        return DOUBT
    if first != _H or at + 7 >= end:
        return DOUBT
    for step in range(4):
        if text[at + step] | 32 != _HTTP[step]:
            return DOUBT
    at += 4
    if text[at] | 32 == 115:
        at += 1
    if text[at] == _COLON and text[at + 1] == _SLASH and text[at + 2] == _SLASH and at + 3 < end:
        return at + 3
    return DOUBT


@compiled
def _address_end(text: Bytes, at: int, end: int, kinds: Bytes, is_whole: bool) -> int:
    """Where an address ends: at a space, and unless `is_whole` at brackets and quotes; or -1."""
    while at < end:
        if not is_whole and _ENDS_ADDRESS[text[at]]:
            return at
        kind, size = kind_at(text, at, kinds)
        if kind < 0:
            return DOUBT
        if kind & APART:
            return at
        at += size
    return at


@compiled
def find_links(text: Bytes, start: int, end: int, kinds: Bytes, found: Ints, n_found: int) -> int:
    """The same for addresses of pages, without the signs that end a sentence."""
    at = start
    while at < end:
        host = _address_start(text, at, end)
        last = _address_end(text, host, end, kinds, False) if host >= 0 else host
        if host >= 0 and (last < 0 or n_found == MOST_FOUND):
            return DOUBT
        if host < 0 or last == host:
            at += 1
            continue
        shown = last
        while shown > at and _TRAILS[text[shown - 1]]:
            shown -= 1
        found[n_found, 0], found[n_found, 1], found[n_found, 2] = LINK, at, shown
        n_found += 1
        at = last
    return n_found


@compiled
def is_plain_link(text: Bytes, start: int, end: int) -> bool:
    """Whether this is surely an address that names something."""
    host = _address_start(text, start, end)
    if host < 0 or text[start] | 32 != _H or not _PLAIN_FIRST[text[host]]:
        return False
    for at in range(host, end):
        if not _PLAIN_IN_ADDRESS[text[at]]:
            return False
    return True


@compiled
def blank_addresses(text: Bytes, start: int, end: int, kinds: Bytes) -> bool:
    """Put spaces where addresses stand; False where that cannot be known."""
    at = start
    while at < end:
        host = _address_start(text, at, end)
        if host < 0:
            at += 1
            continue
        last = _address_end(text, host, end, kinds, True)
        if last < 0:
            return False
        if last == host:
            at += 1
            continue
        while at < last:
            text[at] = _SPACE
            at += 1
    return True


@compiled
def fold_text(text: Bytes, start: int, end: int, letters: Letters, out: Bytes, at: int) -> int:
    """Write the folded text, a space for all that parts words; the place behind it, or -1."""
    while start < end:
        first = text[start]
        if first < 0x80:
            out[at] = letters.ascii[first]
            start, at = start + 1, at + 1
            continue
        letter, size = letter_at(text, start)
        has_room = at + end - start + ROOM <= len(out)
        if letter < 0 or letters.lengths[letter] < 0 or not has_room:
            return DOUBT
        begin = letters.starts[letter]
        for step in range(letters.lengths[letter]):
            out[at + step] = letters.folded[begin + step]
        start, at = start + size, at + letters.lengths[letter]
    return at


@compiled
def cut_words(ahead: Words, start: int, end: int, words: Ints, n_words: int) -> int:
    """Add the words between the spaces to `words` (start, length); their number, or -1.

    64 bytes at a time, a bit for each that is no space: where it differs from the one before, a
    word begins or ends. So no guess of the processor hangs on how long words are.
    """
    begin, inside, before, at = 0, 0, np.uint64(0), start
    while at < end:
        kept = _signs_at(ahead, at)
        if end - at < _AT_ONCE:
            kept &= (_ONE << np.uint64(end - at)) - _ONE
        edges = kept ^ ((kept << _ONE) | before)
        if n_words + _AT_ONCE > len(words):
            return DOUBT
        while edges != 0:
            place = at + lowest_bit(edges)
            edges &= edges - _ONE
            words[n_words, 0], words[n_words, 1] = begin, place - begin
            n_words += inside
            begin, inside = place, 1 - inside
        before = kept >> np.uint64(_AT_ONCE - 1)
        at += _AT_ONCE
    if inside:
        words[n_words, 0], words[n_words, 1] = begin, end - begin
        n_words += 1
    return n_words


@inlined
def _signs_at(ahead: Words, at: int) -> np.uint64:
    """One bit for each of 64 bytes: whether it is no space."""
    kept = np.uint64(0)
    for step in range(0, _AT_ONCE, 8):
        some = ahead[at + step] ^ SPACES
        signs = (((some & _LOW) + _LOW) | some) & HIGH
        kept |= (((signs >> _SEVEN) * _GATHER) >> _LAST_BYTE) << np.uint64(step)
    return kept


@compiled
def fold_plain(ahead: Words, start: int, end: int, out: Words, at: int) -> int:
    """Fold a text without escapes or other letters, as most are; the signs it has, as `copy_text`.

    Eight bytes at a time, by the highest bit of each: for a byte under 128, (byte | 128) - x keeps
    that bit where the byte is x or more. -1 where the text is not so; then nothing counts that was
    written.
    """
    odd = hashes = ats = colons = dots = np.uint64(0)
    while start < end:
        some = ahead[start]
        if end - start < 8:
            some = (some & MASKS[end - start]) | (SPACES & ~MASKS[end - start])
        odd |= some | _byte_met(some, _ESCAPES) | _byte_met(some, ONES)
        hashes |= _byte_met(some, _HASHES)
        ats |= _byte_met(some, _ATS)
        colons |= _byte_met(some, _COLONS)
        dots |= _byte_met(some, _DOTS)
        low = some | SPACES
        letters = ((low | HIGH) - _FROM_A) & ~((low | HIGH) - _AFTER_Z)
        digits = ((some | HIGH) - _FROM_0) & ~((some | HIGH) - _AFTER_9)
        kept = (((letters | digits) & HIGH) >> _SEVEN) * _ALL_BITS
        out[at] = (low & kept) | (SPACES & ~kept)
        start, at = start + 8, at + 8
    if odd & HIGH != 0:
        return DOUBT
    made = HASHES * (hashes & HIGH != 0) + ATS * (ats & HIGH != 0)
    return made + COLONS * (colons & HIGH != 0) + DOTS * (dots & HIGH != 0)


@inlined
def _byte_met(some: np.uint64, sign: np.uint64) -> np.uint64:
    """The highest bit of a byte is set where it is this sign (and at times of one above that)."""
    other = some ^ sign
    return (other - ONES) & ~other
