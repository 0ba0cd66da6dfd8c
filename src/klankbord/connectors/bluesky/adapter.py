"""From the words of Bluesky to posts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from klankbord.connectors.bluesky.wire import EXPECTED, Profile, Record, Reposted, View
from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.jsons import read_fields, read_part
from klankbord.connectors.plaintext import MAX_MEDIA, tidy, web_address
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Media, Post

PLATFORM = "bluesky"
SITE = "https://bsky.app"
_DECLINES = "!no-unauthenticated"
"""What people say of themselves who do not want to be shown outside of the network."""
_AUTOMATED = "bot"


class Item(NamedTuple):
    """A post as it stands in a list, and who repeats it there."""

    raw: msgspec.Raw
    reason: Reposted | None = None


class Adapter:
    """Makes posts of what the network showed, each named by its address without `at://`.

    `is_asked` says that these people chose this place: they are followed by us or spoke to us.
    """

    def __init__(
        self, source: str, *, now: dt.datetime, is_asked: bool, warnings: Warnings | None = None
    ) -> None:
        self.source = source
        self.warnings = warnings or Warnings()
        self._now = now
        self._is_asked = is_asked

    def placed(self, items: Iterable[Item]) -> Iterator[tuple[dt.datetime, Post | None]]:
        """For each line the moment by which the list is sorted, and its post if it may be kept."""
        for place, item in enumerate(items, 1):
            view = self._view(place, item.raw)
            if view is None:
                continue
            at = (item.reason and item.reason.indexed_at) or view.indexed_at
            yield at, self._post(place, view, item)

    def posts(self, raws: Iterable[msgspec.Raw]) -> tuple[Post, ...]:
        """The posts that may be kept, in the order given."""
        return tuple(post for _, post in self.placed(map(Item, raws)) if post)

    def heard(self, view: View, raw: msgspec.Raw) -> Post | None:
        """A post that was told rather than listed, if it may be kept; `raw` is what was told."""
        return self._post(None, view, Item(raw))

    def _view(self, place: int, raw: msgspec.Raw) -> View | None:
        try:
            return read_part(raw, View)
        except msgspec.MsgspecError as fault:
            given = read_fields(raw)
            missing = EXPECTED - given.keys() if given else frozenset()
            if missing:
                self.warnings.add(Caution.FIELDS_MISSING, place, fields=", ".join(sorted(missing)))
            else:
                self.warnings.add(Caution.ENTRY_BROKEN, place, problem=str(fault)[:200])
            return None

    def _post(self, place: int | None, view: View, item: Item) -> Post | None:
        by = item.reason.by if item.reason else None
        if not self._is_asked and any(
            label.val == _DECLINES for who in (view.author, by) if who for label in who.labels or ()
        ):
            self.warnings.add(Caution.AUTHOR_DECLINES, place)
            return None
        return self.post_of(view, item, self._moment(place, view))

    def _moment(self, place: int | None, view: View) -> dt.datetime:
        """When it was written by its author's clock, if that can be; else when it was seen."""
        try:
            at = dt.datetime.fromisoformat(view.record.created_at)
        except ValueError:
            self.warnings.add(Caution.DATE_UNREADABLE, place, text=view.record.created_at[:50])
            return view.indexed_at
        aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        if is_sensible(aware) and aware <= self._now + AHEAD:
            return aware.astimezone(dt.UTC)
        self.warnings.add(Caution.DATE_IN_FUTURE, place, text=view.record.created_at[:50])
        return self._now

    def post_of(self, view: View, item: Item, at: dt.datetime) -> Post:
        """One post; a repost carries the words of what it repeats, and says whose they are."""
        record, by = view.record, item.reason.by if item.reason else None
        seen_at = (item.reason and item.reason.indexed_at) or at
        parts = parts_of(record)
        name = name_of(item.reason.uri) if by and item.reason and item.reason.uri else ""
        return Post(
            id=f"{PLATFORM}:{name or name_of(view.uri)}{f'/{by.did}' if by and not name else ''}",
            platform=PLATFORM,
            source=self.source,
            url=page_of(view.uri),
            text=record.text[:MAX_TEXT],
            lang=next(iter(record.langs or ()), "").split("-")[0].lower()[:3],
            published_at=seen_at.astimezone(dt.UTC) if by else at,
            author=author_of(by or view.author),
            in_reply_to=_id(record.reply.parent.uri) if record.reply else "",
            thread=_id(record.reply.root.uri) if record.reply else "",
            repost_of=_id(view.uri) if by else "",
            quote_of=_quoted(view.embed),
            links=parts.links,
            hashtags=parts.hashtags,
            mentions=parts.mentions,
            media=tuple(_media(view.embed))[:MAX_MEDIA],
            engagement=Engagement(
                replies=view.reply_count or 0,
                reposts=view.repost_count or 0,
                likes=view.like_count or 0,
            ),
            raw=item.raw,
        )


class Parts(NamedTuple):
    """What is named in a text."""

    links: tuple[str, ...]
    hashtags: tuple[str, ...]
    mentions: tuple[str, ...]


def parts_of(record: Record) -> Parts:
    """Links, hashtags and names; the bounds of each part count bytes, not letters."""
    written = record.text.encode()
    links, tags, names = [], list(record.tags or ()), []
    for facet in record.facets or ():
        part = written[facet.index.byte_start : facet.index.byte_end].decode(errors="replace")
        for feature in facet.features:
            if feature.uri:
                links.append(web_address(feature.uri))
            elif feature.tag:
                tags.append(feature.tag)
            elif feature.did:
                names.append(part.removeprefix("@"))
    unique = (tuple(dict.fromkeys(filter(None, each))) for each in (links, tags, names))
    return Parts(*unique)


def name_of(uri: str) -> str:
    """A record's own name: its address without the scheme."""
    return uri.removeprefix("at://")


def page_of(uri: str) -> str:
    """Where a browser shows a post."""
    did, _, key = name_of(uri).partition("/app.bsky.feed.post/")
    return f"{SITE}/profile/{did}/post/{key}" if key else ""


def author_of(profile: Profile) -> Author:
    """Who wrote it: the name that never changes as id, the handle for people."""
    return Author(
        id=profile.did,
        handle=profile.handle,
        name=tidy(profile.display_name or "")[:200],
        url=f"{SITE}/profile/{profile.handle}",
        followers=profile.followers_count,
        bio=tidy(profile.description or "")[:1_000],
        is_bot=_is_bot(profile),
    )


def _is_bot(profile: Profile) -> bool | None:
    """Whether its owner calls it automated: what others say of it is their opinion."""
    if profile.labels is None:
        return None
    return any(label.val == _AUTOMATED and label.src == profile.did for label in profile.labels)


def _id(uri: str) -> str:
    return f"{PLATFORM}:{name_of(uri)}"


def _quoted(embed: Any) -> str:
    """The post inside a post; beside pictures it stands one level deeper."""
    inner = embed.get("record") if isinstance(embed, dict) else None
    inner = inner.get("record", inner) if isinstance(inner, dict) else None
    uri = inner.get("uri") if isinstance(inner, dict) else None
    return _id(uri) if isinstance(uri, str) and "/app.bsky.feed.post/" in uri else ""


def _media(embed: Any) -> Iterator[Media]:
    if not isinstance(embed, dict):
        return
    for image in embed.get("images") or ():
        if isinstance(image, dict):
            alt = tidy(str(image.get("alt") or ""))[:1_500]
            yield Media(type="image", url=web_address(str(image.get("fullsize") or "")), alt=alt)
    if str(embed.get("$type", "")).startswith("app.bsky.embed.video"):
        alt = tidy(str(embed.get("alt") or ""))[:1_500]
        yield Media(type="video", url=web_address(str(embed.get("playlist") or "")), alt=alt)
    yield from _media(embed.get("media"))
