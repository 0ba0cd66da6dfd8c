"""From the words of feeds to posts."""

import datetime as dt
import re
from typing import Any

import msgspec
import xxhash

from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.feed.wire import NOTHING, Content, Enclosure, Entry, Feed, Moment, Person
from klankbord.connectors.plaintext import (
    MAX_LINKS,
    MAX_MEDIA,
    Plain,
    hashtags_in,
    host_of,
    mentions_in,
    plain,
    tidy,
    web_address,
    web_addresses,
)
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Media, Post

PLATFORM = "feed"
MAX_ID = 400
MAX_RAW = 10_000
MAX_TITLE = 1_000
_WORLDWIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:.")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


class Adapter:
    """Makes posts of one page; `origin` is the feed's first address, `seen` when undated ones came.

    `seen` (short id → seconds) is kept in the cursor: an entry without a date keeps the time at
    which it was first read, so that reading again gives the same post.
    """

    def __init__(self, feed: Feed, *, origin: str, now: dt.datetime, seen: dict[str, int]) -> None:
        self.feed = feed
        self.origin = origin
        self.now = now
        self.warnings = Warnings()
        self.seen: dict[str, int] = {}
        self._seen_before = seen
        self._title = plain_of(feed.title).text[:MAX_TITLE]
        self._site = web_address(feed.link, origin)

    def posts(self) -> tuple[Post, ...]:
        """The posts of the page, each once, in the order of the feed."""
        self._warn_of_feed()
        found: dict[str, Post] = {}
        for place, entry in enumerate(self.feed.entries, 1):
            post = self._post(place, entry)
            if post and post.id in found:
                self.warnings.add(Caution.ENTRY_REPEATED, place)
            elif post:
                found[post.id] = post
        return tuple(found.values())

    def _warn_of_feed(self) -> None:
        feed = self.feed
        if feed.problem:
            self.warnings.add(Caution.FEED_BROKEN, problem=feed.problem)
        if feed.is_encoding_guessed:
            self.warnings.add(Caution.FEED_ENCODING_GUESSED, encoding=feed.encoding)
        if feed.n_left_out:
            self.warnings.add(Caution.ENTRIES_LEFT_OUT, count=feed.n_left_out)
        for place, problem in feed.broken_entries:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem=problem)

    def _post(self, place: int, entry: Entry) -> Post | None:
        title = plain_of(entry.title)
        body = plain_of(_best_content(entry))
        url = web_address(entry.link, self.origin)
        if not (title.text or body.text or url or body.media or entry.enclosures):
            self.warnings.add(Caution.ENTRY_EMPTY, place)
            return None
        external = self._external_id(place, entry, title.text, body.text)
        return Post(
            id=f"{PLATFORM}:{external}",
            platform=PLATFORM,
            source=self._title or host_of(self.origin),
            url=url,
            title=title.text[:MAX_TITLE].replace("\n", " "),
            text=self._cut(place, body.text),
            lang=self._language(entry),
            published_at=self._published_at(place, entry, external),
            author=self._author(entry),
            in_reply_to=self._reference(entry.in_reply_to),
            hashtags=_hashtags(entry.tags, body.text),
            mentions=mentions_in(body.text),
            links=self._links(entry, url, body),
            media=_media(entry.enclosures, body, self.origin),
            engagement=Engagement(replies=entry.n_replies),
            raw=_raw(entry),
        )

    def _cut(self, place: int, text: str) -> str:
        if len(text) > MAX_TEXT:
            self.warnings.add(Caution.TEXT_CUT, place, limit=MAX_TEXT)
        return text[:MAX_TEXT]

    def _external_id(self, place: int, entry: Entry, title: str, text: str) -> str:
        if guid := tidy(entry.guid) or web_address(entry.link, self.origin):
            return self._worldwide(guid)
        self.warnings.add(Caution.ENTRY_WITHOUT_ID, place)
        moment = _first_moment(entry)
        return self._worldwide(_digest(f"{moment.text}\n{title}\n{text}"))

    def _worldwide(self, guid: str) -> str:
        """An id that no other feed has: `17` alone says nothing outside its own feed."""
        if not _WORLDWIDE.match(guid):
            guid = f"{_digest(self.origin)}:{guid}"
        return guid if len(guid) <= MAX_ID else f"{_digest(self.origin)}:{_digest(guid)}"

    def _reference(self, guid: str) -> str:
        return f"{PLATFORM}:{self._worldwide(tidy(guid))}" if guid.strip() else ""

    def _published_at(self, place: int, entry: Entry, external: str) -> dt.datetime:
        moment = _first_moment(entry)
        if moment.at and is_sensible(moment.at) and moment.at <= self.now + AHEAD:
            return moment.at
        key = Caution.DATE_UNREADABLE if moment.text else Caution.DATE_MISSING
        if moment.at and is_sensible(moment.at):
            key = Caution.DATE_IN_FUTURE
        values = {"text": moment.text[:50]} if moment.text else {}
        self.warnings.add(key, place, **values)
        return self._first_seen(external)

    def _first_seen(self, external: str) -> dt.datetime:
        short = _digest(external)
        seconds = self._seen_before.get(short, int(self.now.timestamp()))
        self.seen[short] = seconds
        return dt.datetime.fromtimestamp(seconds, dt.UTC)

    def _language(self, entry: Entry) -> str:
        given = (entry.language, *(c.language for c in entry.contents), entry.summary.language)
        named = next(filter(None, (*given, entry.title.language, self.feed.language)), "")
        found = _LANGUAGE.match(named.strip())
        return found[0].lower() if found else ""

    def _author(self, entry: Entry) -> Author:
        person = next(iter(entry.authors or self.feed.authors), Person())
        name = tidy(plain_of(Content(person.name or person.email, is_html=True)).text)[:200]
        url = web_address(person.url, self.origin)
        host = host_of(self._site or self.origin) or "feed"
        if not name:
            return Author(id=host, handle=host, name=self._title, url=url or self._site)
        return Author(id=f"{host}/{name}".lower(), handle=name, name=name, url=url)

    def _links(self, entry: Entry, url: str, body: Plain) -> tuple[str, ...]:
        found = web_addresses((*body.links, *entry.links), self.origin)
        return tuple(link for link in found if link != url)[:MAX_LINKS]


def plain_of(content: Content) -> Plain:
    """The words, links and pictures of a piece of content."""
    if content.is_html:
        return plain(content.value, content.base)
    return Plain(tidy(content.value))


def _best_content(entry: Entry) -> Content:
    found = (content for content in (*entry.contents, entry.summary) if content.value.strip())
    return next(found, NOTHING)


def _first_moment(entry: Entry) -> Moment:
    """When it was published; feeds that do not say so give at least when it was made or changed."""
    given = [m for m in (entry.published, entry.created, entry.updated) if m.text or m.at]
    readable = (moment for moment in given if moment.at and is_sensible(moment.at))
    return next(readable, given[0] if given else Moment())


def _digest(text: str) -> str:
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))


def _hashtags(tags: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Categories written as hashtags (`Local news` → `Localnews`) and hashtags in the text."""
    named = ("".join(tidy(tag).removeprefix("#").split())[:100] for tag in tags[:50])
    return tuple(dict.fromkeys((*filter(None, named), *hashtags_in(text))))


def _media(enclosures: tuple[Enclosure, ...], body: Plain, base: str) -> tuple[Media, ...]:
    given = (
        Media(_kind(each), web_address(each.url, base), tidy(each.title)[:500])
        for each in enclosures
    )
    by_address = {media.url: media for media in (*given, *body.media) if media.url}
    return tuple(by_address.values())[:MAX_MEDIA]


def _kind(enclosure: Enclosure) -> str:
    kind = enclosure.type.partition("/")[0].lower()
    return kind if kind in {"image", "video", "audio"} else "file"


def _raw(entry: Entry) -> msgspec.Raw:
    cut: dict[str, Any] = {
        "title": _shorter(entry.title),
        "summary": _shorter(entry.summary),
        "contents": tuple(_shorter(content) for content in entry.contents[:3]),
        "links": entry.links[:MAX_LINKS],
        "tags": entry.tags[:50],
        "enclosures": entry.enclosures[:MAX_MEDIA],
        "authors": entry.authors[:20],
    }
    return msgspec.Raw(msgspec.json.encode(msgspec.structs.replace(entry, **cut)))


def _shorter(content: Content) -> Content:
    if len(content.value) <= MAX_RAW:
        return content
    return msgspec.structs.replace(content, value=content.value[:MAX_RAW])
