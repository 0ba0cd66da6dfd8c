"""Reads an open space of HumHub by its API."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from klankbord.connectors.channels import ChannelConnector, Said, refuse_closed
from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.dates import read_date
from klankbord.connectors.http import check_address
from klankbord.connectors.humhub.wire import (
    EXPECTED,
    EXPECTED_OF_COMMENTS,
    Comment,
    Message,
    Page,
    Person,
    Space,
)
from klankbord.connectors.lines import read_answer, read_line
from klankbord.connectors.reasons import Warnings

PLATFORM = "humhub"
PAGE = 50
"""The most that its document allows."""
MAX_PAGES = 20
"""Of a list of spaces, and of the comments below one post."""
_CLOSED, _OPEN, _STANDS = 0, 1, 1
_NAMED = re.compile(r"\[[^\]\n]*\]\(mention:([\w-]+)[^)\n]*\)")
_LINK = re.compile(r"(!?)\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)")


class Target(NamedTuple):
    """A space by the name in its address."""

    origin: str
    space: str


class HumhubConnector(ChannelConnector):
    """Target: `https://server/s/name`. Secret: a token of the REST module, by its server."""

    key = PLATFORM
    label = "HumHub"
    page_size = PAGE

    def open(self, target: str, context: Context) -> "_Space":
        """The space, if every colleague may see it."""
        wanted = read_target(target)
        server = _Server(wanted.origin, context)
        found = next((each for each in server.spaces() if _name_of(each.url) == wanted.space), None)
        if found is None or found.visibility == _CLOSED:
            raise refuse_closed(wanted.space)
        return _Space(server, found)


class _Server:
    def __init__(self, origin: str, context: Context) -> None:
        context.http.refuse_clear_text(origin)
        self._origin = origin
        self._context = context
        self.host = urlsplit(origin).netloc
        self._token = context.secret(self.host, self.host)

    def page(self, path: str, number: int) -> Page:
        asked = urlencode({"page": number, "limit": PAGE})
        answer = self._context.http.get(
            f"{self._origin}/api/v1/{path}?{asked}",
            headers={"Authorization": f"Bearer {self._token}"},
        )
        return read_answer(answer.require_success(self._context.now).body, Page, self.host)

    def lines(self, path: str) -> Iterator[Any]:
        """A whole list, as far as anybody reads it."""
        for number in range(1, MAX_PAGES + 1):
            page = self.page(path, number)
            yield from page.results
            if number >= page.pages:
                return

    def spaces(self) -> Iterator[Space]:
        """The spaces that our account sees."""
        return (read_answer(bytes(raw), Space, self.host) for raw in self.lines("space"))


class _Space:
    def __init__(self, server: _Server, found: Space) -> None:
        self._server = server
        self._path = f"post/container/{found.contentcontainer_id}"
        self.place = f"{server.host}/{found.id}"
        self.title = _name_of(found.url)

    def page(
        self, before: str, since: dt.datetime | None, warnings: Warnings
    ) -> tuple[Sequence[Said], str]:
        """Comments stand in lists of their own: those of a page's posts come along, if new."""
        number = int(before or 1)
        found = self._server.page(self._path, number)
        said: list[Said] = []
        for place, raw in enumerate(found.results, 1):
            post = read_line(raw, Message, expected=EXPECTED, warnings=warnings, place=place)
            if post:
                said.append(_post(post))
            if post and _is_open(post) and self._has_news(post, since, warnings):
                said += self._comments(post, warnings)
        return said, str(number + 1) if number < found.pages else ""

    def _has_news(self, post: Message, since: dt.datetime | None, warnings: Warnings) -> bool:
        """A post bears its last few comments: the list is asked for only if one of them is new."""
        newest = post.content.comments
        if since is None or not newest.latest:
            return bool(newest.total)
        shown = [each for raw in newest.latest for each in _said(raw, post.id, "", warnings)]
        return any(each.at >= since.timestamp() for each in shown)

    def _comments(self, post: Message, warnings: Warnings) -> Iterator[Said]:
        for raw in self._server.lines(f"comment/content/{post.content.metadata.id}"):
            yield from _said(raw, post.id, "", warnings)


def _said(raw: Any, top: int, above: str, warnings: Warnings) -> Iterator[Said]:
    """A comment, and the answers to it; they answer the post where they answer no comment."""
    line = read_line(raw, Comment, expected=EXPECTED_OF_COMMENTS, warnings=warnings)
    if line:
        words, links = words_of(line.message)
        yield Said(
            number=f"comment-{line.id}",
            writer=_writer(line.createdBy),
            text=words,
            at=_at(line.createdAt),
            above=above or str(top),
            top=str(top),
            links=links,
        )
        for inner in line.comments:
            yield from _said(inner, top, f"comment-{line.id}", warnings)


def _post(post: Message) -> Said:
    facts = post.content.metadata
    words, links = words_of(post.message) if _is_open(post) else ("", ())
    return Said(
        number=str(post.id),
        writer=_writer(facts.created_by),
        text=words,
        at=_at(facts.created_at),
        links=links,
    )


def _is_open(post: Message) -> bool:
    """A post may be for the members of an open space alone, a draft, or put away."""
    facts = post.content.metadata
    return facts.visibility == _OPEN and facts.state == _STANDS and not facts.hidden


def _writer(person: Person | None) -> str:
    return str(person.id) if person else "unknown"


def _at(text: str) -> float:
    found = read_date(text)
    return found.timestamp() if found else float("inf")


def words_of(message: str) -> tuple[str, tuple[str, ...]]:
    """A message without its marks, and where it links to; people stay numbers."""
    links: list[str] = []

    def plainly(found: re.Match[str]) -> str:
        is_picture, label, address = found[1], found[2], found[3]
        if is_picture:
            return ""
        links.append(address)
        return label

    return _LINK.sub(plainly, _NAMED.sub(r"@\1", message)), tuple(links)


def _name_of(url: str) -> str:
    match [part for part in urlsplit(url).path.split("/") if part]:
        case [*_, "s", name]:
            return name
    return ""


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    name = _name_of(target)
    if not name:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])
    folder = address.path.partition("/s/")[0]
    return Target(f"{address.scheme}://{address.netloc}{folder}", name)


CONNECTOR = HumhubConnector()
