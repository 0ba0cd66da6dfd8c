"""Hearing Bluesky as it speaks: its Jetstream for speed, its lists for what that missed.

Jetstream (github.com/bluesky-social/jetstream) tells every record of the network as JSON over a
WebSocket. It follows chosen accounts, or everybody: what nobody asked for is dropped unread.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from klankbord.connectors.bluesky.adapter import PLATFORM, Adapter
from klankbord.connectors.bluesky.service import Service
from klankbord.connectors.bluesky.wire import HEARD, Commit, Heard, Profile, Record, View
from klankbord.connectors.contract import ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.dates import AHEAD, from_seconds, seconds_of
from klankbord.connectors.jsons import read_fields, read_part
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.walking import short_of
from klankbord.core.post import Batch, Post

JETSTREAM = "wss://jetstream2.us-east.bsky.network/subscribe"
COLLECTION = "app.bsky.feed.post"
LOOK_AGAIN = dt.timedelta(minutes=5)
"""Reposts, and what the stream dropped, come with the list."""
SAVE = dt.timedelta(seconds=10)
"""Of everybody's words most are not for us: the place in the stream is kept this often."""
OVERLAP = dt.timedelta(seconds=5)
"""Two of its machines differ a little in their clocks."""
REPLAYED = {True: dt.timedelta(days=1), False: dt.timedelta(minutes=5)}
"""How far back a stream goes on after a break: of one account (True), and of everybody."""
MARK = "jetstream"
_NO_MOMENT = "`time_us` is no moment"
_REMEMBERED = 20_000

Catch = Callable[[dict[str, Any], Context], Iterator[Reading]]


class Ear(NamedTuple):
    """What a target wants to hear: one account (`did`), a hashtag, or who speaks to `to`."""

    did: str = ""
    tag: str = ""
    to: str = ""

    def wants(self, did: str, record: Record) -> bool:
        """Whether this record of `did` is for us."""
        if self.tag:
            return self.tag.casefold() in (each.casefold() for each in _tags(record))
        if self.to:
            return did != self.to and any(self.to in name for name in _addressed(record))
        return did == self.did

    def is_named_in(self, message: bytes) -> bool:
        """Whether a message that cannot be read may have been for us."""
        return "".join(self).casefold() in message.decode(errors="replace").casefold()


def stream(
    ear: Ear,
    service: Service,
    cursor: dict[str, Any],
    context: Context,
    *,
    address: str,
    is_asked: bool,
    catch_up: Catch,
) -> Iterator[Reading]:
    """Open the stream, read what was missed, follow; `catch_up` reads the list."""
    messages = context.http.subscribe(_address(address, ear, cursor, context.now), now=context.now)
    mark = int(cursor.get(MARK) or 0)
    listener = _Listener(ear, service, is_asked=is_asked, mark=mark)
    look_at, kept = context.now, cursor
    for message in chain([b""], messages):
        context = context.renewed()
        if context.now >= look_at:
            look_at = context.now + LOOK_AGAIN
            for reading in catch_up(kept, context):
                kept = reading.cursor
                yield listener.unheard(reading)
        if heard := listener.hear(message, kept, context):
            kept = heard.cursor
            yield heard


def _address(address: str, ear: Ear, cursor: dict[str, Any], now: dt.datetime) -> str:
    """From where we were on, but not so far back that hours of everybody must be heard again."""
    asked = [("wantedCollections", COLLECTION)]
    if ear.did:
        asked.append(("wantedDids", ear.did))
    if mark := cursor.get(MARK):
        earliest = now - REPLAYED[bool(ear.did)]
        since = int(mark) - OVERLAP // dt.timedelta(microseconds=1)
        asked.append(("cursor", str(max(since, _microseconds(earliest)))))
    return f"{address or JETSTREAM}?{urlencode(asked)}"


class _Listener:
    """Makes posts of what the stream tells, each once; and remembers what is gone."""

    def __init__(self, ear: Ear, service: Service, *, is_asked: bool, mark: int) -> None:
        self._ear = ear
        self._service = service
        self._is_asked = is_asked
        self._mark = mark
        self._saved_at: dt.datetime | None = None
        self._warnings = Warnings()
        self._profiles: dict[str, Profile] = {}
        self._given: dict[str, None] = {}
        self._gone: dict[str, None] = {}

    def unheard(self, reading: Reading) -> Reading:
        """A page of the list without what the stream gave, and with our place in the stream."""
        fresh = Batch(self._first(reading.batch))
        return replace(reading, batch=fresh, cursor=self._marked(reading.cursor))

    def hear(self, message: bytes, kept: dict[str, Any], context: Context) -> Reading | None:
        """What one message brings; None where it is not for us, and no sign is due."""
        posts: tuple[Post, ...] = ()
        gone: tuple[str, ...] = ()
        if message and (event := self._read(message, context.now)):
            self._mark = max(self._mark, event.time_us)
            posts = self._posts(message, event, context.now)
            gone = self._forget(event, kept)
        is_due = self._saved_at is None or context.now - self._saved_at >= SAVE
        if message and not (posts or gone or is_due):
            return None
        self._saved_at = context.now
        return Reading(
            batch=Batch(posts),
            cursor=self._marked(kept),
            gone=gone,
            warnings=self._warnings.take(),
        )

    def _marked(self, cursor: dict[str, Any]) -> dict[str, Any]:
        return {**cursor, MARK: self._mark} if self._mark else cursor

    def _read(self, message: bytes, now: dt.datetime) -> Heard | None:
        """An event; a broken one of somebody else is nobody's business."""
        try:
            event = read_part(message, Heard)
            at = from_seconds(seconds_of(event.time_us, 1e6))
            if at is None or at > now + AHEAD:
                raise msgspec.ValidationError(_NO_MOMENT)  # our place in the stream would be gone
        except msgspec.MsgspecError as fault:
            if self._ear.is_named_in(message):
                _warn(message, fault, self._warnings)
            return None
        return event

    def _posts(self, message: bytes, event: Heard, now: dt.datetime) -> tuple[Post, ...]:
        commit = event.commit
        if commit is None or commit.record is None or commit.collection != COLLECTION:
            return ()
        if not self._ear.wants(event.did, commit.record):
            return ()
        author = self._profile(event.did)
        if author is None:
            return ()  # what its author wishes is not known yet: the list brings it
        adapter = Adapter(
            self._service.host, now=now, is_asked=self._is_asked, warnings=self._warnings
        )
        post = adapter.heard(_view(event, commit, commit.record, author), msgspec.Raw(message))
        if post is None or post.id in self._gone:
            return ()
        return (post,) if commit.operation == "update" else self._first((post,))

    def _profile(self, did: str) -> Profile | None:
        """Who it is; None where the network does not know them yet."""
        found = self._profiles.get(did)
        if found is None:
            try:
                found = self._service.get("app.bsky.actor.getProfile", Profile, actor=did)
            except ConnectorRefused as refusal:
                if refusal.key != Refusal.STATUS_UNEXPECTED:
                    raise
                return None
            _remember(self._profiles, {did: found})
        return found

    def _forget(self, event: Heard, kept: dict[str, Any]) -> tuple[str, ...]:
        """Ids that are gone: a post of a followed account, or one that was given before."""
        gone: tuple[str, ...] = ()
        if event.account is not None and event.account.status == "deleted":
            start = f"{PLATFORM}:{event.did}/"
            gone = tuple(each for each in self._given if each.startswith(start))
        elif event.commit is not None and event.commit.operation == "delete":
            own = f"{PLATFORM}:{event.did}/{event.commit.collection}/{event.commit.rkey}"
            is_known = own in self._given or short_of(own) in kept.get("known", ())
            gone = (own,) if is_known or self._ear.did else ()
        _remember(self._gone, dict.fromkeys(gone))
        return gone

    def _first(self, posts: Iterable[Post]) -> tuple[Post, ...]:
        fresh = [post for post in posts if post.id not in self._given and post.id not in self._gone]
        _remember(self._given, dict.fromkeys(post.id for post in fresh))
        return tuple(fresh)


def _warn(message: bytes, fault: msgspec.MsgspecError, warnings: Warnings) -> None:
    given = read_fields(message)
    missing = HEARD - given.keys() if given else frozenset()
    if missing:
        warnings.add(Caution.FIELDS_MISSING, fields=", ".join(sorted(missing)))
    else:
        warnings.add(Caution.ENTRY_BROKEN, problem=str(fault)[:200])


def _view(event: Heard, commit: Commit, record: Record, author: Profile) -> View:
    """As the lists would show it, before anybody answered."""
    return View(
        uri=f"at://{event.did}/{commit.collection}/{commit.rkey}",
        cid=commit.cid,
        author=author,
        record=record,
        indexed_at=dt.datetime.fromtimestamp(event.time_us / 1e6, dt.UTC),
        embed=record.embed,
    )


def _tags(record: Record) -> Iterator[str]:
    yield from record.tags or ()
    for facet in record.facets or ():
        yield from (feature.tag for feature in facet.features if feature.tag)


def _addressed(record: Record) -> Iterator[str]:
    """The names in a record that say to whom it speaks: named, answered, quoted."""
    for facet in record.facets or ():
        yield from (feature.did for feature in facet.features)
    if record.reply:
        yield from (record.reply.parent.uri, record.reply.root.uri)
    inner = record.embed.get("record") if isinstance(record.embed, dict) else None
    inner = inner.get("record", inner) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        yield str(inner.get("uri", ""))


def _remember(kept: dict[str, Any], more: Mapping[str, Any]) -> None:
    kept.update(more)
    while len(kept) > _REMEMBERED:
        del kept[next(iter(kept))]


def _microseconds(at: dt.datetime) -> int:
    return int(at.timestamp()) * 1_000_000
