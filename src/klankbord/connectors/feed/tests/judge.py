"""Compares what we read from a published test feed with what its makers expect of it.

Two sets: feedparser's own cases carry a Python expression each (`expect`), gofeed's the parsed
feed as JSON. Both speak of many things that a post does not carry (copyright, generator, clouds);
only what we carry is compared, and a case that speaks of nothing else counts as read, not as
agreeing. Expected HTML is compared by its words, links and pictures, taken out here by another
way than the adapter's.
"""

import ast
import datetime as dt
import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from klankbord.connectors.feed.wire import Content, Entry, Feed, Moment, Person
from klankbord.connectors.plaintext import plain
from klankbord.core.post import Post

BASE = "http://127.0.0.1:8097/feed.xml"
NOT_CARRIED = object()

_SILENT = re.compile(
    r"<(script|style|iframe|object|applet|noscript|textarea|select|svg|math|head|title|frame"
    r"|embed|template|noembed|noframes)\b[^>]*?(?:/>|>.*?</\1\s*>|>)",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<\?.*?>|<![^>]*>", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE = re.compile(r"<img\b[^>]*?\bsrc=[\"']([^\"']+)", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^>]*?\bhref=[\"']([^\"']+)", re.IGNORECASE)


def words_of(markup: str) -> str:
    """The words of HTML, without any white space."""
    markup = _COMMENT.sub("", _SILENT.sub("", markup))
    # feedparser leaves the beginning of a script in the text; by HTML's own rules it is script
    markup = re.sub(r"function executeMe\(\)\s*\{\s*/\*", "", markup)
    # a CDATA mark inside CDATA is text for feedparser; for a reader it is rubbish
    markup = re.sub(r"(?:<|&lt;)!\[CDATA\[|\]\](?:>|&gt;)", "", markup)
    return squeezed(html.unescape(_TAG.sub("", markup)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f\ufeff\u2028\u2029]+", "", text)


def same_text(ours: str, expected: Any) -> bool:
    """Whether plain text of ours says what an expected value (HTML or plain) says."""
    if not isinstance(expected, str):
        return not ours and not expected
    if "�" in expected:
        return True  # the expectation itself lost its characters on the way into the set
    said = squeezed(ours)
    return said in {words_of(expected), squeezed(expected), squeezed(html.unescape(expected))}


def same_markup(post: Post, expected: Any, base: str) -> bool:
    """The words, and every safe picture and link, of expected HTML are in the post."""
    if not same_text(post.text, expected):
        return False
    shown = {media.url for media in post.media}
    linked = {*post.links, post.url}
    images = filter(_is_web, (urljoin(base, html.unescape(u)) for u in _IMAGE.findall(expected)))
    links = filter(_is_web, (urljoin(base, html.unescape(u)) for u in _LINK.findall(expected)))
    return set(images) <= shown and set(links) <= linked


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


class Judge:
    """Evaluates feedparser's expressions against our reading of the same bytes."""

    def __init__(self, feed: Feed, posts: list[Post], base: str) -> None:
        self.feed = feed
        self.base = base
        self.posts = posts

    def verdicts(self, expression: str) -> Iterator[tuple[str, bool | None]]:
        """For each part of the expression: its text, and whether we agree (None: not carried)."""
        tree = ast.parse(expression.strip(), mode="eval").body
        parts = tree.values if isinstance(tree, ast.BoolOp) else [tree]
        for part in parts:
            yield ast.unparse(part), self._verdict(part)

    def _verdict(self, part: ast.expr) -> bool | None:
        if isinstance(part, ast.BoolOp):
            found = [self._verdict(each) for each in part.values]
            told = [each for each in found if each is not None]
            return all(told) if told else None
        if isinstance(part, ast.UnaryOp) and ast.unparse(part) == "not bozo":
            return not self.feed.problem
        if isinstance(part, ast.Name) and part.id == "bozo":
            return bool(self.feed.problem or self.feed.is_encoding_guessed)
        if isinstance(part, ast.Compare) and all(isinstance(op, ast.Eq) for op in part.ops):
            return self._equal(part)
        return None

    def _equal(self, part: ast.Compare) -> bool | None:
        *paths, last = [part.left, *part.comparators]
        try:
            expected = ast.literal_eval(last)
        except ValueError:
            expected = _joined(last)
        if expected is NOT_CARRIED:
            return None
        found = [self._agrees(_path(path), expected) for path in paths]
        return None if None in found else all(found)

    def _agrees(self, path: list[Any], expected: Any) -> bool | None:
        match path:
            case ["encoding"]:
                return same_encoding(self.feed.encoding, expected)
            case ["version"]:
                return (self.feed.version.replace("unknown", "")) == expected
            case ["feed", *rest]:
                return self._agrees_on_feed(rest, expected)
            case ["entries", int(place), *rest]:
                return self._agrees_on_entry(place, rest, expected)
            case ["len(entries)"]:
                return len(self.feed.entries) == expected
        return None

    def _agrees_on_feed(self, path: list[Any], expected: Any) -> bool | None:  # noqa: C901, PLR0911  # one case a field
        feed = self.feed
        match path:
            case ["title"] | ["title_detail", "value"]:
                return same_content(feed.title, expected, self.base)
            case ["tagline" | "subtitle" | "description"] | [
                "tagline_detail" | "subtitle_detail",
                "value",
            ]:
                return same_content(feed.subtitle, expected, self.base)
            case ["title_detail", fact]:
                return content_fact(feed.title, fact, expected)
            case ["tagline_detail" | "subtitle_detail", fact]:
                return content_fact(feed.subtitle, fact, expected)
            case ["link"]:
                return feed.link == expected
            case ["language"]:
                return feed.language == expected
            case ["updated"] | ["modified"]:
                return feed.updated.text == expected
            case ["updated_parsed"] | ["modified_parsed"]:
                return same_moment(feed.updated, expected)
            case ["author" | "author_detail" | "authors", *rest]:
                return person_fact(feed.authors, rest, expected)
        return None

    def _agrees_on_entry(self, place: int, path: list[Any], expected: Any) -> bool | None:  # noqa: C901, PLR0911, PLR0912  # one case a field
        entry = self.feed.entries[place]
        post = self.posts[place] if len(self.posts) == len(self.feed.entries) else None
        match path:
            case ["title"] | ["title_detail", "value"]:
                good = same_content(entry.title, expected, self.base)
                return good and (post is None or same_text(post.title, expected))
            case ["title_detail", fact]:
                return content_fact(entry.title, fact, expected)
            case ["content", 0, "value"]:
                if post is None:
                    return same_content(entry.contents[0], expected, self.base)
                return same_markup(post, expected, self.base)
            case ["content", int(number), fact]:
                return content_fact(entry.contents[number], fact, expected)
            case ["summary" | "description"] | ["summary_detail", "value"]:
                return same_summary(entry, post, expected, self.base)
            case ["summary_detail", fact]:
                return content_fact(entry.summary, fact, expected)
            case ["link"]:
                return entry.link == expected and (
                    post is None or post.url == expected or not _is_web(expected)
                )
            case ["id" | "guid"]:
                return entry.guid == expected and (
                    post is None or post.external_id.endswith(expected)
                )
            case ["links", int(number), "href"]:
                return entry.links[number] == expected
            case ["enclosures", int(number), "href" | "url"]:
                return entry.enclosures[number].url == expected
            case ["enclosures", int(number), "type"]:
                return entry.enclosures[number].type == expected
            case ["media_thumbnail", 0, "url"]:
                return expected in [each.url for each in entry.enclosures]
            case ["tags", int(number), "term"]:
                given = entry.tags[number]
                return given == expected
            case ["category"]:
                return entry.tags[0] == expected
            case ["author" | "author_detail" | "authors", *rest]:
                return person_fact(entry.authors, rest, expected)
            case ["published" | "updated" | "created" as name]:
                return getattr(entry, name).text == expected
            case ["published_parsed" | "updated_parsed" | "created_parsed" as name]:
                moment: Moment = getattr(entry, name.removesuffix("_parsed"))
                return same_moment(moment, expected)
            case ["language"]:
                return entry.language == expected
        return None


def same_content(ours: Content, expected: Any, base: str) -> bool:
    text = plain(ours.value, ours.base or base).text if ours.is_html else ours.value
    return same_text(text, expected)


def same_summary(entry: Entry, post: Post | None, expected: Any, base: str) -> bool:
    is_text = not entry.summary.value or not any(c.value.strip() for c in entry.contents)
    if post is not None and is_text:  # the summary, or the content that feedparser copies to it
        return same_markup(post, expected, base)
    return same_content(entry.summary, expected, base)


def content_fact(content: Content, fact: str, expected: Any) -> bool | None:
    match fact:
        case "base":
            return content.base == expected
        case "language":
            return content.language == (expected or "")
        case "type":
            return content.is_html == (expected in {"text/html", "application/xhtml+xml"})
    return None


def person_fact(people: tuple[Person, ...], path: list[Any], expected: Any) -> bool | None:
    number = path.pop(0) if path and isinstance(path[0], int) else 0
    person = people[number] if number < len(people) else Person()
    match path:
        case []:
            full = f"{person.name} ({person.email})" if person.name and person.email else ""
            return expected in {full, person.name, person.email}
        case ["name"]:
            return person.name == expected
        case ["url" | "href"]:
            return person.url == expected
        case ["email"]:
            return person.email == expected
    return None


def same_moment(moment: Moment, expected: Any) -> bool:
    return moment.at == dt.datetime(*expected[:6], tzinfo=dt.UTC)


def same_encoding(ours: str, expected: str) -> bool:
    """ASCII is a part of UTF-8: reading by the larger one gives the same text (RFC 7303)."""
    ours, expected = ours.lower(), expected.lower()
    return ours == expected or (expected == "us-ascii" and ours in {"utf-8", "iso-8859-1"})


def _path(node: ast.expr) -> list[Any]:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Subscript(value=inner, slice=ast.Constant(value=key)):
            return [*_path(inner), key]
        case ast.Attribute(value=inner, attr=key):
            return [*_path(inner), key]
    return [ast.unparse(node)]


def _joined(node: ast.expr) -> Any:
    """A sum of strings, as some expectations are written."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _joined(node.left), _joined(node.right)
        return left + right if isinstance(left, str) and isinstance(right, str) else NOT_CARRIED
    return node.value if isinstance(node, ast.Constant) else NOT_CARRIED


class GofeedJudge:
    """Compares field by field with gofeed's parsed JSON."""

    def __init__(self, feed: Feed, posts: list[Post]) -> None:
        self.feed = feed
        self.posts = posts

    def differences(self, expected: dict[str, Any]) -> tuple[int, list[str]]:
        """How many fields were compared, and those that differ."""
        checks = list(self._checks(expected))
        return len(checks), [name for name, is_same in checks if not is_same]

    def _checks(self, expected: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        feed = self.feed
        items = expected.get("items", expected.get("entries")) or []
        yield "number", len(items) == len(feed.entries)
        for name, check in _FEED_CHECKS.items():
            if name in expected:
                yield name, check(feed, expected[name])
        posts = self.posts if len(self.posts) == len(feed.entries) else [None] * len(feed.entries)
        for place, (item, entry) in enumerate(zip(items, feed.entries, strict=False)):
            for name, check in _ENTRY_CHECKS.items():
                if name in item:
                    yield f"{place}.{name}", check(entry, item[name], posts[place])


def _stamp(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _link_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _names(people: tuple[Person, ...], expected: list[dict[str, str]]) -> bool:
    ours = [(p.name, p.email, p.url) for p in people]
    theirs = [(p.get("name", ""), p.get("email", ""), p.get("uri", "")) for p in expected]
    return ours == theirs


def _person_text(people: tuple[Person, ...], expected: Any) -> bool:
    if isinstance(expected, dict):
        return _names(people[:1], [expected])
    return any(person_fact(people, [], each) is True for each in (expected, _bare(expected)))


def _same_words(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    return [_bare(each) for each in ours] == [_bare(each) for each in theirs]


def _bare(value: str) -> str:
    """Markup in an element of plain text is kept by gofeed; a reader wants the words."""
    return _TAG.sub("", value)


_FEED_CHECKS: dict[str, Callable[[Feed, Any], bool]] = {
    "title": lambda feed, v: same_content(feed.title, v, BASE),
    "description": lambda feed, v: same_content(feed.subtitle, v, BASE),
    "subtitle": lambda feed, v: same_content(feed.subtitle, v, BASE),
    "link": lambda feed, v: feed.link == v,
    "language": lambda feed, v: feed.language == v,
    "updated": lambda feed, v: feed.updated.text == v,
    "updatedParsed": lambda feed, v: feed.updated.at == _stamp(v),
    "authors": lambda feed, v: _names(feed.authors, v),
}
_ENTRY_CHECKS: dict[str, Callable[[Entry, Any, Post | None], bool]] = {
    "title": lambda e, v, p: same_content(e.title, v, BASE) and (not p or same_text(p.title, v)),
    "link": lambda e, v, p: e.link == v and (not p or p.url == v or not _is_web(v)),
    "links": lambda e, v, _: (
        [x.get("href", "") if isinstance(x, dict) else x for x in v] == list(e.links)
    ),
    "guid": lambda e, v, _: _same_words([e.guid], [v["value"] if isinstance(v, dict) else v]),
    "id": lambda e, v, _: e.guid == v,
    "description": lambda e, v, p: same_summary(e, p, v, BASE),
    "summary": lambda e, v, p: same_summary(e, p, v, BASE),
    "content": lambda e, v, p: same_text(
        p.text if p else "", v.get("value", "") if isinstance(v, dict) else v
    ),
    "published": lambda e, v, _: e.published.text == v,
    "pubDate": lambda e, v, _: e.published.text == v,
    "publishedParsed": lambda e, v, p: (
        e.published.at == _stamp(v) and (not p or p.published_at == _stamp(v))
    ),
    "pubDateParsed": lambda e, v, p: (
        e.published.at == _stamp(v) and (not p or p.published_at == _stamp(v))
    ),
    "updated": lambda e, v, _: e.updated.text == v,
    "updatedParsed": lambda e, v, _: e.updated.at == _stamp(v),
    "author": lambda e, v, _: _person_text(e.authors, v),
    "authors": lambda e, v, _: _names(e.authors, v),
    "categories": lambda e, v, _: _same_words(
        e.tags, [x.get("term") or x.get("label") or x.get("value", "") for x in v]
    ),
    "enclosure": lambda e, v, _: [x.url for x in e.enclosures[:1]] == [v.get("url")],
}
