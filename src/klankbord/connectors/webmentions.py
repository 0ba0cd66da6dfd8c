"""Webmention (W3C Recommendation, 2017): whether a page links to ours, and where to tell a page so.

A receiver believes nobody: it reads the page itself, through the guarded client, and looks whether
our address stands there as a link, letter for letter (section 3.2.2).
"""

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

from klankbord.connectors.contract import Context
from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.http import Response
from klankbord.connectors.plaintext import plain, tidy

MAX_PAGE = 1_000_000
"""Bytes of a page that are looked at."""
MAX_WORDS = 5_000
_GONE = 410
_NOT_FOUND = 404
_ADDRESSES = frozenset({"cite", "data", "href", "poster", "src"})
_BODY = re.compile(r"<(article|main)\b[^<>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_REL = re.compile(r"\brel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


class Mentioning(NamedTuple):
    """A page that links to ours: what it says, and when it says that it was written."""

    title: str
    words: str
    author: str
    published_at: dt.datetime | None


class _Page(HTMLParser):
    """Collects where a page links to, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: set[str] = set()
        self.endpoints: list[str] = []
        self.title = ""
        self.author = ""
        self.written: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses.update(given[name].strip() for name in _ADDRESSES & given.keys())
        self._in_title = tag == "title" and not self.title
        if tag in {"a", "link"} and "href" in given and _is_ours(given.get("rel", "")):
            self.endpoints.append(given["href"])
        if tag == "time" and given.get("datetime"):
            self.written.append(given["datetime"])
        if tag == "meta":
            self._note(given)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data[:500]

    def _note(self, given: dict[str, str]) -> None:
        name = given.get("property") or given.get("name") or ""
        if name == "article:published_time":
            self.written.insert(0, given.get("content", ""))
        elif name == "author":
            self.author = given.get("content", "")[:200]


def ask_page(page: str, target: str, context: Context) -> Mentioning | None:
    """What `page` says, if it links to `target`; None if it does not, or is gone.

    Raises `ConnectorRefused` where that cannot be known.
    """
    answer = context.http.get(page, headers={"Accept": "text/html, application/json, text/plain"})
    if answer.status in {_GONE, _NOT_FOUND}:
        return None
    text = _text(answer.require_success(context.now))
    kind = _kind(answer)
    if kind == "text/plain":
        return Mentioning("", _short(text), "", None) if target in text else None
    if kind == "application/json":
        # An address in JSON may have its slashes escaped.
        is_there = f'"{target}"' in text.replace("\\/", "/")
        return Mentioning("", "", "", None) if is_there else None
    found = _read(text)
    if target not in found.addresses:
        return None
    main = _BODY.search(text)
    words = plain(main[2] if main else text, answer.url).text
    title = tidy(found.title).replace("\n", " ")[:500]
    return Mentioning(title, _short(words), tidy(found.author), _when(found, context.now))


def find_endpoint(answer: Response) -> str:
    """Where a page wants to be told of mentions (section 3.1.2); empty if it does not say."""
    for address, rest in _LINK.findall(answer.headers.get("link", "")):
        named = _REL.search(rest)
        if named and _is_ours(named[1] or named[2] or ""):
            return urljoin(answer.url, str(address))
    if _kind(answer) not in {"text/html", "application/xhtml+xml"}:
        return ""
    endpoints = _read(_text(answer)).endpoints
    return urljoin(answer.url, endpoints[0]) if endpoints else ""


def _read(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


def _is_ours(rel: str) -> bool:
    return "webmention" in rel.lower().split()


def _kind(answer: Response) -> str:
    return answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()


def _text(answer: Response) -> str:
    """Nearly all pages are UTF-8; of the others the addresses are still letters of ASCII."""
    return answer.body[:MAX_PAGE].decode("utf-8", "replace").replace("\x00", "")


def _short(text: str) -> str:
    return tidy(text)[:MAX_WORDS]


def _when(page: _Page, now: dt.datetime) -> dt.datetime | None:
    return next(_moments(page.written, now), None)


def _moments(texts: list[str], now: dt.datetime) -> Iterator[dt.datetime]:
    for text in texts[:20]:
        try:
            at = dt.datetime.fromisoformat(text.strip())
        except ValueError:
            continue
        aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        if is_sensible(aware) and aware <= now + AHEAD:
            yield aware.astimezone(dt.UTC)
