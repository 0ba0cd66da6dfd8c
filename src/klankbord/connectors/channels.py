"""Open channels of internal platforms, read by their API: the shape that these connectors share.

What they hear is closed to the house (see `colleagues`); what they take is as little as an export
gives: numbers, words and moments of channels that are open to all, never a name or an address.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.lines import written_at_second
from klankbord.connectors.plaintext import hashtags_in, tidy, web_addresses
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.walking import Placed, Walk
from klankbord.core.post import MAX_TEXT, Author, Batch, Post

INTERNAL = "internal"
PAGE = 100


class Said(NamedTuple):
    """A message; `at` in seconds since 1970, `above` the number of what it answers.

    `top` begins the conversation, where that is not `above`.
    `text` is empty where the platform itself speaks ("came in"): that keeps its place in the list,
    and is not heard.
    """

    number: str
    writer: str
    text: str
    at: float
    above: str = ""
    top: str = ""
    title: str = ""
    links: tuple[str, ...] = ()
    is_bot: bool | None = None


class Channel(Protocol):
    """A channel that was found to be open. `place` begins the ids of its posts."""

    place: str
    title: str

    def page(
        self, before: str, since: dt.datetime | None, warnings: Warnings
    ) -> tuple[Sequence[Said], str]:
        """Messages before this mark, newest first, and the mark of the page before them.

        `since` is the moment from which answers to older messages are wanted too, where the
        platform lists them apart.
        """
        ...


class ChannelConnector:
    """One open channel, by the address that a browser shows. Cursor: see `Walk`.

    `page_size` is how many messages a full page has.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    abilities = frozenset({Ability.READ})
    hears_colleagues = True
    page_size = PAGE

    def open(self, target: str, context: Context) -> Channel:
        """The channel; raises `ConnectorRefused` (`colleagues-unheard` if it is not for all)."""
        raise NotImplementedError

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new; the first visit takes one page."""
        channel, walk, warnings = (
            self.open(target, context),
            Walk(cursor, size=self.page_size),
            Warnings(),
        )
        said, before = channel.page(str(cursor.get("page") or ""), walk.since, warnings)
        placed = list(self._placed(channel, said, context.now, warnings))
        posts = walk.take(placed)
        return Reading(
            batch=Batch(tuple(sorted(posts, key=lambda each: each.published_at))),
            cursor=walk.cursor(placed, before),
            title=channel.title,
            warnings=warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, before),
            next_after=dt.timedelta(minutes=15),
        )

    def _placed(
        self, channel: Channel, said: Sequence[Said], now: dt.datetime, warnings: Warnings
    ) -> Iterator[Placed]:
        for place, each in enumerate(said, 1):
            at = written_at_second(each.at, now, warnings, place)
            yield at, self._post(channel, each, at) if each.text else None

    def _post(self, channel: Channel, said: Said, at: dt.datetime) -> Post:
        begin = f"{self.key}:{channel.place}/"
        text = tidy(said.text)
        return Post(
            id=f"{begin}{said.number}",
            platform=self.key,
            source=channel.title,
            title=said.title,
            text=text[:MAX_TEXT],
            published_at=at,
            author=Author(id=said.writer, handle=said.writer, is_bot=said.is_bot),
            in_reply_to=f"{begin}{said.above}" if said.above else "",
            thread=f"{begin}{said.top or said.above or said.number}",
            links=web_addresses(said.links),
            hashtags=hashtags_in(text),
            visibility=INTERNAL,
        )


def refuse_closed(name: str) -> ConnectorRefused:
    """Why a channel that is not open to all is not read, whatever the token would open."""
    return ConnectorRefused(Refusal.COLLEAGUES_UNHEARD, permanent=True, name=name[:200])
