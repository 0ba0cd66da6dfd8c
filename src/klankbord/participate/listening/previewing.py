"""The first look at a source or a file, before anything is kept."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from klankbord.connectors.contract import (
    Ability,
    Connector,
    ConnectorRefused,
    Reading,
    Refusal,
)
from klankbord.connectors.file import Mapping, read_pages
from klankbord.connectors.registry import installed
from klankbord.core.post import Post
from klankbord.participate.listening.faults import unquoted
from klankbord.participate.listening.fetching import reading_context

N_SHOWN = 5
_SECONDS = 10.0


@dataclass(frozen=True)
class Preview:
    """What a source gives at first sight; `address` may be the feed that a page named."""

    address: str
    title: str
    posts: tuple[Post, ...]
    n_posts: int
    is_found_on_page: bool


def connectors_by_address() -> list[Connector]:
    """What can be heard by an address that a person pastes: everything but files."""
    readers = installed().connectors.values()
    return [each for each in readers if Ability.READ in each.abilities and each.key != "file"]


def preview_source(connector: str, address: str, now: dt.datetime) -> Preview:
    """Read an address once; follow a page to its feed; raises `ConnectorRefused`."""
    reader = installed().find(connector)
    with reading_context(now, connector, max_seconds=_SECONDS) as context, unquoted(connector):
        try:
            return _preview(address, reader.read(address, {}, context), is_found_on_page=False)
        except ConnectorRefused as refusal:
            named = str(refusal.values.get("suggestion", ""))
            if refusal.key != Refusal.FEED_UNRECOGNISED or not named or named == address:
                raise
            return _preview(named, reader.read(named, {}, context), is_found_on_page=True)


def _preview(address: str, reading: Reading, *, is_found_on_page: bool) -> Preview:
    posts = reading.batch.posts
    return Preview(
        address=reading.target_moved_to or address,
        title=reading.title,
        posts=posts[:N_SHOWN],
        n_posts=len(posts),
        is_found_on_page=is_found_on_page,
    )


def preview_file(path: Path, mapping: Mapping, now: dt.datetime) -> Reading:
    """Read the first rows of a file with a mapping; raises `ConnectorRefused`."""
    return next(read_pages(path, mapping, None, N_SHOWN, now=now))
