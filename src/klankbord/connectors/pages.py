"""Posts of ours and what is said below them, on platforms that tell of no news by themselves.

Every visit looks at the newest posts with the newest comments below each, and goes further while
all of it is new.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from klankbord.connectors.walking import short_of
from klankbord.core.post import Post

MOST_PAGES = 10
"""Of posts, and of comments below one post, that one visit looks through."""
MOST_KNOWN = 5_000


class Head(NamedTuple):
    """A post, the newest comments below it, and how to read the ones before those."""

    post: Post
    said: Sequence[Post] = ()
    older: Callable[[], Iterable[Post]] = tuple


class Visit:
    """One visit to a list of posts, newest first. The first ever takes one page.

    Cursor: `known` (hashes of what was read lately), and on the way back `after` (the platform's
    mark of the next page) and `n_pages`.
    """

    def __init__(self, cursor: dict[str, Any]) -> None:
        self._is_first = "known" not in cursor
        self._known: list[str] = list(cursor.get("known", ()))
        self._seen = set(self._known)
        self._n_pages = int(cursor.get("n_pages", 0)) + 1
        self._goes_on = False
        self.after = str(cursor.get("after") or "")

    def take(self, heads: Iterable[Head]) -> tuple[Post, ...]:
        """The posts and comments of a page that were not given before, oldest first.

        A post without a word is not among them: what is said below it is.
        """
        fresh: dict[str, Post] = {}
        are_new: list[bool] = []
        for head in heads:
            are_new.append(self._is_new(head.post))
            said = list(head.said)
            if said and all(map(self._is_new, said)) and not self._is_first:
                said += head.older()
            fresh |= {each.id: each for each in (head.post, *said) if self._is_new(each)}
        self._goes_on = bool(are_new) and all(are_new) and not self._is_first
        self._known = [*self._known, *map(short_of, fresh)][-MOST_KNOWN:]
        given = (each for each in fresh.values() if each.text or each.title)
        return tuple(sorted(given, key=lambda each: each.published_at))

    def has_more(self, after: str) -> bool:
        """Whether the next page, which begins at `after`, may hold news."""
        return bool(after) and self._goes_on and self._n_pages < MOST_PAGES

    def cursor(self, after: str) -> dict[str, Any]:
        """Where to go on: further back, or at the newest post again."""
        way = {"after": after, "n_pages": self._n_pages} if self.has_more(after) else {}
        return {"known": self._known, **way}

    def _is_new(self, post: Post) -> bool:
        return short_of(post.id) not in self._seen
