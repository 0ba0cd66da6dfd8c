"""The way back through a list that runs from new to old, from its newest line to what is known.

Such lists are sorted by clocks that differ, and get late additions: so the walk goes back until
`OVERLAP` before the newest known line, and gives only what it does not know yet.
"""

import datetime as dt
from collections.abc import Sequence
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
    (what was read on the way: of a long walk only its newest and its last part).
    """

    def __init__(self, cursor: dict[str, Any]) -> None:
        until = cursor.get("until")
        self._until = dt.datetime.fromisoformat(until) if until else None
        self._known = list(cursor.get("known", ()))
        self._walked = list(cursor.get("walked", ()))
        self._newest = cursor.get("newest") or ""

    @property
    def since(self) -> dt.datetime | None:
        """From when on the list may hold news; None on the first visit, which takes one page."""
        return self._until - OVERLAP if self._until else None

    def take(self, placed: Sequence[Placed]) -> tuple[Post, ...]:
        """The posts of a page that were not given before."""
        known = {*self._known, *self._walked}
        fresh = [p for at, p in placed if p and self._is_near(at) and short_of(p.id) not in known]
        self._walked = [short_of(post.id) for post in reversed(fresh)] + self._walked
        if len(self._walked) > 2 * MOST_KNOWN:
            self._walked = self._walked[:MOST_KNOWN] + self._walked[-MOST_KNOWN:]
        return tuple({post.id: post for post in fresh}.values())

    def has_more(self, placed: Sequence[Placed], page: str) -> bool:
        """Whether the next page, if there is one, may hold news."""
        return bool(page and self._until and placed and self._is_near(min(at for at, _ in placed)))

    def cursor(self, placed: Sequence[Placed], page: str) -> dict[str, Any]:
        """Where to go on: further back, or at the newest line when all was read."""
        newest = max([self._newest, *(at.astimezone(dt.UTC).isoformat() for at, _ in placed)])
        last = self._until.isoformat() if self._until else ""
        if self.has_more(placed, page):
            way = {"newest": newest, "page": page, "walked": self._walked}
            return {"until": last, "known": self._known, **way}
        known = [*self._known, *self._walked][-MOST_KNOWN:]
        return {"until": max(newest, last), "known": known}

    def _is_near(self, at: dt.datetime) -> bool:
        return self._until is None or at > self._until - OVERLAP


def short_of(post_id: str) -> str:
    """A post's id in sixteen letters, for cursors that remember many."""
    return xxhash.xxh3_64_hexdigest(post_id.encode())


def further_back(placed: Sequence[Placed], page: str) -> str:
    """Where to go on in a list that is bounded by a second: the oldest of `placed`.

    The next page takes that second again, since it may hold more lines; but `page` itself, where
    this one began, is left behind.
    """
    if not placed:
        return ""
    oldest = int(min(at for at, _ in placed).timestamp())
    return str(oldest - 1 if str(oldest) == page else oldest)
