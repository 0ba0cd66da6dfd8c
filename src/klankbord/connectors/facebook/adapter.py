"""From the words of the Graph API to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.facebook.wire import (
    EXPECTED,
    EXPECTED_OF_COMMENTS,
    Comment,
    Entry,
    Who,
)
from klankbord.connectors.graph import Page, own_words, read_moment
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import (
    hashtags_in,
    mentions_in,
    tidy,
    web_address,
    web_addresses,
)
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post, unknown_author

PLATFORM = "facebook"
HOST = "facebook.com"


class Adapter:
    """Makes posts of what stands on one page; ids begin with the number of that page."""

    def __init__(self, page: str, *, now: dt.datetime, title: str = "") -> None:
        self.warnings = Warnings()
        self._page = page
        self._now = now
        self._title = title

    def entries(self, raws: Iterable[msgspec.Raw]) -> Iterator[tuple[Post, Page]]:
        """Each post of a list, and what stands below it as far as that came along.

        One without a word says nothing that can be heard, but what is said below it does.
        """
        for place, raw in enumerate(raws, 1):
            entry = read_line(raw, Entry, expected=EXPECTED, warnings=self.warnings, place=place)
            if entry and (post := self._entry(entry, raw, place)):
                yield post, entry.comments or Page(())

    def comments(self, raws: Iterable[msgspec.Raw], thread: str) -> tuple[Post, ...]:
        """The comments of a list that have words, in its order."""
        found = (self._comment(place, raw, thread) for place, raw in enumerate(raws, 1))
        return tuple(post for post in found if post)

    def _entry(self, entry: Entry, raw: msgspec.Raw, place: int) -> Post | None:
        at = self._at(entry.created_time, place)
        shown = entry.attachments.data if entry.attachments else ()
        text = tidy(entry.message or "")
        title = next((tidy(each.title) for each in shown if each.title), "")
        if at is None:
            return None
        own = entry.id if entry.id.startswith(f"{self._page}_") else f"{self._page}_{entry.id}"
        return Post(
            id=f"{PLATFORM}:{own}",
            platform=PLATFORM,
            source=self._title or self._page,
            url=web_address(entry.permalink_url or ""),
            title=title[:500],
            text=text[:MAX_TEXT],
            published_at=at,
            author=_author(entry.author, f"{PLATFORM}:{own}"),
            thread=f"{PLATFORM}:{own}",
            links=web_addresses(each.unshimmed_url or each.url or "" for each in shown),
            hashtags=hashtags_in(text),
            mentions=mentions_in(text),
            engagement=Engagement(
                reposts=entry.shares.count if entry.shares else 0,
                likes=entry.reactions.summary.total_count if entry.reactions else 0,
            ),
            raw=own_words(raw),
        )

    def _comment(self, place: int, raw: msgspec.Raw, thread: str) -> Post | None:
        said = read_line(
            raw, Comment, expected=EXPECTED_OF_COMMENTS, warnings=self.warnings, place=place
        )
        text = tidy(said.message or "") if said else ""
        at = self._at(said.created_time, place) if said else None
        if said is None or at is None or not text:
            return None
        return Post(
            id=self._id(said.id),
            platform=PLATFORM,
            source=self._title or self._page,
            url=web_address(said.permalink_url or ""),
            text=text[:MAX_TEXT],
            published_at=at,
            author=_author(said.author, self._id(said.id)),
            in_reply_to=self._id(said.parent.id) if said.parent else thread,
            thread=thread,
            hashtags=hashtags_in(text),
            mentions=mentions_in(text),
            engagement=Engagement(
                replies=max(said.comment_count or 0, 0), likes=max(said.like_count or 0, 0)
            ),
            raw=raw,
        )

    def _id(self, comment: str) -> str:
        return f"{PLATFORM}:{self._page}_{comment}"

    def _at(self, text: str, place: int) -> dt.datetime | None:
        at = read_moment(text)
        if at is None:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem="created_time")
            return None
        return written_at(at, self._now, self.warnings, place)


def _author(who: Who | None, post_id: str) -> Author:
    """Who wrote is told of people that still are there, to a token with that right."""
    name = tidy(who.name if who else "").replace("\n", " ")[:200]
    own = (who.id if who else "") or name
    return Author(id=own, handle=name or own, name=name) if own else unknown_author(post_id)
