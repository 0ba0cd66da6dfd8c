"""Reads lists of Stack Exchange backwards until what it knows, within what a day allows."""

import datetime as dt
import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import msgspec

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.http import Response, check_address
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.lines import read_answer
from klankbord.connectors.stackexchange.adapter import PLATFORM, Adapter
from klankbord.connectors.stackexchange.wire import Answer, Problem
from klankbord.connectors.walking import Walk, further_back
from klankbord.core.post import Batch, Post

API = "https://api.stackexchange.com/2.3"
PAGE = 100
SHARE = 4
"""Of what is left for today one source takes a quarter: the others want to be heard too."""
_DAY = dt.timedelta(days=1)
_THROTTLED = 502
_SECONDS = re.compile(r"(\d+) seconds")


class Target(NamedTuple):
    """One list of one site: the method that gives it, what it is asked, a title for people."""

    site: str
    method: str
    asked: dict[str, str]
    title: str


class StackExchangeConnector:
    """Stack Overflow and its sister sites, by the address that a browser shows.

    Target: a site, `/questions/tagged/word`, `/search?q=words`, or the answers to a question
    (`/questions/12/slug`). Cursor: see `Walk`; `page` is the moment from which to go further back.
    """

    key = PLATFORM
    label = "Stack Exchange"
    abilities = frozenset({Ability.READ, Ability.SEARCH, Ability.THREAD})

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        wanted, walk = read_target(target), Walk(cursor, size=PAGE)
        asked: dict[str, Any] = dict(wanted.asked)
        if walk.since:
            asked["fromdate"] = int(walk.since.timestamp())
        if cursor.get("page"):
            asked["todate"] = int(cursor["page"])
        answer = self._list(wanted.site, wanted.method, asked, context)
        adapter = Adapter(wanted.site, now=context.now)
        placed = list(adapter.placed(answer.items))
        page = further_back(placed, str(cursor.get("page", ""))) if answer.has_more else ""
        posts = walk.take(placed)
        return Reading(
            batch=Batch(posts[::-1]),
            cursor=walk.cursor(placed, page),
            title=wanted.title,
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, page) and not answer.backoff,
            next_after=_pause(answer),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The question and its answers, oldest first, without `post` itself."""
        site, _, number = post.thread.partition(":")[2].rpartition("/")
        if not number:
            return Batch(())
        adapter = Adapter(site, now=context.now)
        raws = [
            raw
            for method in (f"questions/{number}", f"questions/{number}/answers")
            for raw in self._list(site, method, {}, context).items
        ]
        found = [each for _, each in adapter.placed(raws) if each and each.id != post.id]
        return Batch(tuple(sorted(found, key=lambda each: each.published_at)))

    def _list(self, site: str, method: str, asked: dict[str, Any], context: Context) -> Answer:
        given = {"sort": "creation", "order": "desc", "filter": "withbody", "pagesize": PAGE}
        query = urlencode({**given, **asked, "site": site})
        answer = context.http.get(f"{self._api}/{method}?{query}")
        _check(answer)
        body = answer.require_success(context.now).body
        return read_answer(body, Answer, urlsplit(self._api).netloc)


def _check(answer: Response) -> None:
    """Who asks too much is told so by a number of their own, under a status of anything."""
    if answer.status < 400:  # noqa: PLR2004  # HTTP's own class
        return
    try:
        problem = read_whole(answer.body, Problem)
    except msgspec.MsgspecError:
        return
    if problem.error_id == _THROTTLED:
        named = _SECONDS.search(problem.error_message)
        pause = min(dt.timedelta(seconds=int(named[1][:9])), _DAY) if named else _DAY / 24
        raise ConnectorRefused(
            Refusal.ASKED_TO_WAIT,
            retry_after=pause,
            cause=problem.error_message[:200],
            status=answer.status,
        )


def _pause(answer: Answer) -> dt.timedelta:
    """What they ask, and so long that what is left for today is enough for others too."""
    asked = dt.timedelta(seconds=answer.backoff)
    if answer.quota_remaining is None:
        return asked
    return max(asked, min(_DAY * SHARE / max(answer.quota_remaining, SHARE), _DAY))


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    site = (address.hostname or "").removeprefix("www.")
    parts = [unquote(part) for part in address.path.split("/") if part]
    words = " ".join(parse_qs(address.query).get("q", ()))[:300]
    match parts:
        case [] | ["questions"]:
            return Target(site, "posts", {}, site)
        case ["questions", "tagged", tags]:
            tagged = ";".join(tags.replace(" ", "+").split("+"))
            return Target(site, "questions", {"tagged": tagged}, f"[{tags}] · {site}")
        case ["search"] if words:
            return Target(site, "search/advanced", {"q": words}, f"{words} · {site}")
        case ["questions" | "q", number, *_] if number.isascii() and number.isdigit():
            return Target(site, f"questions/{number}/answers", {}, f"{number} · {site}")
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = StackExchangeConnector()
