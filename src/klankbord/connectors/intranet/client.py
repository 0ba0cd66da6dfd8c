"""Reads an export of an internal platform in pages, open channels only."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from klankbord.connectors.colleagues import Export, export_of_line, export_of_names
from klankbord.connectors.contract import Ability, ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.intranet import mattermost, slack, yammer
from klankbord.connectors.intranet.parcel import Parcel, opened
from klankbord.connectors.reasons import Warnings
from klankbord.core.post import Batch, Post

PAGE = 5_000
"""How many messages are looked at for one page."""
_Reader = Callable[[Parcel, dt.datetime, Warnings], Iterator[Post | None]]
_READERS: dict[Export, _Reader] = {
    Export.SLACK: slack.posts_in,
    Export.YAMMER: yammer.posts_in,
    Export.MATTERMOST: mattermost.posts_in,
}


class IntranetConnector:
    """An export on this machine; `target` is its path.

    Cursor: `row`, how many messages were looked at. Who wrote is the platform's own number or
    name; other names, addresses, profiles and reactions are not read, and no payload is kept.
    """

    key = "intranet"
    label = "Export of an internal platform"
    abilities = frozenset({Ability.READ})
    hears_colleagues = True

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read the next page of the export at the path `target`."""
        return next(read_pages(target, cursor, now=context.now))


def read_pages(
    path: str | Path,
    cursor: dict[str, Any] | None = None,
    limit: int = PAGE,
    *,
    now: dt.datetime,
) -> Iterator[Reading]:
    """All pages of an export, from where `cursor` says; the file stays open between them.

    A cursor counts messages, so going on means reading again up to there: prefer this to `read` in
    a loop. Raises `ConnectorRefused`.
    """
    row, warnings = int((cursor or {}).get("row", 0)), Warnings()
    with opened(Path(path)) as parcel:
        steps = _reader_of(parcel)(parcel, now, warnings)
        if row:
            next(itertools.islice(steps, row - 1, row), None)
            warnings.take()  # they were told at the first reading
        while True:
            page, refusal = _page_of(steps, limit)
            row += len(page)
            is_full = len(page) == limit
            if page or not refusal:
                yield Reading(
                    batch=Batch(_each_once(page)),
                    cursor={"row": row},
                    title=parcel.label,
                    warnings=warnings.take(),
                    is_unchanged=not page,
                    has_more=is_full or refusal is not None,
                )
            if refusal:
                raise refusal
            if not is_full:
                return


def _reader_of(parcel: Parcel) -> _Reader:
    export = export_of_names(parcel.names) if parcel.is_packed else _of_first_line(parcel)
    if export is None:
        raise ConnectorRefused(Refusal.FILE_KIND_UNKNOWN, permanent=True, name=parcel.label)
    return _READERS[export]


def _of_first_line(parcel: Parcel) -> Export | None:
    first = next(parcel.lines(parcel.label), b"")
    return export_of_line(first.decode("utf-8", "replace"))


def _page_of(
    steps: Iterator[Post | None], limit: int
) -> tuple[list[Post | None], ConnectorRefused | None]:
    """The next messages, and why there are no more: what stood before the fault is not lost."""
    page: list[Post | None] = []
    try:
        page.extend(itertools.islice(steps, limit))
    except ConnectorRefused as refusal:
        return page, refusal
    return page, None


def _each_once(page: list[Post | None]) -> tuple[Post, ...]:
    return tuple({post.id: post for post in page if post}.values())


CONNECTOR = IntranetConnector()
