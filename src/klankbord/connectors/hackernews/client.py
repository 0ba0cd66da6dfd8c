"""Searches Hacker News backwards until what it knows. There is no way in for answers."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.hackernews.adapter import PLATFORM, Adapter
from klankbord.connectors.hackernews.wire import Found
from klankbord.connectors.http import check_address
from klankbord.connectors.lines import read_answer
from klankbord.connectors.walking import Walk, further_back
from klankbord.core.post import Batch, Post

API = "https://hn.algolia.com/api/v1"
PAGE = 200
MOST = 1_000
"""Most that one question gives, however it is asked."""
_NUMBER = re.compile(r"\d{1,12}")
_NAME = re.compile(r"[\w-]{1,40}")
_BOTH = "(story,comment)"


@dataclass(frozen=True)
class Target:
    """What is asked, and a title for people."""

    title: str
    asked: dict[str, str] = field(default_factory=dict)


class HackerNewsConnector:
    """Hacker News, by the address that a browser shows.

    Target: `https://news.ycombinator.com/newest`, `/newcomments`, `/item?id=1`, `/user?id=name`,
    `/from?site=example.org`, or a search: `https://hn.algolia.com/?q=words`. Cursor: see `Walk`;
    `page` is the moment from which to go further back.
    """

    key = PLATFORM
    label = "Hacker News"
    abilities = frozenset({Ability.READ, Ability.SEARCH, Ability.THREAD})

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new."""
        wanted, walk = read_target(target), Walk(cursor, size=PAGE)
        found = self._search(wanted.asked, context, bounds=_bounds(cursor, walk), size=PAGE)
        adapter = Adapter(now=context.now)
        placed = list(adapter.placed(found.hits))
        page = further_back(placed, str(cursor.get("page", ""))) if len(found.hits) >= PAGE else ""
        posts = walk.take(placed)
        return Reading(
            batch=Batch(posts[::-1]),
            cursor=walk.cursor(placed, page),
            title=f"{wanted.title} · Hacker News",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, page),
            next_after=dt.timedelta(minutes=1),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The other lines of its story, oldest first; of a long one the newest thousand."""
        number = post.thread.partition(":")[2]
        asked = {"tags": f"{_BOTH},story_{number}"}
        found = self._search(asked, context, bounds=(), size=MOST)
        placed = Adapter(now=context.now).placed(found.hits)
        return Batch(tuple(p for _, p in reversed(list(placed)) if p and p.id != post.id))

    def _search(
        self, asked: dict[str, str], context: Context, *, bounds: tuple[str, ...], size: int
    ) -> Found:
        query = {**asked, "hitsPerPage": size}
        if bounds:
            query["numericFilters"] = ",".join(bounds)
        answer = context.http.get(f"{self._api}/search_by_date?{urlencode(query)}")
        body = answer.require_success(context.now).body
        return read_answer(body, Found, urlsplit(self._api).netloc)


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    if address.hostname == "hn.algolia.com" and (words := asked.get("q") or asked.get("query")):
        return Target(words[:100], {"query": words[:300], "tags": _BOTH})
    found = _place(address.path.strip("/"), asked)
    if found and address.hostname == "news.ycombinator.com":
        return found
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


def _place(path: str, asked: dict[str, str]) -> Target | None:
    own, site = asked.get("id", ""), asked.get("site", "")
    match path:
        case "" | "news" | "newest":
            return Target("newest", {"tags": "story"})
        case "newcomments":
            return Target("newcomments", {"tags": "comment"})
        case "item" if _NUMBER.fullmatch(own):
            return Target(own, {"tags": f"{_BOTH},story_{own}"})
        case "user" if _NAME.fullmatch(own):
            return Target(own, {"tags": f"{_BOTH},author_{own}"})
        case "from" if site:
            only = {"query": site[:200], "restrictSearchableAttributes": "url"}
            return Target(site[:100], {**only, "tags": "story"})
    return None


def _bounds(cursor: dict[str, Any], walk: Walk) -> tuple[str, ...]:
    since = (f"created_at_i>={int(walk.since.timestamp())}",) if walk.since else ()
    until = (f"created_at_i<={int(cursor['page'])}",) if cursor.get("page") else ()
    return since + until


CONNECTOR = HackerNewsConnector()
