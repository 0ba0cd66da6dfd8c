"""From the words of YouTube to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import hashtags_in, plain, tidy, web_address, web_addresses
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.walking import Placed
from klankbord.connectors.youtube.wire import (
    EXPECTED,
    EXPECTED_OF_THREADS,
    Comment,
    Said,
    Thread,
)
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post, unknown_author

PLATFORM = "youtube"


class Adapter:
    """Makes posts of comments, each named by its number, which is the same everywhere."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._now = now

    def placed(self, raws: Iterable[msgspec.Raw]) -> Iterator[Placed]:
        """Each comment of a list of threads, with the moment by which that list is sorted.

        Answers below a comment bear their own moment, but stand where their comment stands.
        """
        for place, raw in enumerate(raws, 1):
            thread = read_line(
                raw, Thread, expected=EXPECTED_OF_THREADS, warnings=self.warnings, place=place
            )
            if thread is None:
                continue
            video, count = thread.snippet.video_id or "", thread.snippet.total_reply_count or 0
            head = self.post(thread.snippet.top_level_comment, place, video, n_replies=count)
            if head is None:
                continue
            yield head.published_at, head
            for below in thread.replies.comments if thread.replies else ():
                yield head.published_at, self.post(below, place, video)

    def post(self, raw: msgspec.Raw, place: int, video: str, *, n_replies: int = 0) -> Post | None:
        """One comment; None with a warning for what cannot be read."""
        given = read_line(raw, Comment, expected=EXPECTED, warnings=self.warnings, place=place)
        if given is None:
            return None
        said, shown = given.snippet, given.snippet.video_id or video
        text = plain(said.text_display)
        top = said.parent_id or given.id
        return Post(
            id=f"{PLATFORM}:{given.id}",
            platform=PLATFORM,
            source=shown,
            url=f"https://www.youtube.com/watch?v={shown}&lc={given.id}" if shown else "",
            text=text.text[:MAX_TEXT],
            published_at=written_at(said.published_at, self._now, self.warnings, place),
            author=_author(said, f"{PLATFORM}:{given.id}"),
            in_reply_to=f"{PLATFORM}:{said.parent_id}" if said.parent_id else "",
            thread=f"{PLATFORM}:{top}",
            links=web_addresses(text.links),
            hashtags=hashtags_in(text.text),
            engagement=Engagement(likes=max(said.like_count or 0, 0), replies=n_replies),
            raw=raw,
        )


def _author(said: Said, post_id: str) -> Author:
    name = tidy(said.author_display_name or "").replace("\n", " ")[:200]
    channel = said.author_channel_id.value if said.author_channel_id else ""
    if not (channel or name):
        return unknown_author(post_id)
    url = (said.author_channel_url or "").replace("http://", "https://", 1)
    return Author(id=channel or name, handle=name or channel, name=name, url=web_address(url))
