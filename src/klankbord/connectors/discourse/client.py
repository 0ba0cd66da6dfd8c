"""Reads a forum: the newest posts of the whole site, or one topic."""

import datetime as dt
import re
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.discourse.adapter import PLATFORM, Adapter
from klankbord.connectors.discourse.wire import Chosen, Latest, Topic
from klankbord.connectors.http import check_address
from klankbord.core.post import Batch, Post

Shape = TypeVar("Shape")
PAGE = 50
"""Posts of a site that one answer holds, and posts of a topic that are asked at once."""
_TOPIC = re.compile(r"/t/(?:[^/]+/)?(\d+)(?:/\d+)?/?")


class _Numbered(msgspec.Struct):
    id: int


class DiscourseConnector:
    """A forum at its web address, or one topic of it (`/t/slug/12`), as anybody may read it.

    Cursor: `newest` (the highest number read), and on the way back through a site `before` (from
    where to go on) and `first` (what becomes the newest when all was read).
    """

    key = PLATFORM
    label = "Discourse"
    abilities = frozenset({Ability.READ, Ability.THREAD})

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        address = check_address(target)
        origin = f"{address.scheme}://{address.netloc.decode('ascii')}"
        path = urlsplit(str(address)).path
        if topic := _TOPIC.fullmatch(path):
            return _read_topic(origin, topic[1], cursor, context)
        if path.strip("/") in {"", "latest", "posts"}:
            return _read_site(origin, cursor, context)
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])

    def thread(self, post: Post, context: Context) -> Batch:
        """The other posts of its topic, oldest first; of a long one the first fifty."""
        site, topic, _ = post.external_id.rsplit("/", 2)
        scheme = "http" if post.url.startswith(f"http://{site}/") else "https"
        reading = _read_topic(f"{scheme}://{site}", topic, {}, context)
        return Batch(tuple(each for each in reading.batch if each.id != post.id))


def _read_site(origin: str, cursor: dict[str, Any], context: Context) -> Reading:
    """Backwards from the newest post until what is known; the first visit takes one page."""
    before, newest = cursor.get("before"), int(cursor.get("newest", 0))
    query = f"?before={int(before)}" if before else ""
    raws = _get(f"{origin}/posts.json{query}", Latest, context).latest_posts
    numbers = [_number(raw) for raw in raws]
    adapter = Adapter(origin, now=context.now)
    fresh = [raw for raw, number in zip(raws, numbers, strict=True) if not 0 < number <= newest]
    first = max([*numbers, int(cursor.get("first", 0)), newest])
    below = int(before) - PAGE if before else 0  # a page is a range of numbers, and may be empty
    lowest = min((number for number in numbers if number), default=below)
    has_more = bool(newest and lowest > newest + 1 and lowest != before)
    kept = {"newest": newest, "before": lowest, "first": first} if has_more else {"newest": first}
    return Reading(
        batch=Batch(adapter.posts(fresh)[::-1]),
        cursor=kept,
        title=origin.partition("://")[2],
        warnings=adapter.warnings.collected(),
        is_unchanged=not fresh,
        has_more=has_more,
        next_after=dt.timedelta(minutes=1),
    )


def _read_topic(origin: str, number: str, cursor: dict[str, Any], context: Context) -> Reading:
    """Forwards, the posts whose numbers are higher than the last one read."""
    newest = int(cursor.get("newest", 0))
    topic = _get(f"{origin}/t/{number}.json", Topic, context)
    here = {_number(raw): raw for raw in topic.post_stream.posts}
    wanted = sorted({*topic.post_stream.stream, *here})
    chosen = [each for each in wanted if each > newest][:PAGE]
    if missing := [each for each in chosen if each not in here]:
        asked = "&".join(f"post_ids[]={each}" for each in missing)
        found = _get(f"{origin}/t/{number}/posts.json?{asked}", Chosen, context)
        here |= {_number(raw): raw for raw in found.post_stream.posts}
    adapter = Adapter(origin, now=context.now, title=topic.title)
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
        return msgspec.json.decode(raw, type=_Numbered).id
    except msgspec.MsgspecError:
        return 0


def _get(url: str, kind: type[Shape], context: Context) -> Shape:
    answer = context.http.get(url, headers={"Accept": "application/json"})
    body = answer.require_success(context.now).body
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as fault:
        host = urlsplit(url).netloc
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=host) from fault


CONNECTOR = DiscourseConnector()
