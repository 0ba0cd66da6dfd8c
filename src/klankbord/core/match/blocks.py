"""JSON Lines in, rows out: the whole way of a block of posts through the matcher."""

from collections.abc import Hashable, Iterator
from functools import cached_property
from typing import IO, Final, NamedTuple, TypeVar

import msgspec
import numpy as np

from klankbord.core.match.spread import Numbers
from klankbord.core.match.stream import Matcher
from klankbord.core.post import Post

BLOCK: Final = 1 << 21
"""Bytes that are read at once: enough to share the work, few enough to stay near."""
_STRETCH: Final = 1 << 17
_DECODER: Final = msgspec.json.Decoder(Post)
Key = TypeVar("Key", bound=Hashable)


class Found(NamedTuple):
    """Columns: post `ids[rows[i]]` answers query `numbers[i]`, in the order of posts."""

    ids: list[str]
    rows: Numbers
    numbers: Numbers


class UnreadableLineError(ValueError):
    """A line is no post, for a `reason`; `line` counts from 1 within its block."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)  # all that is needed to send it from a worker
        self.line = line
        self.reason = reason


def blocks_of(file: IO[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Stretches of whole lines of about `size` bytes; a longer line goes alone."""
    kept: list[bytes] = []
    while piece := file.read(size):
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*kept, piece[:end]])
            kept = []
        if end < len(piece):
            kept.append(piece[end:])
    if kept:
        yield b"".join(kept)


def posts_of(block: bytes) -> list[Post]:
    """The posts of one block; empty lines do not count. Raises `UnreadableLineError`."""
    try:
        return _DECODER.decode_lines(block)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _posts_with_care(block.splitlines())


def _posts_with_care(lines: list[bytes]) -> list[Post]:
    posts = []
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                posts.append(_DECODER.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnreadableLineError(number, str(error)) from error
    return posts


def match_block(matcher: Matcher[Key], block: bytes) -> Found:
    """Match one block; only posts that answer a query are named. Raises `UnreadableLineError`."""
    stretches = _Stretches(block)
    try:
        rows, numbers = matcher.rows_of_stretches(stretches.read(), stretches.post_at)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        posts = posts_of(block)
        return found_in_posts(posts, *matcher.rows(posts))
    named, renumbered = numbered_rows(rows)
    return Found([stretches.ids[at] for at in named.tolist()], renumbered, numbers)


class _Stretches:
    """A block a stretch at a time: few enough posts to be still at hand when they are looked at."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self.ids: list[str] = []

    def read(self) -> Iterator[list[Post]]:
        """The posts, which are not kept, while their `ids` are."""
        end = 0
        while (start := end) < len(self._block):
            end = self._block.find(b"\n", start + _STRETCH) + 1 or len(self._block)
            posts = _DECODER.decode_lines(self._block[start:end])
            if posts:
                self.ids += [post.id for post in posts]
                yield posts

    @cached_property
    def _lines(self) -> list[bytes]:
        return [line for line in self._block.split(b"\n") if line.strip()]

    def post_at(self, number: int) -> Post:
        """A post that was read before."""
        return _DECODER.decode(self._lines[number])


def found_in_posts(posts: list[Post], rows: Numbers, numbers: Numbers) -> Found:
    """Rows of posts, renumbered so that only posts that answer a query are named."""
    named, renumbered = numbered_rows(rows)
    return Found([posts[at].id for at in named.tolist()], renumbered, numbers)


def numbered_rows(rows: Numbers) -> tuple[Numbers, Numbers]:
    """Each of some sorted rows once, and the place of every row among those."""
    is_new = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=is_new[1:])
    return rows[is_new], np.cumsum(is_new) - 1
