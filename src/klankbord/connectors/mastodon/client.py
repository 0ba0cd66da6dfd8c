"""Speaks with a Mastodon server, politely and through the guarded client only."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

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
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.mastodon import sending, streaming
from klankbord.connectors.mastodon.adapter import PLATFORM, Adapter, full_handle
from klankbord.connectors.mastodon.server import Server
from klankbord.connectors.mastodon.targets import Place, read_target
from klankbord.connectors.mastodon.wire import Account, Found, Notification, Thread
from klankbord.connectors.plaintext import tidy, web_address
from klankbord.connectors.reading import read_pages
from klankbord.core.post import Batch, Post

PAGE = 40
"""Most that a server gives at once (docs.joinmastodon.org, methods/timelines)."""


class MastodonConnector:
    """Mastodon, and its relatives GoToSocial, Pleroma, Akkoma and Sharkey.

    Target: an address as a browser shows it: `https://server/@name`, `/tags/word`, `/public/local`,
    `/notifications`, `/search?q=words`, or `@name@server`. Secret: a token, by server name.
    Cursor: `newest` (highest id read), `account` (its number on the server).
    """

    key = PLATFORM
    label = "Mastodon"
    abilities = frozenset(
        {
            Ability.READ,
            Ability.STREAM,
            Ability.SEARCH,
            Ability.THREAD,
            Ability.REPLY,
            Ability.PUBLISH,
            Ability.VERIFY,
            Ability.DELETE_NOTICE,
            Ability.MEDIA,
        }
    )

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new at `target`: the newest page first, then page by page forward."""
        place = read_target(target)
        server = Server(place.origin, context)
        if place.needs_sign_in:
            server.require_token()
        kept = dict(cursor)
        path = place.path or self._account_path(place, server, kept)
        answer = server.get(_paged(path, str(kept.get("newest", ""))))
        numbered = _numbered(place, answer)
        adapter = Adapter(place.server, now=context.now, is_asked=place.is_asked)
        posts = adapter.posts(raw for _, raw in numbered)
        newest = max((number for number, _ in numbered), key=_age, default="")
        kept["newest"] = max(newest, str(cursor.get("newest", "")), key=_age)
        return Reading(
            batch=Batch(posts[::-1]),
            cursor=kept,
            title=f"{place.title} · {place.server}" if place.title != place.server else place.title,
            warnings=adapter.warnings.collected(),
            is_unchanged=not numbered,
            has_more=bool(cursor.get("newest")) and len(numbered) >= PAGE,
            next_after=dt.timedelta(minutes=1),
        )

    def _account_path(self, place: Place, server: Server, kept: dict[str, Any]) -> str:
        if "account" not in kept:
            found = server.find_account(place.account)
            kept["account"] = found.id
        return f"/api/v1/accounts/{quote(str(kept['account']), safe='')}/statuses"

    def stream(
        self, target: str, cursor: dict[str, Any], context: Context, *, address: str = ""
    ) -> Iterator[Reading]:
        """What is said at `target`, as it is said."""

        def catch_up(kept: dict[str, Any], at: Context) -> Iterator[Reading]:
            return read_pages(self, target, at, kept)

        place = read_target(target)
        return streaming.stream(place, cursor, context, address=address, catch_up=catch_up)

    def thread(self, post: Post, context: Context) -> Batch:
        """What stands above and below `post` on the server where it was heard, oldest first."""
        server, own = Server.of_post(post, context)
        answer = server.get(f"/api/v1/statuses/{own}/context")
        found = server.decode(answer, Thread)
        adapter = Adapter(server.name, now=context.now, is_asked=True)
        return Batch(adapter.posts((*found.ancestors, *found.descendants)))

    def author(self, handle: str, origin: str, context: Context) -> Account:
        """The profile of `handle` as the server at `origin` knows it."""
        return Server(origin, context).find_account(handle)

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose token this is, at the server `place`."""
        server = Server.named(place.strip().removesuffix("/"), context, token=secret)
        own = server.own_account()
        return Identity(
            place=server.account_place,
            handle=full_handle(own.acct, server.name),
            name=tidy(own.display_name or own.username)[:200],
            url=web_address(own.url or ""),
        )

    def limits(self, account: str, context: Context) -> Limits:
        """What the server takes."""
        return sending.limits(Server.named(account, context))

    def send(self, message: Message, context: Context) -> Sent:
        """Say it from our account at the server `message.account`."""
        return sending.send(message, Server.named(message.account, context))

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.verify(sent_id, Server.named(account, context))


def _paged(path: str, newest: str) -> str:
    """From the oldest unread one on (`min_id`), so that nothing between two visits is missed."""
    joint = "&" if "?" in path else "?"
    after = f"&min_id={quote(newest, safe='')}" if newest else ""
    return f"{path}{joint}limit={PAGE}{after}"


def _numbered(place: Place, answer: bytes) -> Sequence[tuple[str, msgspec.Raw]]:
    """The ids by which this list goes on, each with its status."""
    try:
        if place.path.startswith("/api/v1/notifications"):
            given = read_whole(answer, list[Notification], strict=False)
            return [(each.id, each.status) for each in given if bytes(each.status) != b"null"]
        if place.path.startswith("/api/v2/search"):
            return [(_id_of(raw), raw) for raw in read_whole(answer, Found, strict=False).statuses]
        return [(_id_of(raw), raw) for raw in read_whole(answer, list[msgspec.Raw])]
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.ANSWER_MALFORMED, cause=str(fault), host=place.server
        ) from fault


class _Numbered(msgspec.Struct):
    id: str = ""


def _id_of(raw: msgspec.Raw) -> str:
    """A status without a readable id is still shown to the adapter, which says what is wrong."""
    try:
        return read_whole(raw, _Numbered, strict=False).id
    except msgspec.MsgspecError:
        return ""


def _age(number: str) -> tuple[int, str]:
    """Ids grow: as numbers in Mastodon, letter by letter with one length in its relatives."""
    return len(number), number


CONNECTOR = MastodonConnector()
