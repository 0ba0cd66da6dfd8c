"""The words of many posts at once, as stretches of one row of bytes: no object for each word."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from klankbord.core.post import Post
from klankbord.core.text.tokens import post_words
from klankbord.core.text.words import FOLD_BYTES, without_addresses

MARGIN = b" " * 32
"""Stands at the end, so that a look at the last word may go too far."""
HASH, AT, ADDRESS, WIDE = 1, 2, 4, 8
"""What a text has: `#`, `@`, a colon or point as addresses have, letters that are not ASCII."""
_ODD = 16
_TITLE_END = "\x01"
_SPACE = 32
_LAST_ASCII = 127
_HASH_SIGN, _UNDERSCORE = b"#_"
_IN_WORD: Final = np.array([chr(code).isalnum() and code <= _LAST_ASCII for code in range(256)])
_NO_TAG_AFTER: Final = _IN_WORD.copy()
_NO_TAG_AFTER[[*b"&/"]] = True
_MEANINGS: Final = {b"#": HASH, b"@": AT, b":": ADDRESS, b".": ADDRESS, b"\x01": _ODD}
_WITH_CARE: Final = {signs for signs in range(2 * _ODD) if signs & (ADDRESS | WIDE | _ODD)}
_title = attrgetter("title")
_FOLD_BYTES = FOLD_BYTES[:1] + _TITLE_END.encode() + FOLD_BYTES[2:]


class Texts(NamedTuple):
    """Texts of some posts as folded bytes, with a space behind each; `sizes` count that too.

    `tags` are the places of words that are tags. A post without HASH in its signs has no others.
    """

    folded: bytes
    sizes: npt.NDArray[np.int64]
    signs: list[int]
    tags: npt.NDArray[np.int64]


class BatchWords(NamedTuple):
    """UTF-8 words `flat[starts[i]:starts[i] + lengths[i]]`; post p has the next `counts[p]`.

    `tags` are the numbers of words that are tags.
    """

    flat: bytes
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    tags: npt.NDArray[np.int64]


def texts_of(posts: Sequence[Post]) -> Texts:
    """Title and text of each post with what its text has; at least one post."""
    texts = [post.text for post in posts]
    row, ends = _joined(texts)
    marks = _signs(row, ends)
    signs = marks.tolist()
    if _WITH_CARE.intersection(signs) or any(map(_title, posts)):
        for at, post in enumerate(posts):
            if post.title or signs[at] in _WITH_CARE:
                texts[at] = _piece(post)
                marks[at] |= _ODD
        row, ends = _joined(texts)
    tags = _plain_tags(row, ends, marks)
    return Texts(row.translate(_FOLD_BYTES), np.diff(ends, prepend=0), marks.tolist(), tags)


def _joined(texts: list[str]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """The texts with a space behind each, and the place behind each space."""
    row = " ".join([*texts, ""])
    pieces = texts if row.isascii() else [text.encode() for text in texts]
    sizes = np.fromiter(map(len, pieces), np.int64, len(pieces))
    return row.encode(), np.cumsum(sizes + 1)


def _signs(row: bytes, ends: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """What each text has; most signs stand in no text of all, which is seen at once."""
    made = np.zeros(len(ends), np.uint8)
    signs = np.frombuffer(row, np.uint8)
    for sign, meaning in _MEANINGS.items():
        if sign in row:
            made[np.searchsorted(ends, np.flatnonzero(signs == sign[0]), side="right")] |= meaning
    if not row.isascii():
        made[np.searchsorted(ends, np.flatnonzero(signs > _LAST_ASCII), side="right")] |= WIDE
    return made


def _plain_tags(
    row: bytes, ends: npt.NDArray[np.int64], marks: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int64]:
    """Places of tags in texts where each is a word of its own; such a text loses that mark.

    Those are ASCII, without title or address, and no `_`, which is a letter of tags alone: nearly
    all. Reading tags post by post took a tenth of the time of matching.
    """
    signs = np.frombuffer(row, np.uint8)
    is_plain = (marks & ~np.uint8(AT)) == HASH
    if not is_plain.any():
        return np.zeros(0, np.int64)
    if b"_" in row:
        is_plain[np.searchsorted(ends, np.flatnonzero(signs == _UNDERSCORE), side="right")] = False
    marks[is_plain] &= ~np.uint8(HASH)
    at = np.flatnonzero(signs == _HASH_SIGN)
    at = at[is_plain[np.searchsorted(ends, at, side="right")]]
    is_tag = _IN_WORD[signs[at + 1]] & ~_NO_TAG_AFTER[signs[at - 1]]
    made: npt.NDArray[np.int64] = at[is_tag] + 1
    return made


def words_in(several: Sequence[Texts]) -> BatchWords:
    """The words that `post_words` gives for each post.

    Words of more than `LONGEST_WORD` letters are not cut here, and the end of a title is
    another sign.
    """
    flat = b"".join([*[texts.folded for texts in several], MARGIN])
    signs = np.frombuffer(flat, np.uint8) != _SPACE
    edges = np.flatnonzero(signs[1:] != signs[:-1]) + 1
    if signs[0]:
        edges = np.concatenate([np.zeros(1, np.int64), edges])
    starts, ends = edges[::2], edges[1::2]
    borders = np.cumsum(np.concatenate([texts.sizes for texts in several]))
    counts = np.diff(np.searchsorted(starts, borders), prepend=0)
    before = np.cumsum([0, *[len(texts.folded) for texts in several]]).tolist()
    tags = [texts.tags + n for n, texts in zip(before, several, strict=False)]
    at = np.searchsorted(starts, np.concatenate(tags))
    return BatchWords(flat, starts, ends - starts, counts, at)


def _piece(post: Post) -> str:
    """One text with a space between its words; what is not ASCII is cut in words first."""
    text = without_addresses(post.text)
    if post.title:
        title = without_addresses(post.title)
        if _TITLE_END in title or _TITLE_END in text:
            return " ".join(post_words(post))
        text = f"{title} {_TITLE_END} {text}"
    elif _TITLE_END in text:
        return " ".join(post_words(post))
    return text if text.isascii() else " ".join(post_words(post))
