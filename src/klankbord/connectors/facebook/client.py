"""Reads what is said on a page of ours on Facebook, and answers as that page."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
from klankbord.connectors.facebook import sending
from klankbord.connectors.facebook.adapter import PLATFORM, Adapter
from klankbord.connectors.facebook.graph import API, HOST, Graph
from klankbord.connectors.facebook.wire import COMMENT_FIELDS, FIELDS, Own, Page
from klankbord.connectors.http import check_address
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.connectors.walking import short_of
from klankbord.core.post import Batch, Post

PAGE = 25
MOST_PAGES = 10
"""Of posts, and of comments below one post, that one visit looks through."""
MOST_KNOWN = 5_000
_HOSTS = frozenset({"facebook.com", "m.facebook.com"})
_NAME = re.compile(r"[A-Za-z0-9.\-]{2,80}")
_OWN = {"fields": "id,name,username,link,category"}


class FacebookConnector:
    """Posts on a page of ours and the comments below them, by the address that a browser shows.

    Secret: an access token of the page, kept under the page's number. Cursor: `page` (that number),
    `known` (hashes of what was read lately), and on the way back `after` and `n_pages`.
    """

    key = PLATFORM
    label = "Facebook"
    abilities = frozenset(
        {Ability.READ, Ability.THREAD, Ability.REPLY, Ability.PUBLISH, Ability.VERIFY}
    )

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the newest posts with the newest comments below them; further back while all is new.

        The first visit takes one page.
        """
        name = read_target(target)
        graph = self._graph_of(name, str(cursor.get("page") or ""), context)
        asked: dict[str, Any] = {"fields": FIELDS, "limit": PAGE}
        if cursor.get("after"):
            asked["after"] = str(cursor["after"])
        found = graph.get(f"{graph.page}/feed", asked, Page)
        visit = _Visit(graph, cursor, Adapter(graph.page, now=context.now, title=name))
        posts = visit.take(found)
        after = found.paging.after if visit.goes_on else ""
        n_pages = int(cursor.get("n_pages", 0)) + 1
        has_more = bool(after) and n_pages < MOST_PAGES
        way = {"after": after, "n_pages": n_pages} if has_more else {}
        return Reading(
            batch=Batch(posts),
            cursor={"page": graph.page, "known": visit.known, **way},
            title=f"{name} · Facebook",
            warnings=visit.adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=has_more,
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The post at the top and what stands below it, oldest first, without `post` itself."""
        top = post.thread.partition(":")[2]
        graph = self._graph(top.partition("_")[0], context)
        adapter = Adapter(graph.page, now=context.now, title=post.source)
        head = graph.get(top, {"fields": FIELDS}, msgspec.Raw)
        found = [each for each, _ in adapter.entries([head])]
        found += _comments_below(graph, adapter, post.thread)
        given = [each for each in found if each.id != post.id]
        return Batch(tuple(sorted(given, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # the token says it
        """Whose page the token speaks for; a token of a person is refused."""
        own = Graph(self._api, "me", secret, context).get("me", _OWN, Own)
        return Identity(
            place=own.id,
            handle=own.username or own.id,
            name=tidy(own.name or "")[:200],
            url=web_address(own.link or "") or f"https://www.{HOST}/{own.id}",
        )

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """The page on which it was said."""
        page = post_id.removeprefix(f"{PLATFORM}:").partition("_")[0]
        return page if page in places else ""

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes below a post."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer below a post or a comment, or post on our page, as that page."""
        return sending.send(message, self._graph(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._graph(account, context))

    def _graph(self, page: str, context: Context) -> Graph:
        token = context.secrets.get(page, "")
        if not token:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=HOST)
        return Graph(self._api, page, token, context)

    def _graph_of(self, name: str, page: str, context: Context) -> Graph:
        """As the page with this name: which of ours that is, its token says."""
        if page or name in context.secrets or not context.secrets:
            return self._graph(page or name, context)
        for number in context.secrets:
            graph = self._graph(number, context)
            if (graph.get("me", _OWN, Own).username or "").lower() == name.lower():
                return graph
        raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=name)


class _Visit:
    """What is new on a page of posts, and below each of them."""

    def __init__(self, graph: Graph, cursor: dict[str, Any], adapter: Adapter) -> None:
        self._graph = graph
        self._is_first = "known" not in cursor
        self.known: list[str] = list(cursor.get("known", ()))
        self._seen = set(self.known)
        self.adapter = adapter
        self.goes_on = False

    def take(self, found: Page) -> tuple[Post, ...]:
        """The posts and comments that were not given before, oldest first."""
        fresh: dict[str, Post] = {}
        heads: list[bool] = []
        for head, below in self.adapter.entries(found.data):
            heads.append(self._is_new(head))
            said = list(self.adapter.comments(below.data, head.id))
            if said and all(map(self._is_new, said)) and not self._is_first:
                said += _comments_below(self._graph, self.adapter, head.id, below.paging.after)
            fresh |= {each.id: each for each in (head, *said) if self._is_new(each)}
        self.goes_on = bool(heads) and all(heads) and not self._is_first
        self.known = [*self.known, *map(short_of, fresh)][-MOST_KNOWN:]
        return tuple(sorted(fresh.values(), key=lambda each: each.published_at))

    def _is_new(self, post: Post) -> bool:
        return short_of(post.id) not in self._seen


def _comments_below(
    graph: Graph, adapter: Adapter, thread: str, after: str | None = None
) -> list[Post]:
    """Comments below a post, from the newest on, or from the mark `after`; none from no mark."""
    found: list[Post] = []
    asked: dict[str, Any] = {"fields": COMMENT_FIELDS, "filter": "stream", "limit": 100}
    asked["order"] = "reverse_chronological"
    for _ in range(MOST_PAGES):
        if after == "":
            break
        more = {"after": after} if after else {}
        page = graph.get(f"{thread.partition(':')[2]}/comments", asked | more, Page)
        found += adapter.comments(page.data, thread)
        after = page.paging.after
    return found


def read_target(target: str) -> str:
    """The name or number of the page that `target` names; raises `ConnectorRefused`."""
    address = urlsplit(str(check_address(target)))
    host = (address.hostname or "").removeprefix("www.")
    parts = [part for part in address.path.split("/") if part]
    number = parse_qs(address.query).get("id", [""])[0]
    if host in _HOSTS:
        match parts:
            case ["profile.php"] if number.isdigit():
                return number
            case ["people" | "p", *_, last] if last.rpartition("-")[2].isdigit():
                return last.rpartition("-")[2]
            case [name] if _NAME.fullmatch(name):
                return name
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = FacebookConnector()
