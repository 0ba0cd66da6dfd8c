"""What a web page says of itself: its title and a few words, for a card below a link.

Read from the head of the page as Open Graph (ogp.me) and HTML put it there. The page is not
parsed: whatever it is made of costs no more than looking through its first half megabyte.
"""

import codecs
import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Final

TITLE_LENGTH: Final = 160
ABOUT_LENGTH: Final = 280
_LOOKED_AT: Final = 500_000  # bytes: the head of a page is in them
_MOST_TAGS: Final = 300
_LONGEST_TAG: Final = 4_000
_KINDS: Final = frozenset({"text/html", "application/xhtml+xml", ""})
_CHARSET: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE
)
_CHARSETS: Final = re.compile(
    r"utf-?8|utf-?16(?:[lb]e)?|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(?:windows-|cp)12\d\d"
    r"|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
_BEGIN: Final = re.compile(r"<meta\b", re.IGNORECASE)
_META: Final = re.compile(r"""<meta\s((?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
_PAIR: Final = re.compile(
    r"""(?<![a-z:-])([a-z:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"<title(?:\s[^<>]{0,500})?>([^<]{0,2000})", re.IGNORECASE)
_TITLES: Final = ("og:title", "twitter:title")
_ABOUTS: Final = ("og:description", "description", "twitter:description")
_ONE_BYTE: Final = "cp1252"  # what a page without a word about it was written in, if not UTF-8


@dataclass(frozen=True, slots=True)
class PageCard:
    """Plain text, in one line each; `about` may be empty."""

    title: str
    about: str = ""


def page_card(body: bytes, content_type: str) -> PageCard | None:
    """The card of a page; None for what is no page, or has no title."""
    kind, _, more = content_type.partition(";")
    if kind.strip().lower() not in _KINDS:
        return None
    text = _decoded(body[:_LOOKED_AT], more)
    told = _told(text)
    found = _TITLE.search(text)
    title = next((told[name] for name in _TITLES if told.get(name)), found[1] if found else "")
    about = next((told[name] for name in _ABOUTS if told.get(name)), "")
    title, about = _plain(title, TITLE_LENGTH), _plain(about, ABOUT_LENGTH)
    return PageCard(title, "" if about == title else about) if title else None


def _told(text: str) -> dict[str, str]:
    """What the first `meta` tags say, each name once."""
    told: dict[str, str] = {}
    for begin in islice(_BEGIN.finditer(text), _MOST_TAGS):
        tag = _META.match(text[begin.start() : begin.start() + _LONGEST_TAG])
        pairs = _PAIR.finditer(tag[1]) if tag else ()
        given = {pair[1].lower(): pair[2] or pair[3] or pair[4] or "" for pair in pairs}
        name = (given.get("property") or given.get("name") or "").lower()
        told.setdefault(name, given.get("content", ""))
    return told


def _decoded(body: bytes, more: str) -> str:
    """By its own mark, what the server says, what the page says, UTF-8, or one byte a letter."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    said = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", more, re.IGNORECASE)
    in_page = _CHARSET.search(body[:2_000])
    for name in (said[1] if said else "", in_page[1].decode() if in_page else ""):
        if _is_known(name):
            return body.decode(name, "replace")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)  # the end may be cut off
    except UnicodeDecodeError:
        return body.decode(_ONE_BYTE, "replace")
    return body.decode("utf-8", "replace")


def _is_known(name: str) -> bool:
    """Whether pages are written so: Python knows others too, some that fail or cost a lot."""
    try:
        return bool(_CHARSETS.fullmatch(name)) and bool(codecs.lookup(name))
    except LookupError:
        return False


def _plain(text: str, length: int) -> str:
    """One line without signs that are not seen, cut at a word."""
    seen = (
        " " if each.isspace() else each
        for each in html.unescape(text)
        if each.isspace() or not unicodedata.category(each).startswith("C")
    )  # fmt: skip
    line = " ".join("".join(seen).split())
    if len(line) <= length:
        return line
    return f"{line[:length].rpartition(' ')[0] or line[: length - 1]}…"
