"""XML feeds by way of feedparser, which is given only what was looked over before."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import feedparser
from feedparser.encodings import convert_to_utf8

from klankbord.connectors.dates import read_date
from klankbord.connectors.feed.bounds import check_xml
from klankbord.connectors.feed.wire import (
    NOTHING,
    Content,
    Enclosure,
    Entry,
    Feed,
    Moment,
    Person,
)

MAX_ENTRIES = 2_000
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_TRAP = re.compile(
    rb"(?:encoding|charset)\s*=\s*[\"']?\s*(?:punycode|idna|undefined|utf-?_?7|\w*unicode_?\w*escape)",
    re.IGNORECASE,
)
"""Names of Python codecs that are no character sets; some take quadratic time."""
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,300}\?>")
_NAKED = re.compile(
    rb"<(guid|author|category)((?:\s[^<>]*)?)>\s*<(p|b|i|em|strong|span|div|a)(?:\s[^<>]*)?>"
    rb"([^<]*)</\3>\s*</\1>"
)
"""Markup in an element of plain text, of which feedparser loses the text."""
_LINK_URI = re.compile(rb"(<link\b[^<>]*?)\suri=(?:\"[^\"<>]*\"|'[^'<>]*')")
"""An attribute that feedparser takes for the link itself."""
_YEAR_ZERO = re.compile(r"(?<![+\-\d])0000(?!\d)")
_MAIL_AND_NAME = re.compile(r"(\S+@\S+)\s+\(([^()]+)\)")
_NAME_AND_MAIL = re.compile(r"([^<>]*?)\s*<(\S+@[^\s<>]+)>")
_SERVED = "application/xml; charset=utf-8"


def read_xml(body: bytes, content_type: str, address: str, language: str = "") -> Feed:
    """Read RSS, RDF, Atom or CDF; `version` stays empty if it is none of them."""
    document, facts = _decoded(body, content_type)
    check_xml(document)
    document = _LINK_URI.sub(rb"\1", _NAKED.sub(rb"<\1\2>\4</\1>", document))
    headers = {"content-type": _SERVED, "content-location": address}
    if language:
        headers["content-language"] = language
    found = feedparser.parse(
        io.BytesIO(document),
        response_headers=headers,
        sanitize_html=False,  # all markup is removed by ours, see plaintext.py
        resolve_relative_uris=False,
    )
    return _feed(found, facts)


def _decoded(body: bytes, content_type: str) -> tuple[bytes, dict[str, Any]]:
    """The document in UTF-8, and what was found out about its character set."""
    if _TRAP.search(body[:400].replace(b"\0", b"")):
        body = _DECLARATION.sub(b"", body, count=1)
    if _TRAP.search(content_type.encode("ascii", "replace")):
        content_type = ""
    facts: dict[str, Any] = {}
    try:
        return convert_to_utf8(_headers(content_type), body, facts), facts
    except (ValueError, LookupError):  # a character set whose very name is an attack
        return body.decode("utf-8", "replace").encode(), {"encoding": "utf-8"}


def _headers(content_type: str) -> dict[str, str]:
    """The type as sent; text/xml without a character set counts as unsaid (RFC 7303)."""
    if not content_type or re.fullmatch(r"text/[^;]*", content_type.strip()):
        return {}
    return {"content-type": content_type}


def _feed(found: Mapping[str, Any], facts: Mapping[str, Any]) -> Feed:
    head = dict(found["feed"])
    entries = found["entries"]
    trouble = found.get("bozo_exception")
    return Feed(
        version=str(found.get("version") or ("unknown" if head or entries else "")),
        entries=tuple(_entry(dict(entry)) for entry in entries[:MAX_ENTRIES]),
        title=_content(head.get("title_detail")),
        subtitle=_content(head.get("subtitle_detail") or head.get("summary_detail")),
        link=_text(head.get("link")).strip(),
        language=_text(head.get("language")),
        encoding=str(facts.get("encoding") or "utf-8"),
        updated=_moment(head, "updated"),
        authors=_people(head),
        interval=_interval(head),
        problem=str(trouble or "")[:200] if found.get("bozo") else "",
        is_encoding_guessed=isinstance(
            facts.get("bozo_exception"), feedparser.CharacterEncodingOverride
        ),
        n_left_out=max(0, len(entries) - MAX_ENTRIES),
        hubs=_linked(head, "hub"),
        own=next(iter(_linked(head, "self")), ""),
    )


def _linked(head: dict[str, Any], rel: str) -> tuple[str, ...]:
    links = (each for each in _dicts(head.get("links")) if each.get("rel") == rel)
    return tuple(filter(None, (_text(link.get("href")).strip() for link in links)))


def _entry(given: dict[str, Any]) -> Entry:
    reply = given.get("thr_in-reply-to")
    return Entry(
        guid=_text(given.get("id")),
        link=_link(given),
        title=_content(given.get("title_detail")),
        summary=_content(given.get("summary_detail")),
        contents=tuple(_content(each) for each in _dicts(given.get("content"))),
        published=_moment(given, "published"),
        updated=_moment(given, "updated"),
        created=_moment(given, "created"),
        authors=_people(given),
        tags=tuple(_text(tag.get("term") or tag.get("label")) for tag in _dicts(given.get("tags"))),
        links=tuple(_text(link.get("href")).strip() for link in _dicts(given.get("links"))),
        enclosures=tuple(_enclosures(given)),
        language=_text(given.get("language")),
        in_reply_to=_text(reply.get("ref")) if isinstance(reply, dict) else "",
        n_replies=_number(given.get("slash_comments") or given.get("thr_total")),
    )


def _link(given: dict[str, Any]) -> str:
    """The page of an entry; an enclosure is none, whatever stands last in the feed."""
    link = _text(given.get("link")).strip()
    links = _dicts(given.get("links"))
    if any(_text(each.get("href")) == link and each.get("rel") == "enclosure" for each in links):
        pages = (each.get("href") for each in links if each.get("rel") == "alternate")
        return _text(next(filter(None, pages), link))
    return link


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(value: Any) -> int:
    text = _text(value).strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


def _content(detail: Any) -> Content:
    if not isinstance(detail, dict):
        return NOTHING
    return Content(
        value=_text(detail.get("value")),
        is_html=detail.get("type") in _HTML,
        base=_text(detail.get("base")),
        language=_text(detail.get("language")),
    )


def _moment(given: dict[str, Any], name: str) -> Moment:
    text = _text(given.get(name))
    if _YEAR_ZERO.search(text):  # feedparser takes it for the year 2000
        return Moment(text=text)
    return Moment(text=text, at=_parsed(given.get(f"{name}_parsed")) or read_date(text))


def _parsed(given: Any) -> dt.datetime | None:
    try:
        year, month, day, hour, minute, second = given[:6]
        return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _people(given: dict[str, Any]) -> tuple[Person, ...]:
    if written := _written(_text(given.get("author"))):
        return (written,)
    found = [_person(each) for each in _dicts(given.get("authors"))]
    found = [person for person in found if person != Person()]
    if not found and given.get("author"):
        found = [Person(name=_text(given["author"]))]
    return tuple(found)


def _written(text: str) -> Person | None:
    """An author written as `mail (Name)` or `Name <mail>`: long ends (`.amsterdam`) confuse."""
    if found := _MAIL_AND_NAME.fullmatch(text.strip()):
        return Person(name=found[2].strip(), email=found[1])
    if found := _NAME_AND_MAIL.fullmatch(text.strip()):
        return Person(name=found[1].strip(), email=found[2])
    return None


def _person(given: dict[str, Any]) -> Person:
    return Person(
        name=_text(given.get("name")),
        url=_text(given.get("href")),
        email=_text(given.get("email")),
    )


def _enclosures(given: dict[str, Any]) -> Iterable[Enclosure]:
    for link in _dicts(given.get("links")):
        if link.get("rel") == "enclosure" and _text(link.get("href")):
            yield Enclosure(_text(link["href"]), _text(link.get("type")), _text(link.get("title")))
    for shown in _dicts(given.get("media_content")):
        kind = _text(shown.get("type")) or _text(shown.get("medium"))
        yield Enclosure(_text(shown.get("url")), kind)
    for shown in _dicts(given.get("media_thumbnail")):
        yield Enclosure(_text(shown.get("url")), "image")


def _interval(head: dict[str, Any]) -> dt.timedelta | None:
    """What the feed asks: `ttl` in minutes, else `sy:updatePeriod` over `sy:updateFrequency`."""
    if minutes := _number(head.get("ttl")):
        return dt.timedelta(minutes=min(minutes, 1_000_000))
    hours = _PERIODS.get(_text(head.get("sy_updateperiod")).strip().lower())
    if hours is None:
        return None
    return dt.timedelta(hours=hours) / max(1, _number(head.get("sy_updatefrequency")))
