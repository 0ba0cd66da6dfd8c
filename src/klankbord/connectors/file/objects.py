"""JSON Lines: our own posts, and objects of any shape by a mapping."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from klankbord.connectors.dates import AHEAD, in_utc, is_sensible
from klankbord.connectors.file.adapter import Adapter
from klankbord.connectors.file.lines import MAX_LINE
from klankbord.connectors.file.recognition import flat
from klankbord.connectors.jsons import check_part, read_part
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Post

Step = tuple[int, int, Post | None]
"""The number of a row, the offset behind it in unpacked bytes, and the post in it."""

_FAULTS = (ValueError, TypeError, RecursionError)


def posts_in(
    lines: Iterable[tuple[bytes, int]], row: int, now: dt.datetime, warnings: Warnings
) -> Iterator[Step]:
    """Our own posts, one a line, from the line behind number `row`."""
    check = Check(now, warnings)
    for place, (line, offset) in enumerate(lines, row + 1):
        if not line.isspace():
            yield place, offset, check.post(place, line)


def rows_in(
    rows: Iterable[tuple[int, Any]],
    make: Callable[[Any], Post],
    now: dt.datetime,
    warnings: Warnings,
) -> Iterator[Step]:
    """Our own posts out of numbered rows of another form; None is a row that was told before."""
    check = Check(now, warnings)
    for place, row in rows:
        yield place, 0, None if row is None else check.made(place, row, make)


def objects_in(
    lines: Iterable[tuple[bytes, int]], row: int, adapter: Adapter, warnings: Warnings
) -> Iterator[Step]:
    """Objects of any shape, one a line, made posts by the adapter."""
    for place, (line, offset) in enumerate(lines, row + 1):
        if line.isspace():
            continue
        if not line:
            warnings.add(Caution.ROW_ENDLESS, place, megabytes=MAX_LINE >> 20)
            yield place, offset, None
            continue
        try:
            given = read_part(line, dict[str, Any])
        except _FAULTS as fault:
            warnings.add(Caution.ROW_BROKEN, place, problem=str(fault)[:200])
            yield place, offset, None
        else:
            yield place, offset, adapter.post(place, flat(given))


class Check:
    """Lets sound posts pass, mends what can be mended, leaves out the rest."""

    def __init__(self, now: dt.datetime, warnings: Warnings) -> None:
        self._latest = now + AHEAD
        self._now = now
        self._warnings = warnings

    def post(self, place: int, line: bytes) -> Post | None:
        """The post in a line of JSON; None (with a warning) if there is none."""
        if not line:
            self._warnings.add(Caution.ROW_ENDLESS, place, megabytes=MAX_LINE >> 20)
            return None
        try:
            post = read_part(self._readable(place, line), Post)
        except _FAULTS as fault:
            self._warnings.add(Caution.ROW_BROKEN, place, problem=str(fault)[:200])
            return None
        return self._sound(place, post, is_clean=b"\\u0000" not in line)

    def made(self, place: int, row: Any, make: Callable[[Any], Post]) -> Post | None:
        """The post that `make` makes of a row; None (with a warning) if it is none."""
        try:
            post = make(row)
            check_part(post.raw)
        except _FAULTS as fault:
            self._warnings.add(Caution.ROW_BROKEN, place, problem=str(fault)[:200])
            return None
        return self._sound(place, post, is_clean="\0" not in post.text + post.title)

    def _sound(self, place: int, post: Post, *, is_clean: bool) -> Post | None:
        if not post.id.startswith(f"{post.platform}:") or not post.platform:
            self._warnings.add(Caution.ROW_BROKEN, place, problem="id")
            return None
        at = post.published_at
        is_timely = at.tzinfo is not None and is_sensible(at) and at <= self._latest
        if is_timely and is_clean and len(post.text) <= MAX_TEXT:
            return post
        return self._mended(place, post)

    def _readable(self, place: int, line: bytes) -> bytes:
        if line.isascii() or _is_utf8(line):
            return line
        self._warnings.add(Caution.ROW_ENCODING, place)
        return line.decode("cp1252", "replace").encode()

    def _mended(self, place: int, post: Post) -> Post:
        if len(post.text) > MAX_TEXT:
            self._warnings.add(Caution.TEXT_CUT, place, limit=MAX_TEXT)
        return msgspec.structs.replace(
            post,
            text=post.text.replace("\0", "")[:MAX_TEXT],
            title=post.title.replace("\0", ""),
            published_at=self._sensible(place, in_utc(post.published_at)),
        )

    def _sensible(self, place: int, at: dt.datetime) -> dt.datetime:
        if is_sensible(at) and at <= self._latest:
            return at
        key = Caution.DATE_IN_FUTURE if at > self._latest else Caution.DATE_UNREADABLE
        self._warnings.add(key, place, text=at.isoformat())
        return self._now


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
