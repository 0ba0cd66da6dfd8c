"""From the words of X to posts."""

import datetime as dt
import html
from collections.abc import Iterable

import msgspec

from klankbord.connectors.jsons import read_part
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import tidy, web_addresses
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.x.wire import EXPECTED, Entities, Metrics, Reference, Tweet, User
from klankbord.core.post import MAX_TEXT, Author, Engagement, Post

PLATFORM = "x"
_HERE = ("https://t.co/", "https://twitter.com/", "https://x.com/")


class Adapter:
    """Makes posts of a page, of whose writers `users` tells."""

    def __init__(
        self,
        users: Iterable[User],
        originals: Iterable[msgspec.Raw],
        *,
        now: dt.datetime,
        warnings: Warnings | None = None,
    ) -> None:
        self.warnings = warnings or Warnings()
        self._users = {user.id: user for user in users}
        self._now = now
        self._texts = dict(filter(None, map(_text_of, originals)))

    def posts(self, raws: Iterable[msgspec.Raw]) -> tuple[Post, ...]:
        """The posts in the order given; what cannot be read is left out."""
        found = (self._post(place, raw) for place, raw in enumerate(raws, 1))
        return tuple(post for post in found if post)

    def _post(self, place: int, raw: msgspec.Raw) -> Post | None:
        tweet = read_line(raw, Tweet, expected=EXPECTED, warnings=self.warnings, place=place)
        if tweet is None:
            return None
        user = self._users.get(tweet.author_id)
        if user is not None and user.protected:
            self.warnings.add(Caution.POST_PRIVATE, place)
            return None
        at = written_at(tweet.created_at, self._now, self.warnings, place)
        return self.post_of(tweet, user, raw, at)

    def post_of(self, tweet: Tweet, user: User | None, raw: msgspec.Raw, at: dt.datetime) -> Post:
        """One post; a repost bears the whole words of what it repeats, where these came along."""
        handle = user.username if user else tweet.author_id
        given, refers = tweet.entities or Entities(), tweet.referenced_tweets or ()
        repeats = _named(refers, "retweeted")
        text = self._texts.get(repeats.partition(":")[2], tweet.text) if repeats else tweet.text
        links = (each.expanded_url or each.url for each in given.urls or ())
        return Post(
            id=f"{PLATFORM}:{tweet.id}",
            platform=PLATFORM,
            url=f"https://x.com/{handle}/status/{tweet.id}",
            text=tidy(html.unescape(text))[:MAX_TEXT],
            lang="" if tweet.lang in {None, "und", "zxx", "qme", "qht"} else tweet.lang or "",
            published_at=at,
            author=_author(tweet.author_id, user),
            in_reply_to=_named(refers, "replied_to"),
            repost_of=repeats,
            quote_of=_named(refers, "quoted"),
            thread=f"{PLATFORM}:{tweet.conversation_id}" if tweet.conversation_id else "",
            links=tuple(each for each in web_addresses(links) if not each.startswith(_HERE)),
            hashtags=tuple(each.tag for each in given.hashtags or () if each.tag),
            mentions=tuple(each.username for each in given.mentions or () if each.username),
            engagement=_engagement(tweet.public_metrics or Metrics()),
            raw=raw,
        )


def _text_of(raw: msgspec.Raw) -> tuple[str, str] | None:
    try:
        tweet = read_part(raw, Tweet)
    except msgspec.MsgspecError:
        return None
    return tweet.id, tweet.text


def _named(refers: tuple[Reference, ...], kind: str) -> str:
    return next((f"{PLATFORM}:{each.id}" for each in refers if each.type == kind), "")


def _author(own: str, user: User | None) -> Author:
    if user is None:
        return Author(id=own, handle=own)
    return Author(
        id=own,
        handle=user.username,
        name=tidy(user.name).replace("\n", " ")[:200],
        url=f"https://x.com/{user.username}",
        followers=user.public_metrics.followers_count if user.public_metrics else None,
        bio=tidy(html.unescape(user.description or ""))[:1_000],
    )


def _engagement(counts: Metrics) -> Engagement:
    return Engagement(
        replies=counts.reply_count,
        reposts=counts.retweet_count + counts.quote_count,
        likes=counts.like_count,
        views=counts.impression_count,
    )
