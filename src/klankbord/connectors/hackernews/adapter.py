"""From the words of Hacker News to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.hackernews.wire import EXPECTED, WORDS, Hit
from klankbord.connectors.jsons import read_fields
from klankbord.connectors.lines import read_line, written_at_second
from klankbord.connectors.plaintext import plain, tidy, web_address, web_addresses
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.walking import Placed
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post

PLATFORM = "hackernews"
SITE = "https://news.ycombinator.com"


class Adapter:
    """Makes posts of one page, each named by its number."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._now = now

    def placed(self, raws: Iterable[msgspec.Raw]) -> Iterator[Placed]:
        """Each line with its moment, by which the list is sorted."""
        for place, raw in enumerate(raws, 1):
            hit = read_line(raw, Hit, expected=EXPECTED, warnings=self.warnings, place=place)
            if hit is not None:
                at = written_at_second(hit.created_at_i, self._now, self.warnings, place)
                yield at, self._post(place, hit, raw, at)

    def _post(self, place: int, hit: Hit, raw: msgspec.Raw, at: dt.datetime) -> Post | None:
        if not (hit.title or hit.story_text or hit.comment_text):
            if WORDS & read_fields(raw).keys():
                self.warnings.add(Caution.ENTRY_EMPTY, place)
            else:
                self.warnings.add(Caution.FIELDS_MISSING, place, fields=", ".join(sorted(WORDS)))
            return None
        return post_of(hit, raw, at)


def post_of(hit: Hit, raw: msgspec.Raw, at: dt.datetime) -> Post:
    """One story or comment; a comment bears no title, since its words are its own."""
    said = plain(hit.comment_text or hit.story_text or "")
    return Post(
        id=_id(hit.objectID),
        platform=PLATFORM,
        source="news.ycombinator.com",
        url=f"{SITE}/item?id={hit.objectID}",
        title=tidy(hit.title or "")[:1_000].replace("\n", " "),
        text=said.text[:MAX_TEXT],
        published_at=at,
        author=Author(id=hit.author, handle=hit.author, url=f"{SITE}/user?id={hit.author}"),
        in_reply_to=_id(hit.parent_id) if hit.parent_id else "",
        thread=_id(hit.story_id or hit.objectID),
        links=web_addresses((web_address(hit.url or ""), *said.links)),
        engagement=Engagement(replies=hit.num_comments or 0, likes=hit.points or 0),
        raw=raw,
    )


def _id(number: object) -> str:
    return f"{PLATFORM}:{number}"
