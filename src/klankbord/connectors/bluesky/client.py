"""Reads the lists of Bluesky backwards until what it knows, and gives them forwards."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from klankbord.connectors.bluesky import sending, streaming
from klankbord.connectors.bluesky.adapter import PLATFORM, SITE, Adapter, Item
from klankbord.connectors.bluesky.service import HOME, PUBLIC, Place, Service, Sessions
from klankbord.connectors.bluesky.targets import Target, read_target
from klankbord.connectors.bluesky.wire import Branch, Page, Profile, Thread
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
from klankbord.connectors.reading import read_pages
from klankbord.connectors.walking import Walk
from klankbord.core.post import Batch, Post

PAGE = 50
_SPOKEN = frozenset({"mention", "reply", "quote"})


class BlueskyConnector:
    """Bluesky, and other homes of the AT Protocol.

    Target: an address as a browser shows it: `https://bsky.app/profile/name`, `/hashtag/word`,
    `/search?q=words`, `/notifications`; or `@name.bsky.social`. Secret: an app password, by handle
    (`handle@home` at another home). Cursor: `until` (the newest moment read), `known` (what was
    read shortly before it), on the way back `page` and `newest`, and `jetstream` (our place there).
    """

    key = PLATFORM
    label = "Bluesky"
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

    def __init__(self, jetstream: str = streaming.JETSTREAM) -> None:
        self.sessions = Sessions()
        self._jetstream = jetstream

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new: backwards page after page until what is known."""
        wanted = read_target(target)
        service = self._service(wanted, context)
        if wanted.needs_sign_in:
            service.session()
        asked = {**wanted.asked, "limit": PAGE}
        if cursor.get("page"):
            asked["cursor"] = cursor["page"]
        page = service.get(wanted.method, Page, **asked)
        adapter = Adapter(service.host, now=context.now, is_asked=wanted.is_asked)
        placed = list(adapter.placed(_items(page)))
        walk = Walk(cursor, size=PAGE)
        posts = walk.take(placed)
        return Reading(
            batch=Batch(posts[::-1]),
            cursor={**_mark(cursor), **walk.cursor(placed, page.cursor or "")},
            title=f"{wanted.title} · Bluesky",
            warnings=adapter.warnings.collected(),
            is_unchanged=not posts,
            has_more=walk.has_more(placed, page.cursor or ""),
            next_after=dt.timedelta(minutes=1),
        )

    def stream(
        self, target: str, cursor: dict[str, Any], context: Context, *, address: str = ""
    ) -> Iterator[Reading]:
        """What is said at `target`, as it is said."""

        def catch_up(kept: dict[str, Any], at: Context) -> Iterator[Reading]:
            return read_pages(self, target, at, kept)

        wanted = read_target(target)
        service = self._service(wanted, context)
        return streaming.stream(
            _ear(wanted, service),
            service,
            cursor,
            context,
            address=address or self._jetstream,
            is_asked=wanted.is_asked,
            catch_up=catch_up,
        )

    def _service(self, wanted: Target, context: Context) -> Service:
        """As the account that lives at the target's home; as nobody where there is none."""
        for name, secret in context.secrets.items():
            place = Place.read(name)
            if place.origin == wanted.origin:
                return Service(place, secret, context, self.sessions)
        origin = PUBLIC if wanted.origin == HOME else wanted.origin
        return Service(Place("", origin), "", context, self.sessions)

    def _account(self, account: str, context: Context) -> Service:
        place = Place.read(account)
        return Service(place, context.secrets.get(str(place), ""), context, self.sessions)

    def thread(self, post: Post, context: Context) -> Batch:
        """What stands above and below `post`, oldest first."""
        wanted = Target(origin=_origin(post.source, context), method="", title="")
        service = self._service(wanted, context)
        name = post.repost_of.partition(":")[2] or post.external_id
        found = service.get(
            "app.bsky.feed.getPostThread", Thread, uri=f"at://{name}", depth=100, parentHeight=100
        ).thread
        adapter = Adapter(service.host, now=context.now, is_asked=True)
        posts = adapter.posts(each.post for each in (*_above(found), *_below(found)))
        return Batch(tuple(sorted(posts, key=lambda each: each.published_at)))

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whose app password this is: at `handle`, or `handle@home`."""
        where = Place.read(place)
        session = Service(where, secret, context, Sessions()).session()
        return Identity(
            place=str(Place(session.handle, where.origin)),
            handle=session.handle,
            url=f"{SITE}/profile/{session.handle}",
        )

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # the same everywhere
        """What the lexicon takes."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Say it from our account."""
        return sending.send(message, self._account(message.account, context), context.now)

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """What stands there now; None if it was deleted."""
        return sending.look(self._account(account, context), sent_id)


def _ear(wanted: Target, service: Service) -> streaming.Ear:
    """What to listen for; what a search finds only the network itself knows."""
    words = wanted.asked.get("q", "")
    if wanted.needs_sign_in:
        own = service.session().did
        if not words:
            return streaming.Ear(to=own)
        if words.startswith("#"):
            return streaming.Ear(tag=words.removeprefix("#"))
        raise ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, host=service.host)
    who = service.get("app.bsky.actor.getProfile", Profile, actor=wanted.asked["actor"])
    return streaming.Ear(did=who.did)


def _mark(cursor: dict[str, Any]) -> dict[str, Any]:
    """Our place in the stream, which a visit leaves as it is."""
    return {name: cursor[name] for name in (streaming.MARK,) if name in cursor}


def _items(page: Page) -> list[Item]:
    """The lines of whatever list it is; of notifications only those who speak to us."""
    lines = [Item(each.post, each.reason) for each in page.feed]
    lines += [Item(raw) for raw in page.posts]
    return lines + [Item(raw) for raw in page.notifications if _speaks(raw)]


class _Reason(msgspec.Struct):
    reason: str = ""


def _speaks(raw: msgspec.Raw) -> bool:
    try:
        return read_whole(raw, _Reason).reason in _SPOKEN
    except msgspec.MsgspecError:
        return True  # the adapter says what is wrong with it


def _origin(source: str, context: Context) -> str:
    """A home in an open network may speak in clear text; all others do not."""
    if source in {"", PUBLIC[8:]}:
        return HOME
    homes = (Place.read(name).origin for name in context.secrets)
    return next((each for each in homes if each.endswith(f"//{source}")), f"https://{source}")


def _above(branch: Branch) -> list[Branch]:
    found = []
    while branch.parent is not None:
        branch = branch.parent
        found.append(branch)
    return [each for each in found if _is_there(each)]


def _below(branch: Branch) -> list[Branch]:
    found = []
    for reply in branch.replies or ():
        found += [reply, *_below(reply)]
    return [each for each in found if _is_there(each)]


def _is_there(branch: Branch) -> bool:
    return bytes(branch.post) != b"null"


CONNECTOR = BlueskyConnector()
