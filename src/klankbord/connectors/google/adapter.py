"""From the words of Google to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.google.places import Place
from klankbord.connectors.google.wire import EXPECTED, STARS, Answer, Review, Reviewer
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import hashtags_in, tidy
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.walking import Placed
from klankbord.core.post import MAX_TEXT, Author, Post, unknown_author

PLATFORM = "google"
_TRANSLATED, _ORIGINAL = "(Translated by Google)", "(Original)"
_MOST_STARS = 5


class Adapter:
    """Makes posts of the reviews of one place; ids are account, place and review."""

    def __init__(self, place: Place, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._place = place
        self._now = now

    def placed(self, raws: Iterable[msgspec.Raw]) -> Iterator[Placed]:
        """Each review and our answer to it, with the moment by which the list is sorted."""
        for place, raw in enumerate(raws, 1):
            review = read_line(raw, Review, expected=EXPECTED, warnings=self.warnings, place=place)
            if review is None:
                continue
            at = written_at(review.update_time, self._now, self.warnings, place)
            yield at, self._review(review, raw, place)
            if review.review_reply:
                yield at, self._answer(review, review.review_reply, place)

    def _review(self, review: Review, raw: msgspec.Raw, place: int) -> Post | None:
        own = self._id(review)
        text, stars = own_words(review.comment or ""), STARS.get(review.star_rating or "", 0)
        if not (text or stars):
            return None
        return Post(
            id=own,
            platform=PLATFORM,
            source=self._place.title,
            url=self._place.url,
            title="★" * stars + "☆" * (_MOST_STARS - stars) if stars else "",
            text=text[:MAX_TEXT],
            published_at=written_at(review.create_time, self._now, self.warnings, place),
            author=self._author(review.reviewer, own),
            thread=own,
            hashtags=hashtags_in(text),
            raw=raw,
        )

    def _answer(self, review: Review, answer: Answer, place: int) -> Post | None:
        text, top = tidy(answer.comment), self._id(review)
        if not text:
            return None
        ours = self._place
        return Post(
            id=f"{top}/reply",
            platform=PLATFORM,
            source=ours.title,
            url=ours.url,
            text=text[:MAX_TEXT],
            published_at=written_at(answer.update_time, self._now, self.warnings, place),
            author=Author(id=f"{ours.account}/{ours.location}", handle=ours.title or ours.location),
            in_reply_to=top,
            thread=top,
        )

    def _id(self, review: Review) -> str:
        return f"{PLATFORM}:{self._place.account}/{self._place.location}/{review.review_id}"

    def _author(self, who: Reviewer | None, post_id: str) -> Author:
        """A name is all that is told: the same name at another place is somebody else."""
        name = tidy(who.display_name or "").replace("\n", " ")[:200] if who else ""
        if who is None or who.is_anonymous or not name:
            return unknown_author(post_id)
        return Author(id=f"{name}@{self._place.location}", handle=name, name=name)


def own_words(comment: str) -> str:
    """What the writer said: the platform puts its translation before or behind it."""
    before, mark, behind = comment.partition(_TRANSLATED)
    if not mark:
        return tidy(comment)
    _, _, original = behind.partition(_ORIGINAL)
    return tidy(before) or tidy(original) or tidy(behind)
