"""Fields of a post as numbers, and their names as tables that machine code can look up."""

from typing import Final

import numpy as np
import numpy.typing as npt

(
    ID, PLATFORM, TEXT, PUBLISHED, SOURCE, URL, TITLE, LANG, REPLY, REPOST, QUOTE, THREAD, PLACE,
    VISIBILITY, AUTHOR_ID, HANDLE, NAME, AUTHOR_URL, BIO, MEDIA_TYPE, MEDIA_URL, MEDIA_ALT,
    FOLLOWERS, REPLIES, REPOSTS, LIKES, VIEWS,
    AUTHOR, ENGAGEMENT, LINKS, HASHTAGS, MENTIONS, VERIFIED, MEDIA,
) = range(34)  # fmt: skip
N_TEXTS: Final = MEDIA_ALT + 1
N_FIELDS: Final = MEDIA + 1
IN_POST, IN_AUTHOR, IN_ENGAGEMENT, IN_MEDIA = range(4)

_NAMES: Final = (
    {
        "id": ID, "platform": PLATFORM, "text": TEXT, "published_at": PUBLISHED, "source": SOURCE,
        "url": URL, "title": TITLE, "lang": LANG, "in_reply_to": REPLY, "repost_of": REPOST,
        "quote_of": QUOTE, "thread": THREAD, "place": PLACE, "visibility": VISIBILITY,
        "author": AUTHOR, "engagement": ENGAGEMENT, "links": LINKS, "hashtags": HASHTAGS,
        "mentions": MENTIONS, "media": MEDIA,
    },
    {
        "id": AUTHOR_ID, "handle": HANDLE, "name": NAME, "url": AUTHOR_URL, "bio": BIO,
        "followers": FOLLOWERS, "verified_links": VERIFIED,
    },
    {"replies": REPLIES, "reposts": REPOSTS, "likes": LIKES, "views": VIEWS},
    {"type": MEDIA_TYPE, "url": MEDIA_URL, "alt": MEDIA_ALT},
)  # fmt: skip

NEEDED: Final = np.uint64(
    sum(1 << field for field in (ID, PLATFORM, TEXT, PUBLISHED, AUTHOR, AUTHOR_ID, HANDLE))
)
OF_MEDIA: Final = np.uint64(sum(1 << field for field in (MEDIA_TYPE, MEDIA_URL, MEDIA_ALT)))

LONGEST_NAME: Final = 16
_BITS: Final = 6
SHIFT: Final = np.uint64(64 - _BITS)
_ALL: Final = (1 << 64) - 1


def _halves(name: str) -> tuple[int, int]:
    whole = name.encode().ljust(LONGEST_NAME, b"\0")
    return int.from_bytes(whole[:8], "little"), int.from_bytes(whole[8:], "little")


def _place(name: str, factor: int) -> int:
    first, second = _halves(name)
    return (((first ^ second) * factor) & _ALL) >> int(SHIFT)


def _is_free_of_collisions(factor: int) -> bool:
    return all(len({_place(name, factor) for name in names}) == len(names) for names in _NAMES)


_FACTOR = next(
    factor
    for factor in (0x9E3779B97F4A7C15 * odd & _ALL for odd in range(1, 1_000_000, 2))
    if _is_free_of_collisions(factor)
)
FACTOR: Final = np.uint64(_FACTOR)


def _table() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int8]]:
    names = np.zeros((len(_NAMES), 1 << _BITS, 2), np.uint64)
    fields = np.full((len(_NAMES), 1 << _BITS), -1, np.int8)
    for level, numbers in enumerate(_NAMES):
        for name, field in numbers.items():
            names[level, _place(name, _FACTOR)] = _halves(name)
            fields[level, _place(name, _FACTOR)] = field
    return names, fields


HALVES, FIELDS = _table()
"""A name stands at (its halves xor, times FACTOR) >> SHIFT, and nowhere else."""
