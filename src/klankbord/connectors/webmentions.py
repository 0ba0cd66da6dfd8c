"""Webmention (W3C Recommendation, 2017): whether a page links to ours.

A receiver believes nobody: it reads the page itself, through the guarded client, and looks whether
our address stands there as a link, letter for letter (section 3.2.2).
"""

import datetime as dt
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.http import Response
from klankbord.connectors.plaintext import cleaned, plain, tidy

MAX_PAGE = 1_000_000
"""Bytes of a page that are looked at."""
MAX_WORDS = 5_000
_GONE = 410
_NOT_FOUND = 404
_ADDRESSES = frozenset({"cite", "href", "poster", "src"})
_LINKING = {"a", "area", "audio", "blockquote", "del", "img", "ins", "link", "q", "source", "video"}
_TELLING = {"meta": {"content", "name", "property"}, "time": {"datetime"}}
_SILENT = {"script", "style", "template", "svg", "math", "applet"}
_CLEANER = nh3.Cleaner(
    tags={*_LINKING, *_TELLING},
    clean_content_tags=_SILENT,
    attributes={"*": set(_ADDRESSES), **_TELLING},
    link_rel=None,
    url_schemes={"http", "https"},
)
_OTHER_TAG = re.compile(
    rf"</?(?!(?:{'|'.join(sorted({*_LINKING, *_TELLING, *_SILENT}))})[\s/>])[a-z][^<>]*>",
    re.IGNORECASE,
)
"""Links in nothing; gone before the depth of what is left is weighed."""
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{0,500})", re.IGNORECASE)
_BODY = re.compile(r"<(article|main)\b[^<>]*>", re.IGNORECASE)


class Mentioning(NamedTuple):
    """A page that links to ours: what it says, and when it says that it was written."""

    title: str
    words: str
    author: str
    published_at: dt.datetime | None


class _Page(HTMLParser):
    """Collects where a cleaned page links to, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: set[str] = set()
        self.author = ""
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses.update(given[name].strip() for name in _ADDRESSES & given.keys())
        if tag == "time" and given.get("datetime"):
            self.written.append(given["datetime"])
        if tag == "meta":
            self._note(given)

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
    words = plain(_body(text), answer.url).text
    return Mentioning(_title(text), _short(words), tidy(found.author), _when(found, context.now))


def _read(text: str) -> _Page:
    clean = cleaned(_OTHER_TAG.sub("", text), _CLEANER)
    if clean is None:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="no page", permanent=True)
    page = _Page()
    page.feed(clean)
    page.close()
    return page


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return tidy(html.unescape(found[1])).replace("\n", " ") if found else ""


def _body(text: str) -> str:
    """What stands in the first article of a page, or in its main part; all of it without these."""
    opening = _BODY.search(text)
    if opening is None:
        return text
    closing = re.compile(rf"</{opening[1]}\b", re.IGNORECASE).search(text, opening.end())
    return text[opening.end() : closing.start() if closing else None]


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
