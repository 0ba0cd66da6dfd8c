"""From the words of Stack Exchange to posts."""

import datetime as dt
import html
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.lines import read_line, written_at_second
from klankbord.connectors.plaintext import plain, tidy, web_address, web_addresses
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.stackexchange.wire import EXPECTED, Entry, Owner
from klankbord.connectors.walking import Placed
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post, unknown_author

PLATFORM = "stackexchange"


class Adapter:
    """Makes posts of one page of `site` (its host name), each named by site and number."""

    def __init__(self, site: str, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._site = site
        self._now = now

    def placed(self, raws: Iterable[msgspec.Raw]) -> Iterator[Placed]:
        """Each line with its moment, by which the list is sorted."""
        for place, raw in enumerate(raws, 1):
            entry = read_line(raw, Entry, expected=EXPECTED, warnings=self.warnings, place=place)
            if entry is not None:
                at = written_at_second(entry.creation_date, self._now, self.warnings, place)
                yield at, self._post(place, entry, raw, at)

    def _post(self, place: int, entry: Entry, raw: msgspec.Raw, at: dt.datetime) -> Post | None:
        number = entry.answer_id or entry.post_id or entry.question_id
        if number is None:
            self.warnings.add(Caution.FIELDS_MISSING, place, fields="post_id")
            return None
        return self.post_of(entry, number, raw, at)

    def post_of(self, entry: Entry, number: int, raw: msgspec.Raw, at: dt.datetime) -> Post:
        """One question or answer; an answer answers its question, where the list names it.

        The title is that of the question: an answer bears none, since its words are its own.
        """
        said = plain(entry.body)
        is_answer = entry.answer_id is not None or entry.post_type == "answer"
        title = "" if is_answer else tidy(html.unescape(entry.title or ""))
        question = entry.question_id or (number if entry.post_type == "question" else None)
        return Post(
            id=self._id(number),
            platform=PLATFORM,
            source=self._site,
            url=web_address(entry.link or "") or f"https://{self._site}/a/{number}",
            title=title[:1_000].replace("\n", " "),
            text=said.text[:MAX_TEXT],
            published_at=at,
            author=_author(entry.owner, self._site, self._id(number)),
            in_reply_to=self._id(question) if question and question != number else "",
            thread=self._id(question) if question else "",
            links=web_addresses(said.links),
            hashtags=tuple(tag for tag in entry.tags or ()),
            engagement=Engagement(
                replies=entry.answer_count or 0,
                likes=max(entry.score or 0, 0),
                views=entry.view_count,
            ),
            raw=raw,
        )

    def _id(self, number: int | None) -> str:
        return f"{PLATFORM}:{self._site}/{number}"


def _author(owner: Owner, site: str, post_id: str) -> Author:
    name = tidy(html.unescape(owner.display_name or ""))[:200]
    if not (owner.user_id or name):
        return unknown_author(post_id)
    return Author(
        id=f"{owner.user_id or name}@{site}",
        handle=name or str(owner.user_id),
        name=name,
        url=web_address(owner.link or ""),
    )
