"""Reads comments on videos of YouTube, with a key of ours, and answers as a channel of ours."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

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
from klankbord.connectors.grants import Tokens
from klankbord.connectors.http import check_address
from klankbord.connectors.walking import Walk
from klankbord.connectors.youtube import sending
from klankbord.connectors.youtube.adapter import PLATFORM, Adapter
from klankbord.connectors.youtube.service import API, GATE, PLACE, Service
from klankbord.connectors.youtube.wire import Found, Page
from klankbord.core.post import Batch, Post

PAGE = 100
MOST_PAGES = 10
"""Of answers below one comment, a hundred a page."""
_HOSTS = frozenset({"youtube.com", "m.youtube.com", "youtu.be"})
_VIDEO = re.compile(r"[\w-]{6,20}", re.ASCII)
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_HANDLE = re.compile(r"@[\w.·-]{3,60}")


class Target(NamedTuple):
    """What is heard: comments on one video, or on all of a channel."""

    video: str = ""
    channel: str = ""
    handle: str = ""


class YouTubeConnector:
    """Comments, by the address that a browser shows.

    Target: a video (`/watch?v=…`, `/shorts/…`, `youtu.be/…`), or all videos of a channel
    (`/channel/UC…`, `/@name`). Secret: an API key, by `youtube.com`; to answer, number and secret
    of an app of ours and a refresh token of a channel, in one line with spaces between them, by the
    channel's number. Cursor: see `Walk`; `page` is the platform's own mark of the next page,
    `channel` what a handle stands for.
    """

    key = PLATFORM
    label = "YouTube"
    abilities = frozenset({Ability.READ, Ability.THREAD, Ability.REPLY, Ability.VERIFY})

    def __init__(self, api: str = API, gate: str = GATE) -> None:
        self._api = api
        self._gate = gate
        self._tokens = Tokens()

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        wanted, walk = read_target(target), Walk(cursor, size=PAGE)
        service = self._reader(context)
        asked, channel = _asked(wanted, cursor, service)
        if cursor.get("page"):
            asked["pageToken"] = str(cursor["page"])
        found = service.get("commentThreads", asked, Page)
        adapter = Adapter(now=context.now)
        placed = list(adapter.placed(found.items))
        posts = walk.take(placed)
        kept = walk.cursor(placed, found.next_page_token)
        return Reading(
            batch=Batch(posts[::-1]),
            cursor={**kept, "channel": channel} if channel else kept,
            title=f"{wanted.handle or wanted.channel or wanted.video} · YouTube",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, found.next_page_token),
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The comment at the top and what stands below it, oldest first, without `post` itself."""
        top = post.thread.partition(":")[2]
        service, adapter, found = self._reader(context), Adapter(now=context.now), []
        asked: dict[str, Any] = {"part": "snippet", "id": top, "textFormat": "plainText"}
        page = service.get("comments", asked, Page)
        found += [adapter.post(raw, 1, post.source) for raw in page.items]
        asked = {"part": "snippet", "parentId": top, "maxResults": PAGE, "textFormat": "plainText"}
        for _ in range(MOST_PAGES):
            page = service.get("comments", asked, Page)
            found += [adapter.post(raw, 1, post.source) for raw in page.items]
            if not page.next_page_token:
                break
            asked["pageToken"] = page.next_page_token
        given = [each for each in found if each and each.id != post.id]
        return Batch(tuple(sorted(given, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # the key says it
        """Whose channel it is; or, of a key for reading alone, whether it opens the API."""
        service = Service((self._api, self._gate), "", secret, context, self._tokens)
        if service.is_ours:
            return service.channel()
        tried = {"part": "snippet", "regionCode": "NL"}
        if not service.get("videoCategories", tried, Page).items:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=PLACE)
        return Identity(place=PLACE, handle="YouTube")

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:  # noqa: ARG002  # any channel can
        """The first of our channels: a key for reading alone is none."""
        return next((place for place in places if place != PLACE), "")

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes as an answer."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer a comment as our channel."""
        return sending.send(message, self._service(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._service(account, context))

    def _service(self, account: str, context: Context) -> Service:
        secret = context.secret(account, PLACE)
        return Service((self._api, self._gate), account, secret, context, self._tokens)

    def _reader(self, context: Context) -> Service:
        """With the key that is for reading alone, or else as the first channel of ours."""
        is_first = PLACE in context.secrets or not context.secrets
        return self._service(PLACE if is_first else next(iter(context.secrets)), context)


def _asked(wanted: Target, cursor: dict[str, Any], service: Service) -> tuple[dict[str, Any], str]:
    common = {
        "part": "snippet,replies",
        "order": "time",
        "maxResults": PAGE,
        "textFormat": "plainText",
    }
    if wanted.video:
        return {**common, "videoId": wanted.video}, ""
    channel = wanted.channel or str(cursor.get("channel") or "")
    if not channel:
        asked = {"part": "id", "forHandle": wanted.handle}
        named = service.get("channels", asked, Found).items
        if not named:
            raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=wanted.handle)
        channel = named[0].id
    return {**common, "allThreadsRelatedToChannelId": channel}, channel


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    host = (address.hostname or "").removeprefix("www.")
    parts = [part for part in address.path.split("/") if part]
    asked = parse_qs(address.query).get("v", [""])[0]
    if host in _HOSTS:
        match [host, *parts]:
            case ["youtu.be", video] if _VIDEO.fullmatch(video):
                return Target(video=video)
            case [_, "watch"] if _VIDEO.fullmatch(asked):
                return Target(video=asked)
            case [_, "shorts" | "live" | "embed", video] if _VIDEO.fullmatch(video):
                return Target(video=video)
            case [_, "channel", channel, *_] if _CHANNEL.fullmatch(channel):
                return Target(channel=channel)
            case [_, handle, *_] if _HANDLE.fullmatch(handle):
                return Target(handle=handle)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = YouTubeConnector()
