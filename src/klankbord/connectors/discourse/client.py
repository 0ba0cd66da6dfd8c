"""Reads a forum: the newest posts of the whole site, or one topic."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Limits,
    Message,
    Reading,
    Refusal,
    Sent,
)
from klankbord.connectors.discourse import sending
from klankbord.connectors.discourse.adapter import PLATFORM, Adapter
from klankbord.connectors.discourse.site import Place, Site
from klankbord.connectors.discourse.wire import Chosen, Latest, Shown, Topic
from klankbord.connectors.http import check_address
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.plaintext import tidy
from klankbord.core.post import Batch, Post

PAGE = 50
"""Posts of a site that one answer holds, and posts of a topic that are asked at once."""
_TOPIC = re.compile(r"/t/(?:[^/]+/)?(\d+)(?:/\d+)?/?")


class _Numbered(msgspec.Struct):
    id: int


class DiscourseConnector:
    """A forum at its web address, or one topic of it (`/t/slug/12`).

    It is read as our account there, else as anybody may. Secret: an API key, by `name@site`.
    Cursor: `newest` (the highest number read), and on the way back through a site `before` (from
    where to go on) and `first` (what becomes the newest when all was read).
    """

    key = PLATFORM
    label = "Discourse"
    abilities = frozenset(
        {Ability.READ, Ability.THREAD, Ability.REPLY, Ability.PUBLISH, Ability.VERIFY}
    )

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        address = check_address(target)
        origin = f"{address.scheme}://{address.netloc.decode('ascii')}"
        path = urlsplit(str(address)).path
        site = Site.of_reader(origin, context)
        if topic := _TOPIC.fullmatch(path):
            return _read_topic(site, topic[1], cursor, context)
        if path.strip("/") in {"", "latest", "posts"}:
            return _read_site(site, cursor, context)
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])

    def thread(self, post: Post, context: Context) -> Batch:
        """The other posts of its topic, oldest first; of a long one the first fifty."""
        site, topic, _ = post.external_id.rsplit("/", 2)
        scheme = "http" if post.url.startswith(f"http://{site}/") else "https"
        asked = Site.of_reader(f"{scheme}://{site}", context)
        reading = _read_topic(asked, topic, {}, context)
        return Batch(tuple(each for each in reading.batch if each.id != post.id))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose key this is, at `name@site`: a key that is wrong is not told who anybody is."""
        where = Place.read(place)
        site = Site(where.origin, context, name=where.name, key=secret)
        site.get("/notifications.json", dict)  # a page of one's own: only a good key opens it
        user = site.get(f"/u/{quote(where.name)}.json", Shown).user
        return Identity(
            place=str(Place(user.username, where.origin)),
            handle=f"{user.username}@{site.host}",
            name=tidy(user.name or "")[:200],
            url=f"{where.origin}/u/{quote(user.username)}",
        )

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """An account on the forum where it was said."""
        site = post_id.removeprefix(f"{PLATFORM}:").rsplit("/", 2)[0]
        hosts = {each: Place.read(each).origin.partition("://")[2] for each in places}
        return next((each for each, host in hosts.items() if host == site), "")

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is not told
        """What a site allows unless it was changed there."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer a post, or begin a topic, as our account."""
        return sending.send(message, Site.of_account(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, Site.of_account(account, context))


def _read_site(site: Site, cursor: dict[str, Any], context: Context) -> Reading:
    """Backwards from the newest post until what is known; the first visit takes one page."""
    before, newest = cursor.get("before"), int(cursor.get("newest", 0))
    query = f"?before={int(before)}" if before else ""
    raws = site.get(f"/posts.json{query}", Latest).latest_posts
    numbers = [_number(raw) for raw in raws]
    adapter = Adapter(site.origin, now=context.now)
    fresh = [raw for raw, number in zip(raws, numbers, strict=True) if not 0 < number <= newest]
    first = max([*numbers, int(cursor.get("first", 0)), newest])
    below = int(before) - PAGE if before else 0  # a page is a range of numbers, and may be empty
    lowest = min((number for number in numbers if number), default=below)
    has_more = bool(newest and lowest > newest + 1 and lowest != before)
    kept = {"newest": newest, "before": lowest, "first": first} if has_more else {"newest": first}
    return Reading(
        batch=Batch(adapter.posts(fresh)[::-1]),
        cursor=kept,
        title=site.host,
        warnings=adapter.warnings.collected(),
        is_unchanged=not fresh,
        has_more=has_more,
        next_after=dt.timedelta(minutes=1),
    )


def _read_topic(site: Site, number: str, cursor: dict[str, Any], context: Context) -> Reading:
    """Forwards, the posts whose numbers are higher than the last one read."""
    newest = int(cursor.get("newest", 0))
    topic = site.get(f"/t/{number}.json", Topic)
    here = {_number(raw): raw for raw in topic.post_stream.posts}
    wanted = sorted({*topic.post_stream.stream, *here})
    chosen = [each for each in wanted if each > newest][:PAGE]
    if missing := [each for each in chosen if each not in here]:
        asked = "&".join(f"post_ids[]={each}" for each in missing)
        found = site.get(f"/t/{number}/posts.json?{asked}", Chosen)
        here |= {_number(raw): raw for raw in found.post_stream.posts}
    adapter = Adapter(site.origin, now=context.now, title=topic.title)
    return Reading(
        batch=Batch(adapter.posts(here[each] for each in chosen if each in here)),
        cursor={"newest": max([*chosen, newest])},
        title=topic.title,
        warnings=adapter.warnings.collected(),
        is_unchanged=not chosen,
        has_more=len(chosen) == PAGE and chosen[-1] < wanted[-1],
        next_after=dt.timedelta(minutes=1),
    )


def _number(raw: msgspec.Raw) -> int:
    """A post without a readable number is still shown to the adapter, which says what is wrong."""
    try:
        return read_whole(raw, _Numbered).id
    except msgspec.MsgspecError:
        return 0


CONNECTOR = DiscourseConnector()
