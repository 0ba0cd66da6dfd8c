"""Hold a message against the lines of the house."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from klankbord.core.match import Query
from klankbord.core.match.check import matches
from klankbord.core.post import Author, Post
from klankbord.participate.topics.queries import read_or_none
from klankbord.people.queries import house_zone
from klankbord.reputation.desk.models import CaseMessage
from klankbord.reputation.desk.signs.models import Kind, Sign
from klankbord.reputation.desk.signs.ours import OURS

Lines = Mapping[Kind, tuple[str, ...]]
_MOST_READ = 2_000


def lines_now() -> Lines:
    """The lines in force; one query."""
    kept = {Kind(row.kind): tuple(row.lines) for row in Sign.objects.all()}
    return {**OURS, **kept}


def words_found(lines: Iterable[str], messages: Iterable[CaseMessage]) -> list[str]:
    """Those of the lines that one of the messages says."""
    zone = house_zone()
    posts = [post_of(message) for message in messages]
    return [line for line in lines if _is_said(line, posts, zone)]


def site_found(lines: Iterable[str], url: str) -> str:
    """The most precise of the sites that an address lies in; empty if it lies in none."""
    return max((line for line in lines if lies_in(url, line)), key=len, default="")


def lies_in(url: str, site: str) -> bool:
    """Whether an address belongs to a site, such as forum.example.org or example.org/group."""
    host, path = host_and_path(url)
    wanted, _slash, below = site.partition("/")
    is_there = host == wanted or host.endswith(f".{wanted}")
    asked = [part for part in below.casefold().split("/") if part]
    return is_there and path.casefold().split("/")[: len(asked)] == asked


def host_and_path(url: str) -> tuple[str, str]:
    """Without www and outer slashes; both empty for what is no address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path.strip("/")
    except ValueError:
        return "", ""


def _is_said(line: str, posts: Iterable[Post], zone: dt.tzinfo) -> bool:
    query = query_or_none(line, zone)
    return query is not None and any(matches(query, post) for post in posts)


@lru_cache(maxsize=_MOST_READ)
def query_or_none(line: str, zone: dt.tzinfo) -> Query | None:
    """A line as a query, read once; None if this version cannot read it."""
    return read_or_none(line, zone)


def post_of(message: CaseMessage) -> Post:
    """Only what was said: by whom does not count here."""
    return Post(
        id=f"case:{message.pk}",
        platform=message.platform,
        title=message.title,
        text=message.text,
        published_at=message.published_at,
        author=Author(id="", handle=""),
    )
