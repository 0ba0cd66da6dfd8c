"""The words of many posts at once, as stretches of one row of bytes: no object for each word."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from klankbord.core.post import Post
from klankbord.core.text.tokens import post_words
from klankbord.core.text.words import FOLD_BYTES, without_addresses

MARGIN = b" " * 32
"""Stands at the end, so that a look at the last word may go too far."""
_TITLE_END = "\x01"
_SPACE = 32
_FOLD_BYTES = FOLD_BYTES[:1] + _TITLE_END.encode() + FOLD_BYTES[2:]


class BatchWords(NamedTuple):
    """UTF-8 words `flat[starts[i]:starts[i] + lengths[i]]`; post p has the next `counts[p]`."""

    flat: bytes
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]


def batch_words(posts: Sequence[Post]) -> BatchWords:
    """The words that `post_words` gives for each post.

    Words of more than `LONGEST_WORD` letters are not cut here, and the end of a title is
    another sign.
    """
    pieces = [
        text
        if (text := post.text).isascii()
        and not post.title
        and ":" not in text
        and "." not in text
        and _TITLE_END not in text
        else _piece(post)
        for post in posts
    ]
    flat = (" ".join(pieces).encode() + MARGIN).translate(_FOLD_BYTES)
    sizes = [*map(len, pieces)]
    if len(flat) > sum(sizes) + len(sizes) - 1 + len(MARGIN):
        sizes = [len(piece.encode()) for piece in pieces]
    signs = np.frombuffer(flat, np.uint8) != _SPACE
    edges = np.flatnonzero(signs[1:] != signs[:-1]) + 1
    if signs[0]:
        edges = np.concatenate([np.zeros(1, np.int64), edges])
    starts, ends = edges[::2], edges[1::2]
    borders = np.cumsum(np.array(sizes, np.int64) + 1)
    counts = np.diff(np.searchsorted(starts, borders), prepend=0)
    return BatchWords(flat, starts, ends - starts, counts)


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
