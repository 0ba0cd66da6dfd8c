"""What was given lately, so that a list and a stream of one source together give it once."""

from collections.abc import Iterable
from dataclasses import replace

from klankbord.connectors.contract import Reading
from klankbord.core.post import Batch, Post

_REMEMBERED = 5_000


class Memory:
    """The last five thousand posts that were given, and as many that are gone."""

    def __init__(self) -> None:
        self._given: dict[str, None] = {}
        self._gone: dict[str, None] = {}

    def unheard(self, reading: Reading) -> Reading:
        """A page of the list without what the stream gave."""
        return replace(reading, batch=Batch(tuple(self.first(reading.batch))))

    def first(self, posts: Iterable[Post]) -> list[Post]:
        """Those that were not given before, and are not gone."""
        fresh = {post.id: post for post in self.standing(posts) if post.id not in self._given}
        _remember(self._given, fresh)
        return list(fresh.values())

    def standing(self, posts: Iterable[Post]) -> list[Post]:
        """Those that are not gone, given before or not: edited ones come again."""
        return [post for post in posts if post.id not in self._gone]

    def forget(self, ids: Iterable[str]) -> None:
        """These are gone: a late event must not bring them back."""
        _remember(self._gone, ids)


def _remember(kept: dict[str, None], ids: Iterable[str]) -> None:
    kept.update(dict.fromkeys(ids))
    while len(kept) > _REMEMBERED:
        del kept[next(iter(kept))]
