"""Reads what is said below what we show on Instagram, who tags us, and hashtags; and answers."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

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
from klankbord.connectors.graph import API, Graph, Page
from klankbord.connectors.http import check_address
from klankbord.connectors.instagram import sending
from klankbord.connectors.instagram.adapter import HOST, PLATFORM, Adapter
from klankbord.connectors.instagram.wire import (
    COMMENT_FIELDS,
    FIELDS,
    OWN_FIELDS,
    TAG_FIELDS,
    TAGGED_FIELDS,
    Account,
    Pages,
    Tags,
)
from klankbord.connectors.pages import Head, Visit
from klankbord.connectors.plaintext import tidy
from klankbord.core.post import Batch, Post

PAGE, PAGE_OF_OTHERS = 25, 50
_NAME = re.compile(r"[A-Za-z0-9._]{1,30}")
_NOBODY = frozenset({"explore", "reels", "accounts", "direct", "stories", "p", "reel"})
_TAG = re.compile(r"\w{1,100}")


class Target(NamedTuple):
    """Our account by its name: what it shows, or who tags it; or else a hashtag."""

    name: str = ""
    is_tagged: bool = False
    tag: str = ""


class InstagramConnector:
    """What is said below what we show, who tags us, and hashtags, by the address in a browser.

    Secret: a token of who may speak for the page on Facebook that the account belongs to, kept
    under the account's number. Cursor: that of `Visit`, `account` (that number) and `tag` (that of
    a hashtag).
    """

    key = PLATFORM
    label = "Instagram"
    abilities = frozenset(
        {Ability.READ, Ability.SEARCH, Ability.THREAD, Ability.REPLY, Ability.VERIFY}
    )

    def __init__(self, api: str = API) -> None:
        self._api = api

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is newest, with the newest comments below it; further back while all is new.

        The first visit takes one page.
        """
        wanted, visit = read_target(target), Visit(cursor)
        graph = self._graph_of(wanted.name, str(cursor.get("account") or ""), context)
        kept = {"account": graph.own}
        if wanted.tag:
            kept["tag"] = str(cursor.get("tag") or "") or _tag_of(wanted.tag, graph)
        path, asked = _list_of(wanted, kept)
        if visit.after:
            asked["after"] = visit.after
        found = graph.get(path, asked, Page)
        is_ours = not (wanted.tag or wanted.is_tagged)
        title = f"#{wanted.tag}" if wanted.tag else wanted.name
        adapter = Adapter(graph.own if is_ours else "", now=context.now, title=title)
        posts = visit.take(_heads(graph, adapter, found))
        after = found.paging.after
        return Reading(
            batch=Batch(posts),
            cursor={**kept, **visit.cursor(after)},
            title=f"{title} · Instagram",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=visit.has_more(after),
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """What we show and what stands below it, oldest first, without `post` itself.

        What stands below pictures of others is not told: nothing comes of it.
        """
        account, _, media = post.thread.partition(":")[2].partition("_")
        if not media:
            return Batch(())
        graph = self._graph(account, context)
        adapter = Adapter(graph.own, now=context.now, title=post.source)
        found: list[Post] = []
        for head, _ in adapter.media([graph.get(media, {"fields": TAGGED_FIELDS}, msgspec.Raw)]):
            found += [head] if head.text else []
            found += _comments_below(graph, adapter, head)
        given = [each for each in found if each.id != post.id]
        return Batch(tuple(sorted(given, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """The account called `place` among those that the token may speak for."""
        name = place.strip().removeprefix("@").lower()
        graph = Graph((self._api, HOST), "me", secret, context)
        pages = graph.get("me/accounts", {"fields": OWN_FIELDS, "limit": 100}, Pages).data
        for account in (page.instagram_business_account for page in pages):
            if account and name in {account.username.lower(), account.id}:
                return Identity(
                    place=account.id,
                    handle=account.username,
                    name=tidy(account.name or "")[:200],
                    url=f"https://www.{HOST}/{account.username}/",
                )
        raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=name[:200])

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """The account below whose picture it was said."""
        account, _, media = post_id.removeprefix(f"{PLATFORM}:").partition("_")
        return account if media and account in places else ""

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes as an answer."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer below what we show, or a comment there, as our account."""
        return sending.send(message, self._graph(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._graph(account, context))

    def _graph(self, account: str, context: Context) -> Graph:
        return Graph((self._api, HOST), account, context.secret(account, HOST), context)

    def _graph_of(self, name: str, account: str, context: Context) -> Graph:
        """As the account with this name; for a hashtag, which has none, as the first of ours."""
        if account or not context.secrets:
            return self._graph(account, context)

        def look(number: str) -> Graph | None:
            graph = self._graph(number, context)
            is_it = not name or _username(graph).lower() == name.lower()
            return graph if is_it else None

        return found_by(context.secrets, look, name)


def _username(graph: Graph) -> str:
    return graph.get(graph.own, {"fields": "id,username"}, Account).username


def _tag_of(word: str, graph: Graph) -> str:
    found = graph.get("ig_hashtag_search", {"user_id": graph.own, "q": word}, Tags).data
    if not found:
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=404)
    return found[0].id


def _list_of(wanted: Target, kept: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Which list is read, and what is asked of it."""
    if wanted.tag:
        asked = {"user_id": kept["account"], "fields": TAG_FIELDS, "limit": PAGE_OF_OTHERS}
        return f"{kept['tag']}/recent_media", asked
    if wanted.is_tagged:
        return f"{kept['account']}/tags", {"fields": TAGGED_FIELDS, "limit": PAGE_OF_OTHERS}
    return f"{kept['account']}/media", {"fields": FIELDS, "limit": PAGE}


def _heads(graph: Graph, adapter: Adapter, found: Page) -> Iterator[Head]:
    for post, below in adapter.media(found.data):
        older = partial(_comments_below, graph, adapter, post, below.paging.after)
        yield Head(post, adapter.comments(below.data, post), older)


def _comments_below(
    graph: Graph, adapter: Adapter, media: Post, after: str | None = None
) -> list[Post]:
    """Comments below what we show, from the newest on, or from the mark `after`."""
    path = f"{media.id.rpartition('_')[2]}/comments"
    pages = graph.pages(path, {"fields": COMMENT_FIELDS, "limit": 50}, after)
    return [each for page in pages for each in adapter.comments(page.data, media)]


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    host = (address.hostname or "").removeprefix("www.")
    parts = [part for part in unquote(address.path).split("/") if part]
    if host == HOST:
        match parts:
            case ["explore", "tags", word] if _TAG.fullmatch(word):
                return Target(tag=word.lower())
            case [name, "tagged"] if _NAME.fullmatch(name):
                return Target(name, is_tagged=True)
            case [name] if _NAME.fullmatch(name) and name not in _NOBODY:
                return Target(name)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = InstagramConnector()
