"""JSON Feed 1.0 and 1.1; forgiving where feeds in the wild are careless."""

from typing import Any

import msgspec

from klankbord.connectors.dates import read_date
from klankbord.connectors.feed.wire import NOTHING, Content, Enclosure, Entry, Feed, Moment, Person
from klankbord.connectors.jsons import read_part, read_whole
from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_ENTRIES = 2_000
_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


class _Author(msgspec.Struct):
    name: str | None = None
    url: str | None = None


class _Attachment(msgspec.Struct):
    url: str = ""
    mime_type: str | None = None
    title: str | None = None


class _Item(msgspec.Struct):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    tags: list[str] | None = None
    language: str | None = None
    attachments: list[_Attachment] | None = None


class _Hub(msgspec.Struct):
    type: str = ""
    url: str = ""


class _Document(msgspec.Struct):
    version: str
    title: str | None = None
    home_page_url: str | None = None
    description: str | None = None
    language: str | None = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    feed_url: str | None = None
    hubs: list[_Hub] | None = None
    items: list[msgspec.Raw] = msgspec.field(default_factory=list)


def read_json(body: bytes) -> Feed:
    """Read a JSON Feed; items that cannot be read are named in `broken_entries`."""
    try:
        given = read_whole(body, _Document)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.FEED_UNRECOGNISED, cause=str(fault), suggestion=""
        ) from fault
    if not given.version.startswith(_VERSIONS):
        raise ConnectorRefused(Refusal.FEED_UNRECOGNISED, cause=given.version, suggestion="")
    entries, broken = _read_items(given.items[:MAX_ENTRIES])
    return Feed(
        version="json" + given.version.rpartition("/")[2].replace(".", "")[:4],
        entries=tuple(entries),
        title=Content(given.title or ""),
        subtitle=Content(given.description or ""),
        link=given.home_page_url or "",
        language=given.language or "",
        authors=_people(given.authors, given.author),
        n_left_out=max(0, len(given.items) - MAX_ENTRIES),
        broken_entries=tuple(broken),
        hubs=tuple(hub.url for hub in given.hubs or () if hub.type.lower() == "websub" and hub.url),
        own=given.feed_url or "",
    )


def _read_items(items: list[msgspec.Raw]) -> tuple[list[Entry], list[tuple[int, str]]]:
    entries: list[Entry] = []
    broken: list[tuple[int, str]] = []
    for place, raw in enumerate(items, 1):
        try:
            entries.append(_entry(read_part(raw, _Item, strict=False)))
        except msgspec.MsgspecError as fault:
            broken.append((place, str(fault)))
    return entries, broken


def _entry(item: _Item) -> Entry:
    links = tuple(filter(None, (item.url, item.external_url)))
    return Entry(
        guid="" if item.id is None else _plain_id(item.id),
        link=item.url or item.external_url or "",
        title=Content(item.title or ""),
        summary=Content(item.summary) if item.summary else NOTHING,
        contents=_contents(item),
        published=_moment(item.date_published),
        updated=_moment(item.date_modified),
        authors=_people(item.authors, item.author),
        tags=tuple(item.tags or ()),
        links=links,
        enclosures=_enclosures(item),
        language=item.language or "",
    )


def _plain_id(given: str | float) -> str:
    return str(int(given)) if isinstance(given, float) and given.is_integer() else str(given)


def _contents(item: _Item) -> tuple[Content, ...]:
    if item.content_html:
        return (Content(item.content_html, is_html=True, base=item.url or ""),)
    return (Content(item.content_text),) if item.content_text else ()


def _moment(text: str | None) -> Moment:
    return Moment(text or "", read_date(text) if text else None)


def _people(many: list[_Author] | None, one: _Author | None) -> tuple[Person, ...]:
    found = many or ([one] if one else [])
    return tuple(Person(each.name or "", each.url or "") for each in found)


def _enclosures(item: _Item) -> tuple[Enclosure, ...]:
    pictures: list[Any] = [item.image, item.banner_image]
    shown = [Enclosure(each, "image") for each in pictures if each]
    files = (Enclosure(a.url, a.mime_type or "", a.title or "") for a in item.attachments or ())
    return tuple(shown) + tuple(each for each in files if each.url)
