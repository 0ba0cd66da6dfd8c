"""The first look at a source or a file, before anything is kept."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from klankbord.connectors.contract import ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.file import Mapping, read_pages
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.registry import installed
from klankbord.core.post import Post

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


def preview_feed(address: str, now: dt.datetime) -> Preview:
    """Read an address once; follow a page to its feed; raises `ConnectorRefused`."""
    networks = tuple(getattr(settings, "OPEN_NETWORKS", ()))
    with GuardedClient(allowed_networks=networks, max_seconds=_SECONDS) as http:
        context = Context(now=now, http=http)
        try:
            return _preview(address, _read(address, context), is_found_on_page=False)
        except ConnectorRefused as refusal:
            named = str(refusal.values.get("suggestion", ""))
            if refusal.key != Refusal.FEED_UNRECOGNISED or not named or named == address:
                raise
            return _preview(named, _read(named, context), is_found_on_page=True)


def _read(address: str, context: Context) -> Reading:
    return installed().find("feed").read(address, {}, context)


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
