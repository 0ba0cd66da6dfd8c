"""HTML from outside to plain text, links and pictures; nothing of the markup survives."""

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import nh3

from klankbord.core.post import Media

MAX_HTML = 400_000
"""Longest piece of HTML that is looked at, in characters."""
MAX_LINKS = 100
MAX_MEDIA = 20

_PARAGRAPHS = frozenset({"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol"})
_LINES = frozenset({"div", "li", "tr", "dt", "dd", "hr", "table", "figure", "figcaption"})
_CELLS = frozenset({"td", "th"})
_MEDIA = {"img": "image", "video": "video", "audio": "audio", "source": "video"}
_SILENT = {"script", "style", "template", "svg", "math", "applet"}
_SHELLS = re.compile(
    r"</?(?:i?frame|noframes|noembed|noscript|object|embed|textarea|title|xmp|plaintext|select"
    r"|option)\b[^<>]*>|<!\[CDATA\[|\]\]>",
    re.IGNORECASE,
)
"""Taken off before the cleaner sees them: for a browser, what stands inside them is no text."""
_NOT_MARKUP = re.compile(r"<(?=!(?!--|doctype\s+[a-z]))|<(?=/?(?:[^a-zA-Z/!?]|$))", re.IGNORECASE)
_EMPTY_SILENT = re.compile(r"<(?:script|style|template|svg|math|applet)\b[^<>]*/>", re.IGNORECASE)
_CLEANER = nh3.Cleaner(
    tags={"a", "br", *_MEDIA, *_PARAGRAPHS, *_LINES, *_CELLS},
    clean_content_tags=_SILENT,
    attributes={"a": {"href"}, **{tag: {"src", "alt"} for tag in _MEDIA}},
    link_rel=None,
    url_schemes={"http", "https"},
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_BREAKS = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
_MENTION = re.compile(r"(?<![\w/.@])@(\w[\w.-]*\w|\w)")


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_VOID = {"area", "br", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_NEVER_DEEP = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", *_VOID})
MAX_TAGS_UNCOUNTED = 1_000
MAX_DEPTH = 200
MAX_REFERENCES = 100_000


class Plain(NamedTuple):
    """What a piece of HTML says: its words, where it links to, and what it shows."""

    text: str
    links: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()


class _Words(HTMLParser):
    """Walks over cleaned HTML and collects words, links and pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.media: list[Media] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag in _MEDIA and given.get("src"):
            alt = tidy(given.get("alt", ""))
            self.media.append(Media(type=_MEDIA[tag], url=given["src"], alt=alt))

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not (data.isspace() and self._is_at_line_start()):
            self.pieces.append(data.replace("\n", " "))

    def _is_at_line_start(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].endswith("\n")

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag == "br" or (tag in _LINES and not self._is_at_line_start()):
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")


def tidy(text: str) -> str:
    """Text without control characters, with single spaces and at most one empty line at a time."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = _SPACES.sub(" ", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _MANY_BREAKS.sub("\n\n", _BREAKS.sub("\n", text)).strip()


def plain(markup: str, base: str = "") -> Plain:
    """Read HTML; relative links are joined to `base`, only http and https links are kept."""
    markup = markup[:MAX_HTML]
    if "<" not in markup:
        return Plain(tidy(html.unescape(markup)))
    clean = cleaned(markup, _CLEANER)
    if clean is None:
        return Plain(tidy(html.unescape(_TAG.sub(" ", _SHELLS.sub("", markup)))))
    words = _Words()
    words.feed(clean)
    words.close()
    media = (Media(m.type, web_address(m.url, base), m.alt) for m in words.media)
    return Plain(
        tidy("".join(words.pieces)),
        web_addresses(words.links, base),
        tuple(dict.fromkeys(m for m in media if m.url))[:MAX_MEDIA],
    )


def cleaned(markup: str, cleaner: nh3.Cleaner) -> str | None:
    """Markup from outside as `cleaner` leaves it, sound enough for a strict parser.

    None where elements stand deeper in each other than any page does, or character references are
    more than in any page: the cleaner takes time squared over these.
    """
    markup = _SHELLS.sub("", _EMPTY_SILENT.sub("", markup))
    if markup.count("&") > MAX_REFERENCES or _is_too_deep(markup):
        return None
    return cleaner.clean(_NOT_MARKUP.sub("&lt;", markup))


def _is_too_deep(markup: str) -> bool:
    if markup.count("<") < MAX_TAGS_UNCOUNTED:
        return False
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _NEVER_DEEP:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def web_address(text: str, base: str = "") -> str:
    """The address in full if it is one of the web, else nothing."""
    if not text:
        return ""
    try:
        full = urljoin(base, text.strip()) if base else text.strip()
        parts = urlsplit(full)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return _CONTROL.sub("", full)[:2_000] if is_web else ""


def web_addresses(texts: Iterable[str], base: str = "") -> tuple[str, ...]:
    """Those of `texts` that are addresses of the web, each once, at most a hundred."""
    found = filter(None, (web_address(text, base) for text in texts))
    return tuple(dict.fromkeys(found))[:MAX_LINKS]


def host_of(address: str) -> str:
    """The machine's name in a web address, without `www.`; empty if there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def hashtags_in(text: str) -> tuple[str, ...]:
    """Hashtags in a text, without `#`, each once, in their order."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text))) if "#" in text else ()


def mentions_in(text: str) -> tuple[str, ...]:
    """Handles named in a text, without `@`, each once, in their order."""
    return tuple(dict.fromkeys(_MENTION.findall(text))) if "@" in text else ()
