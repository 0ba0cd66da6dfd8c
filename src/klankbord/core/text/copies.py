"""Copies in a stream of posts: exact reposts, the same text elsewhere, and nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from klankbord.core.post import Post
from klankbord.core.text.similar import Kind, Window, said_words, traces

HELD: Final = 50_000
"""Texts that are held to compare with: about 85 MB."""
SPAN: Final = 14 * 86_400
"""Seconds between two posts, at most, for the one to be a copy of the other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands in the stream.

    `story` is the id of the post that began its story, its own where it is no copy. `of` is the
    post that it copies (empty: none), `similarity` how much of the word pairs both share.
    """

    story: str
    of: str = ""
    kind: Kind | None = None
    similarity: float = 0.0


class Copies:
    """Finds copies batch after batch; all state is here and bounded by `held`."""

    def __init__(self, *, held: int = HELD, span: int = SPAN) -> None:
        self._window: Window[str] = Window(most=held, span=span)
        self._stories: dict[str, str] = {}
        self._most = 2 * held

    def places(self, posts: Sequence[Post]) -> list[Place]:
        """The place of each post, in the order in which they come."""
        found = self._window.place(
            [post.id for post in posts],
            [int(post.published_at.timestamp()) for post in posts],
            traces([said_words(post.title, post.text) for post in posts]),
        )
        made = []
        for post, likeness in zip(posts, found, strict=True):
            if post.repost_of:
                place = self._copy(whole_id(post.repost_of, post.platform), Kind.REPOST, 1.0)
            elif likeness:
                place = self._copy(likeness.of, likeness.kind, likeness.similarity)
            else:
                place = Place(post.id)
            self._remember(post.id, place.story)
            made.append(place)
        return made

    def _copy(self, of: str, kind: Kind, similarity: float) -> Place:
        return Place(self._stories.get(of, of), of, kind, similarity)

    def _remember(self, post_id: str, story: str) -> None:
        self._stories.pop(post_id, None)
        self._stories[post_id] = story
        if len(self._stories) > self._most:
            del self._stories[next(iter(self._stories))]


def whole_id(text: str, platform: str) -> str:
    """Put the platform in front of an id that came without."""
    return text if text.startswith(f"{platform}:") else f"{platform}:{text}"
