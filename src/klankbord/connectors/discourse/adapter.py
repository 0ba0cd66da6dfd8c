"""From the words of Discourse to posts."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from klankbord.connectors.discourse.wire import EXPECTED, Entry
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import plain, tidy, web_addresses
from klankbord.connectors.reasons import Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post

PLATFORM = "discourse"
_REGULAR = 1  # the others are notes of moderators and of the program itself
_LIKE = 2


class Adapter:
    """Makes posts of what one site gave, each named by site and number."""

    def __init__(self, origin: str, *, now: dt.datetime, title: str = "") -> None:
        self.warnings = Warnings()
        self._origin = origin
        self._site = origin.partition("://")[2]
        self._title = title
        self._now = now

    def posts(self, raws: Iterable[msgspec.Raw]) -> tuple[Post, ...]:
        """The posts of people, in the order given; what cannot be read is left out."""
        found = (self._post(place, raw) for place, raw in enumerate(raws, 1))
        return tuple(post for post in found if post)

    def _post(self, place: int, raw: msgspec.Raw) -> Post | None:
        entry = read_line(raw, Entry, expected=EXPECTED, warnings=self.warnings, place=place)
        if entry is None:
            return None
        if entry.post_type != _REGULAR or entry.hidden or entry.deleted_at:
            return None
        return self.post_of(
            entry, raw, written_at(entry.created_at, self._now, self.warnings, place)
        )

    def post_of(self, entry: Entry, raw: msgspec.Raw, at: dt.datetime) -> Post:
        """One post; it answers the post that it names, else the first of its topic."""
        said = plain(entry.cooked or "")
        topic = f"{self._origin}/t/{quote(entry.topic_slug or 'topic')}/{entry.topic_id}"
        above = entry.reply_to_post_number or (1 if entry.post_number > 1 else 0)
        likes = sum(each.count or 0 for each in entry.actions_summary or () if each.id == _LIKE)
        return Post(
            id=self._id(entry.topic_id, entry.post_number),
            platform=PLATFORM,
            source=self._site,
            url=f"{topic}/{entry.post_number}",
            title=tidy(entry.topic_title or self._title)[:1_000],
            text=said.text[:MAX_TEXT],
            published_at=at,
            author=Author(
                id=f"{entry.username.lower()}@{self._site}",
                handle=f"{entry.username}@{self._site}",
                name=tidy(entry.name or "")[:200],
                url=f"{self._origin}/u/{quote(entry.username)}",
                is_bot=None if entry.user_id is None else entry.user_id < 0,
            ),
            in_reply_to=self._id(entry.topic_id, above) if above else "",
            thread=self._id(entry.topic_id, 1),
            links=web_addresses(said.links),
            engagement=Engagement(replies=entry.reply_count or 0, likes=likes, views=entry.reads),
            raw=raw,
        )

    def _id(self, topic: int, number: int) -> str:
        return f"{PLATFORM}:{self._site}/{topic}/{number}"
