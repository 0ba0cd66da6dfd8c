"""Reads communities, people and searches on Reddit, and answers as an account of ours."""

import datetime as dt
import re
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
from klankbord.connectors.lines import read_line
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.reddit import sending
from klankbord.connectors.reddit.adapter import PLATFORM, Adapter, is_gone
from klankbord.connectors.reddit.service import API, GATE, HOST, Service
from klankbord.connectors.reddit.wire import EXPECTED, KINDS, Listing, Me, Things
from klankbord.connectors.walking import Walk
from klankbord.core.post import Batch, Post

PAGE = 100
MOST_WATCHED = 100
"""Of the newest posts that were given, looked at once more: who deletes there is deleted here."""
_HOSTS = frozenset({"reddit.com", "old.reddit.com", "new.reddit.com"})
_NAME = re.compile(r"[A-Za-z0-9_\-]{2,30}")


class Target(NamedTuple):
    """The lists that are walked, by their path, and what they are asked."""

    lists: tuple[str, ...]
    title: str
    words: str = ""


class RedditConnector:
    """A community, a person, or a search, by the address that a browser shows.

    Secret: number and secret of an app of ours and the account's password, in one line with spaces
    between them; kept under the account's name. Cursor: for each list `Walk`'s, with `page` as the
    platform's own mark, and `watched` (names of what is looked at once more).
    """

    key = PLATFORM
    label = "Reddit"
    abilities = frozenset(
        {Ability.READ, Ability.SEARCH, Ability.THREAD, Ability.REPLY, Ability.VERIFY}
    )

    def __init__(self, api: str = API, gate: str = GATE) -> None:
        self._api = api
        self._gate = gate
        self._tokens = Tokens()

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new in each list; the first visit takes one page of each."""
        wanted = read_target(target)
        service = self._reader(context)
        adapter = Adapter(now=context.now)
        kept: dict[str, Any] = {}
        posts: dict[str, Post] = {}
        for path in wanted.lists:
            before = cursor.get("lists", {}).get(path, {})
            asked: dict[str, Any] = {"limit": PAGE, "sort": "new"}
            if wanted.words:
                asked |= {"q": wanted.words, "type": "link"}
            if before.get("page"):
                asked["after"] = str(before["page"])
            found = service.get(path, asked, Listing).data
            kept[path], given = _walked(before, found, adapter)
            posts |= {post.id: post for post in given}
        has_more = any(each.get("page") for each in kept.values())
        watched = [str(name) for name in cursor.get("watched", ())]
        gone = _gone(watched, service) if watched and not has_more else ()
        known = [name for name in watched if f"{PLATFORM}:{name}" not in gone]
        known += [post.external_id for post in posts.values()]
        return Reading(
            batch=Batch(tuple(sorted(posts.values(), key=lambda each: each.published_at))),
            cursor={"lists": kept, "watched": known[-MOST_WATCHED:]},
            gone=gone,
            title=f"{wanted.title} · Reddit",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts and not gone,
            has_more=has_more,
            next_after=dt.timedelta(minutes=15),
        )

    def thread(self, post: Post, context: Context) -> Batch:
        """The post at the top and what stands below it, oldest first, without `post` itself."""
        top = post.thread.partition("_")[2]
        asked = {"limit": 500, "depth": 10, "sort": "old"}
        found = self._reader(context).get(f"comments/{top}", asked, tuple[Listing, ...])
        adapter = Adapter(now=context.now)
        given = [each for listing in found for each in adapter.tree(listing.data.children)]
        rest = (each for each in given if each.id != post.id)
        return Batch(tuple(sorted(rest, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose account it is, as the platform says."""
        name = place.strip().removeprefix("u/").removeprefix("/u/")
        me = self._service(name, secret, context).get("api/v1/me", {}, Me)
        return Identity(place=me.name, handle=me.name, url=f"https://www.{HOST}/user/{me.name}")

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # it is the same for all
        """What the platform takes."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer a post or a comment as our account."""
        return sending.send(message, self._account(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(sent_id, self._account(account, context))

    def _reader(self, context: Context) -> Service:
        if not context.secrets:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=HOST)
        return self._account(next(iter(context.secrets)), context)

    def _account(self, account: str, context: Context) -> Service:
        return self._service(account, context.secret(account, HOST), context)

    def _service(self, account: str, secret: str, context: Context) -> Service:
        return Service((self._api, self._gate), account, secret, context, self._tokens)


def _walked(
    before: dict[str, Any], found: Things, adapter: Adapter
) -> tuple[dict[str, Any], tuple[Post, ...]]:
    """One page of a list: where to go on in it, and what was not given before."""
    walk = Walk(before, size=PAGE)
    placed = list(adapter.placed(found.children))
    given = walk.take(placed)
    return walk.cursor(placed, found.after or ""), given


def _gone(watched: list[str], service: Service) -> tuple[str, ...]:
    """Which of these were taken away there, by their writer or by a moderator."""
    found = service.get("api/info", {"id": ",".join(watched)}, Listing).data.children
    said = (
        read_line(thing.data, KINDS[thing.kind], expected=EXPECTED[thing.kind], warnings=Warnings())
        for thing in found
        if thing.kind in KINDS
    )
    return tuple(f"{PLATFORM}:{each.name}" for each in said if each and is_gone(each))


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    host = (address.hostname or "").removeprefix("www.")
    parts = [part for part in address.path.split("/") if part]
    words = parse_qs(address.query).get("q", [""])[0].strip()
    if host in _HOSTS:
        match parts:
            case ["r", name, "search"] if _NAME.fullmatch(name) and words:
                return Target(("search",), f"{words} in r/{name}", f"{words} subreddit:{name}")
            case ["search"] if 0 < len(words) <= 512:  # noqa: PLR2004  # the platform's own limit
                return Target(("search",), words, words)
            case ["r", name] | ["r", name, "new" | "hot"] if _NAME.fullmatch(name):
                return Target((f"r/{name}/new", f"r/{name}/comments"), f"r/{name}")
            case ["user" | "u", name, *_] if _NAME.fullmatch(name):
                return Target((f"user/{name}/overview",), f"u/{name}")
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = RedditConnector()
