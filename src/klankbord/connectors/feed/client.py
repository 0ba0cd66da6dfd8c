"""Fetches a feed with good manners: only news, only as often as it asks."""

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import xxhash

from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.feed.adapter import Adapter, plain_of
from klankbord.connectors.feed.bounds import check_size
from klankbord.connectors.feed.hubs import announced
from klankbord.connectors.feed.json import read_json
from klankbord.connectors.feed.wire import Feed
from klankbord.connectors.feed.xml import read_xml
from klankbord.connectors.http import Response, conditional, validators
from klankbord.connectors.plaintext import web_address
from klankbord.core.post import Batch

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
SHORTEST = dt.timedelta(minutes=5)
LONGEST = dt.timedelta(days=1)
MAX_SEEN = 2_000
_ALTERNATE = re.compile(
    rb"<link\b(?=[^>]{0,500}\btype=[\"']?application/(?:rss|atom|feed)\+(?:xml|json))"
    rb"[^>]{0,500}?\bhref=[\"']?([^\"'\s>]{1,500})",
    re.IGNORECASE,
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class FeedConnector:
    """RSS, Atom, RDF, CDF and JSON Feed at a web address.

    Cursor: `origin` (the first address, part of ids), `etag`, `last_modified`, `digest` of the
    last page, `seen` (first reading time of undated entries), `interval` (what the feed asks),
    `push` (which hub tells of its news, and under which address).
    """

    key = "feed"
    label = "RSS, Atom, JSON Feed"
    abilities = frozenset({Ability.READ})

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new at the address `target`."""
        response = _fetch(target, cursor, context)
        kept = {**cursor, "origin": cursor.get("origin") or target}
        digest = xxhash.xxh3_64_hexdigest(response.body)
        if response.is_unchanged or digest == cursor.get("digest"):
            return _unchanged(response, {**kept, **validators(response)})
        reading = read_document(
            response.body,
            content_type=response.headers.get("content-type", ""),
            address=response.url,
            language=response.headers.get("content-language", ""),
            origin=kept["origin"],
            seen=cursor.get("seen"),
            now=context.now,
            headers=response.headers,
        )
        return _with_answer(reading, response, digest)


def _fetch(target: str, cursor: dict[str, Any], context: Context) -> Response:
    asked = conditional(
        etag=str(cursor.get("etag", "")), last_modified=str(cursor.get("last_modified", ""))
    )
    response = context.http.get(target, headers={"Accept": ACCEPT, **asked})
    return response.require_success(context.now)


def _unchanged(response: Response, cursor: dict[str, Any]) -> Reading:
    asked = cursor.get("interval")
    return Reading(
        batch=Batch(()),
        cursor=cursor,
        is_unchanged=True,
        target_moved_to=response.moved_to,
        next_after=dt.timedelta(seconds=asked) if isinstance(asked, int | float) else None,
    )


def _with_answer(reading: Reading, response: Response, digest: str) -> Reading:
    return Reading(
        batch=reading.batch,
        cursor={**reading.cursor, **validators(response), "digest": digest},
        title=reading.title,
        warnings=reading.warnings,
        target_moved_to=response.moved_to,
        next_after=reading.next_after,
    )


def read_document(
    body: bytes,
    *,
    now: dt.datetime,
    content_type: str = "",
    address: str = "",
    language: str = "",
    origin: str = "",
    seen: dict[str, int] | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Reading:
    """Read a feed that is already here (a file, a pushed update); raises `ConnectorRefused`."""
    origin = origin or address  # relative ids are made whole with it and outlive a move
    feed = parse_feed(body, content_type=content_type, address=origin, language=language)
    adapter = Adapter(feed, origin=origin, now=now, seen=seen or {})
    posts = adapter.posts()
    cursor: dict[str, Any] = {"origin": origin}
    if adapter.seen:
        cursor["seen"] = dict(list(adapter.seen.items())[:MAX_SEEN])
    if push := announced(feed, headers, address or origin):
        cursor["push"] = push
    interval = min(max(feed.interval, SHORTEST), LONGEST) if feed.interval else None
    if interval:
        cursor["interval"] = int(interval.total_seconds())
    return Reading(
        batch=Batch(posts),
        cursor=cursor,
        title=plain_of(feed.title).text[:200],
        warnings=adapter.warnings.collected(),
        next_after=interval,
    )


def parse_feed(
    body: bytes, *, content_type: str = "", address: str = "", language: str = ""
) -> Feed:
    """Read the words of a feed, whatever its kind; raises `ConnectorRefused`.

    `content_type`, `address` and `language` are what the answer's headers say of it.
    """
    check_size(body)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return read_json(body.lstrip(b"\xef\xbb\xbf"))
    feed = read_xml(body, content_type, address, language)
    is_page = feed.version == "unknown" and not feed.entries and _PAGE.search(body[:2_000])
    if not feed.version or is_page:
        raise ConnectorRefused(Refusal.FEED_UNRECOGNISED, suggestion=_suggestion(body, address))
    return feed


def _suggestion(body: bytes, address: str) -> str:
    """The feed that a web page names in its head, if this is a web page."""
    found = _ALTERNATE.search(body[:200_000])
    return web_address(found[1].decode("utf-8", "replace"), address) if found else ""


CONNECTOR = FeedConnector()
