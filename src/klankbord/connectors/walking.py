"""The way back through a list that runs from new to old, from its newest line to what is known.

Such lists are sorted by clocks that differ, and get late additions: so the walk goes back until
`OVERLAP` before the newest known line, and gives only what it does not know yet.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import xxhash

from klankbord.core.post import Post

OVERLAP = dt.timedelta(hours=1)
MOST_KNOWN = 500

Placed = tuple[dt.datetime, Post | None]
"""The moment by which a list is sorted, and the post of that line if it may be kept."""


class Walk:
    """One visit to such a list.

    Cursor: `until` (the newest moment read), `known` (what was read shortly before it), and on the
    way back `page` (where to go on), `newest` (what becomes `until` when all was read) and `walked`
    (what was read on the way: of a long walk only its newest and its last part). `floor` is the
    oldest moment of a first visit that left older lines unread: they are not news an hour later.
    `size` is how many lines a full page has; `mark` tells one line from another: in a list that is
    sorted by the last change, a changed line is another one.
    """

    def __init__(
        self,
        cursor: dict[str, Any],
        *,
        size: int,
        mark: Callable[[Post], str] = attrgetter("id"),
    ) -> None:
        self._size = size
        self._mark = mark
        self._until = _moment(cursor.get("until"))
        self._floor = _moment(cursor.get("floor"))
        self._known = list(cursor.get("known", ()))
        self._walked = list(cursor.get("walked", ()))
        self._newest = cursor.get("newest") or ""

    @property
    def since(self) -> dt.datetime | None:
        """From when on the list may hold news; None on the first visit, which takes one page."""
        if self._until is None:
            return None
        since = self._until - OVERLAP
        return max(since, self._floor) if self._floor else since

    def take(self, placed: Sequence[Placed]) -> tuple[Post, ...]:
        """The posts of a page that were not given before."""
        known = {*self._known, *self._walked}
        near = (post for at, post in placed if post and self._is_near(at))
        fresh = {mark: post for post in near if (mark := short_of(self._mark(post))) not in known}
        self._walked = [*reversed(fresh), *self._walked]
        if len(self._walked) > 2 * MOST_KNOWN:
            self._walked = self._walked[:MOST_KNOWN] + self._walked[-MOST_KNOWN:]
        return tuple({post.id: post for post in fresh.values()}.values())

    def has_more(self, placed: Sequence[Placed], page: str) -> bool:
        """Whether the next page, if there is one, may hold news."""
        return bool(page and self._until and placed and self._is_near(min(at for at, _ in placed)))

    def cursor(self, placed: Sequence[Placed], page: str) -> dict[str, Any]:
        """Where to go on: further back, or at the newest line when all was read."""
        newest = max([self._newest, *(at.astimezone(dt.UTC).isoformat() for at, _ in placed)])
        last = self._until.isoformat() if self._until else ""
        if self.has_more(placed, page):
            way = {"newest": newest, "page": page, "walked": self._walked}
            return {"until": last, "known": self._known, **way, **self._low(placed, last)}
        known = [*self._known, *self._walked][-MOST_KNOWN:]
        until = max(newest, last)
        return {"until": until, "known": known, **self._low(placed, until)}

    def _is_near(self, at: dt.datetime) -> bool:
        return self.since is None or at >= self.since

    def _low(self, placed: Sequence[Placed], until: str) -> dict[str, str]:
        """The floor, for as long as it is above what the overlap reaches."""
        floor = self._floor
        if self._until is None and len(placed) >= self._size:
            floor = min(at for at, _ in placed)
        reaches = _moment(until)
        is_needed = floor and reaches and floor > reaches - OVERLAP
        return {"floor": floor.astimezone(dt.UTC).isoformat()} if floor and is_needed else {}


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def short_of(mark: str) -> str:
    """A post's id, or more of it, in sixteen letters, for cursors that remember many."""
    return xxhash.xxh3_64_hexdigest(mark.encode())


def further_back(placed: Sequence[Placed], page: str) -> str:
    """Where to go on in a list that is bounded by a second: the oldest of `placed`.

    The next page takes that second again, since it may hold more lines; but `page` itself, where
    this one began, is left behind.
    """
    if not placed:
        return ""
    oldest = int(min(at for at, _ in placed).timestamp())
    return str(oldest - 1 if str(oldest) == page else oldest)
