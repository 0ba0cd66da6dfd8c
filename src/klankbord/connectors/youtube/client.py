"""Reads comments on videos of YouTube, with a key of ours."""

import datetime as dt
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Reading,
    Refusal,
)
from klankbord.connectors.http import Response, check_address
from klankbord.connectors.lines import read_answer
from klankbord.connectors.walking import Walk
from klankbord.connectors.youtube.adapter import PLATFORM, Adapter
from klankbord.connectors.youtube.wire import Found, Page, Problem
from klankbord.core.post import Batch, Post

API = "https://youtube.googleapis.com/youtube/v3"
PLACE = "youtube.com"
PAGE = 100
MOST_PAGES = 10
"""Of answers below one comment, a hundred a page."""
_HOSTS = frozenset({"youtube.com", "m.youtube.com", "youtu.be"})
_VIDEO = re.compile(r"[\w-]{6,20}", re.ASCII)
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_HANDLE = re.compile(r"@[\w.·-]{3,60}")
_USED_UP = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded"})
_OFF = "commentsDisabled"


class Target(NamedTuple):
    """What is heard: comments on one video, or on all of a channel."""

    video: str = ""
    channel: str = ""
    handle: str = ""


class YouTubeConnector:
    """Comments, by the address that a browser shows.

    Target: a video (`/watch?v=…`, `/shorts/…`, `youtu.be/…`), or all videos of a channel
    (`/channel/UC…`, `/@name`). Secret: an API key, by `youtube.com`. Cursor: see `Walk`; `page` is
    the platform's own mark of the next page, `channel` what a handle stands for.
    """

    key = PLATFORM
    label = "YouTube"
    abilities = frozenset({Ability.READ, Ability.THREAD})

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        wanted, walk = read_target(target), Walk(cursor, size=PAGE)
        asked, channel = self._asked(wanted, cursor, context)
        if cursor.get("page"):
            asked["pageToken"] = str(cursor["page"])
        found = self._get("commentThreads", asked, Page, context)
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
        adapter, found = Adapter(now=context.now), []
        asked: dict[str, Any] = {"part": "snippet", "id": top, "textFormat": "plainText"}
        page = self._get("comments", asked, Page, context)
        found += [adapter.post(raw, 1, post.source) for raw in page.items]
        asked = {"part": "snippet", "parentId": top, "maxResults": PAGE, "textFormat": "plainText"}
        for _ in range(MOST_PAGES):
            page = self._get("comments", asked, Page, context)
            found += [adapter.post(raw, 1, post.source) for raw in page.items]
            if not page.next_page_token:
                break
            asked["pageToken"] = page.next_page_token
        given = [each for each in found if each and each.id != post.id]
        return Batch(tuple(sorted(given, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # there is one place
        """Whether the key opens the API; it belongs to nobody in particular."""
        tried = {"part": "snippet", "regionCode": "NL"}
        if not self._get("videoCategories", tried, Page, context, key=secret).items:
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=PLACE)
        return Identity(place=PLACE, handle="YouTube")

    def _asked(
        self, wanted: Target, cursor: dict[str, Any], context: Context
    ) -> tuple[dict[str, Any], str]:
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
            named = self._get("channels", asked, Found, context).items
            if not named:
                raise ConnectorRefused(
                    Refusal.ACCOUNT_UNKNOWN, permanent=True, account=wanted.handle
                )
            channel = named[0].id
        return {**common, "allThreadsRelatedToChannelId": channel}, channel

    def _get(
        self, method: str, asked: dict[str, Any], kind: Any, context: Context, *, key: str = ""
    ) -> Any:
        key = key or context.secrets.get(PLACE, "")
        if not key:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=PLACE)
        # In a header: an address ends up in logs.
        answer = context.http.get(
            f"{self._api}/{method}?{urlencode(asked)}", headers={"X-Goog-Api-Key": key}
        )
        _check(answer, context)
        return read_answer(answer.require_success(context.now).body, kind, PLACE)


def _check(answer: Response, context: Context) -> None:
    """Who used up the day is told so under the status of who may not come in."""
    if answer.status < 400:  # noqa: PLR2004  # HTTP's own class
        return
    try:
        errors = msgspec.json.decode(answer.body, type=Problem).error.errors
    except msgspec.MsgspecError:
        return
    reasons = {each.reason for each in errors}
    if reasons & _USED_UP:
        raise ConnectorRefused(
            Refusal.ASKED_TO_WAIT, retry_after=_until_midnight(context.now), status=answer.status
        )
    if _OFF in reasons:
        raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=answer.status)


def _until_midnight(now: dt.datetime) -> dt.timedelta:
    """What a day allows begins anew at midnight in California; an hour more covers its summer."""
    there = now.astimezone(dt.timezone(-dt.timedelta(hours=8)))
    midnight = (there + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - there


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
