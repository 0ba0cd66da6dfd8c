"""From the words of Reddit to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.lines import read_line, written_at_second
from klankbord.connectors.plaintext import hashtags_in, tidy, web_addresses
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.reddit.wire import (
    DELETED,
    EXPECTED,
    KINDS,
    NO_WORDS,
    Comment,
    Link,
    Listing,
    Said,
    Thing,
)
from klankbord.connectors.walking import Placed
from klankbord.core.post import MAX_TEXT, NO_RAW, Author, Engagement, Post, unknown_author

PLATFORM = "reddit"
SITE = "https://www.reddit.com"
_OPEN = frozenset({"public", "restricted", "user", ""})
_DEPTH = 30


class Adapter:
    """Makes posts of things, each called by the platform's own name for it."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._now = now

    def placed(self, things: Iterable[Thing]) -> Iterator[Placed]:
        """Each thing of a list with its moment, and the post if there is one."""
        for place, thing in enumerate(things, 1):
            said = self._read(thing, place)
            if said:
                at = self._at(said, place)
                yield at, self._post(said, thing.data, at)

    def tree(self, things: Iterable[Thing], depth: int = 0) -> Iterator[Post]:
        """Each thing and what stands below it, as far as it came along."""
        for place, thing in enumerate(things, 1):
            said = self._read(thing, place)
            if said is None:
                continue
            if post := self._post(said, NO_RAW, self._at(said, place)):
                yield post  # its payload would hold all that stands below it, each level again
            if isinstance(said, Comment) and depth < _DEPTH:
                yield from self.tree(self._below(said, place), depth + 1)

    def _below(self, said: Comment, place: int) -> tuple[Thing, ...]:
        if not bytes(said.replies).startswith(b"{"):
            return ()  # empty text, where nothing stands below it
        below = read_line(
            said.replies, Listing, expected={"data"}, warnings=self.warnings, place=place
        )
        return below.data.children if below else ()

    def _read(self, thing: Thing, place: int) -> Link | Comment | None:
        kind = KINDS.get(thing.kind)
        if kind is None:
            return None  # "more", and kinds that are no words of people
        return read_line(
            thing.data, kind, expected=EXPECTED[thing.kind], warnings=self.warnings, place=place
        )

    def _at(self, said: Said, place: int) -> dt.datetime:
        return written_at_second(said.created_utc, self._now, self.warnings, place)

    def _post(self, said: Link | Comment, raw: msgspec.Raw, at: dt.datetime) -> Post | None:
        if (said.subreddit_type or "") not in _OPEN:
            self.warnings.add(Caution.POST_PRIVATE)
            return None
        title, words = _words(said)
        if is_gone(said) or not (title or words):
            return None
        is_comment = isinstance(said, Comment)
        top = said.link_id if isinstance(said, Comment) else said.name
        return Post(
            id=_id(said.name),
            platform=PLATFORM,
            source=f"r/{said.subreddit}",
            url=f"{SITE}{said.permalink}",
            title=title[:1_000],
            text=words[:MAX_TEXT],
            published_at=at,
            author=_author(said),
            in_reply_to=_id(said.parent_id) if isinstance(said, Comment) else "",
            quote_of=_id(said.crosspost_parent or "") if isinstance(said, Link) else "",
            thread=_id(top),
            links=_links(said),
            hashtags=hashtags_in(words),
            engagement=Engagement(
                likes=max(said.score or 0, 0),
                replies=0 if is_comment else max(getattr(said, "num_comments", 0) or 0, 0),
            ),
            raw=raw,
        )


def is_gone(said: Link | Comment) -> bool:
    """Whether its writer or a moderator took it away: the place stays, the words are gone."""
    if isinstance(said, Comment):
        return said.body.strip() in NO_WORDS
    return bool(said.removed_by_category) or (said.selftext or "").strip() in NO_WORDS


def _words(said: Link | Comment) -> tuple[str, str]:
    if isinstance(said, Comment):
        return "", tidy(said.body)  # the headline of its post is no word of its writer
    return tidy(said.title), tidy(said.selftext or "")


def _author(said: Said) -> Author:
    """Who left is called so by the platform; what they said may still stand."""
    name = said.author
    if name == DELETED:
        return unknown_author(_id(said.name))
    return Author(id=said.author_fullname or name, handle=name, url=f"{SITE}/user/{name}")


def _links(said: Link | Comment) -> tuple[str, ...]:
    if isinstance(said, Link) and not said.is_self and said.url:
        return web_addresses([said.url])
    return ()


def _id(name: str) -> str:
    return f"{PLATFORM}:{name}" if name else ""
