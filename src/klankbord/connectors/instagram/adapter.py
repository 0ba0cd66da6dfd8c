"""From the words of Instagram to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.graph import Page, own_words, read_moment
from klankbord.connectors.instagram.wire import EXPECTED, Media, Said
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import hashtags_in, mentions_in, tidy, web_address
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post, unknown_author

PLATFORM = "instagram"
HOST = "instagram.com"


class Adapter:
    """Makes posts of what one account sees.

    Ids of what stands on our own account begin with its number, `own`: only that we can answer. Of
    what others show there is none, whoever of us sees it.
    """

    def __init__(self, own: str, *, now: dt.datetime, title: str = "") -> None:
        self.warnings = Warnings()
        self._own = own
        self._now = now
        self._title = title

    def media(self, raws: Iterable[msgspec.Raw]) -> Iterator[tuple[Post, Page]]:
        """Each picture or film, and what stands below it as far as that came along.

        One without a word says nothing that can be heard, but what is said below it does.
        """
        for place, raw in enumerate(raws, 1):
            given = read_line(raw, Media, expected=EXPECTED, warnings=self.warnings, place=place)
            if given and (post := self._media(given, raw, place)):
                yield post, given.comments or Page(())

    def comments(self, raws: Iterable[msgspec.Raw], media: Post) -> tuple[Post, ...]:
        """The comments of a list that have words, each with the answers to it."""
        return tuple(self._comments(raws, media, ""))

    def _media(self, given: Media, raw: msgspec.Raw, place: int) -> Post | None:
        text, at = tidy(given.caption or ""), self._at(given.timestamp, place)
        if at is None:
            return None
        own = f"{PLATFORM}:{self._own}_{given.id}" if self._own else f"{PLATFORM}:{given.id}"
        return Post(
            id=own,
            platform=PLATFORM,
            source=self._title,
            url=web_address(given.permalink or ""),
            text=text[:MAX_TEXT],
            published_at=at,
            author=_author(given.username or "", "", own),
            thread=own,
            hashtags=hashtags_in(text),
            mentions=mentions_in(text),
            engagement=Engagement(
                replies=max(given.comments_count or 0, 0), likes=max(given.like_count or 0, 0)
            ),
            raw=own_words(raw),
        )

    def _comments(self, raws: Iterable[msgspec.Raw], media: Post, above: str) -> Iterator[Post]:
        for place, raw in enumerate(raws, 1):
            said = read_line(raw, Said, expected=EXPECTED, warnings=self.warnings, place=place)
            if said is None:
                continue
            own = f"{media.id}_{said.id}"
            if post := self._comment(said, raw, place, media, above or media.id):
                yield post
            if said.replies:
                yield from self._comments(said.replies.data, media, own)

    def _comment(
        self, said: Said, raw: msgspec.Raw, place: int, media: Post, above: str
    ) -> Post | None:
        text, at = tidy(said.text or ""), self._at(said.timestamp, place)
        if at is None or not text:
            return None
        own, who = f"{media.id}_{said.id}", said.author
        name = (who.username if who else "") or said.username or ""
        return Post(
            id=own,
            platform=PLATFORM,
            source=self._title,
            url=media.url,
            text=text[:MAX_TEXT],
            published_at=at,
            author=_author(name, who.id if who else "", own),
            in_reply_to=above,
            thread=media.id,
            hashtags=hashtags_in(text),
            mentions=mentions_in(text),
            engagement=Engagement(
                replies=len(said.replies.data) if said.replies else 0,
                likes=max(said.like_count or 0, 0),
            ),
            raw=own_words(raw),
        )

    def _at(self, text: str, place: int) -> dt.datetime | None:
        at = read_moment(text)
        if at is None:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem="timestamp")
            return None
        return written_at(at, self._now, self.warnings, place)


def _author(name: str, number: str, post_id: str) -> Author:
    """By name, which every list tells: the number comes with comments alone."""
    handle = tidy(name).replace("\n", " ")[:200]
    if not (handle or number):
        return unknown_author(post_id)
    url = f"https://www.{HOST}/{handle}/" if handle else ""
    return Author(id=handle or number, handle=handle or number, url=web_address(url))
