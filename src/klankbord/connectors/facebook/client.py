"""Reads what is said on a page of ours on Facebook, and answers as that page."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from klankbord.connectors.accounts import found_by
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
from klankbord.connectors.facebook.adapter import HOST, PLATFORM, Adapter
from klankbord.connectors.facebook.wire import COMMENT_FIELDS, FIELDS, Own
from klankbord.connectors.graph import API, Graph, Page
from klankbord.connectors.http import check_address
from klankbord.connectors.pages import Head, Visit
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.core.post import Batch, Post

PAGE = 25
_HOSTS = frozenset({"facebook.com", "m.facebook.com"})
_NAME = re.compile(r"[A-Za-z0-9.\-]{2,80}")
_OWN = {"fields": "id,name,username,link,category"}


class FacebookConnector:
    """Posts on a page of ours and the comments below them, by the address that a browser shows.

    Secret: an access token of the page, kept under the page's number. Cursor: that of `Visit`, and
    `page` (that number).
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
        visit, adapter = Visit(cursor), Adapter(graph.own, now=context.now, title=name)
        asked: dict[str, Any] = {"fields": FIELDS, "limit": PAGE}
        if visit.after:
            asked["after"] = visit.after
        found = graph.get(f"{graph.own}/feed", asked, Page)
        posts = visit.take(_heads(graph, adapter, found))
        after = found.paging.after
        return Reading(
            batch=Batch(posts),
            cursor={"page": graph.own, **visit.cursor(after)},
            title=f"{name} · Facebook",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=visit.has_more(after),
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The post at the top and what stands below it, oldest first, without `post` itself."""
        top = post.thread.partition(":")[2]
        graph = self._graph(top.partition("_")[0], context)
        adapter = Adapter(graph.own, now=context.now, title=post.source)
        head = graph.get(top, {"fields": FIELDS}, msgspec.Raw)
        found = [each for each, _ in adapter.entries([head]) if each.text or each.title]
        found += _comments_below(graph, adapter, post.thread)
        given = [each for each in found if each.id != post.id]
        return Batch(tuple(sorted(given, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:  # noqa: ARG002  # the token says it
        """Whose page the token speaks for; a token of a person is refused."""
        own = Graph((self._api, HOST), "me", secret, context).get("me", _OWN, Own)
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
        return Graph((self._api, HOST), page, context.secret(page, HOST), context)

    def _graph_of(self, name: str, page: str, context: Context) -> Graph:
        """As the page with this name: which of ours that is, its token says."""
        if page or name in context.secrets or not context.secrets:
            return self._graph(page or name, context)

        def look(number: str) -> Graph | None:
            graph = self._graph(number, context)
            username = graph.get("me", _OWN, Own).username or ""
            return graph if username.lower() == name.lower() else None

        return found_by(context.secrets, look, name)


def _heads(graph: Graph, adapter: Adapter, found: Page) -> Iterator[Head]:
    for post, below in adapter.entries(found.data):
        older = partial(_comments_below, graph, adapter, post.id, below.paging.after)
        yield Head(post, adapter.comments(below.data, post.id), older)


def _comments_below(
    graph: Graph, adapter: Adapter, thread: str, after: str | None = None
) -> list[Post]:
    """Comments below a post, from the newest on, or from the mark `after`; none from no mark."""
    asked = {
        "fields": COMMENT_FIELDS,
        "filter": "stream",
        "limit": 100,
        "order": "reverse_chronological",
    }
    pages = graph.pages(f"{thread.partition(':')[2]}/comments", asked, after)
    return [each for page in pages for each in adapter.comments(page.data, thread)]


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
