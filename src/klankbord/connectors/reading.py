"""Reads a source to its end, page after page."""

from collections.abc import Iterator
from typing import Any

from klankbord.connectors.contract import Connector, Context, Reading
from klankbord.core.post import Post


def read_pages(
    connector: Connector, target: str, context: Context, cursor: dict[str, Any] | None = None
) -> Iterator[Reading]:
    """Every page that can be read now, from where `cursor` says; raises `ConnectorRefused`."""
    kept = dict(cursor or {})
    while True:
        reading = connector.read(target, kept, context)
        yield reading
        if not reading.has_more or reading.cursor == kept:
            return
        kept = reading.cursor


def read_all(
    connector: Connector, target: str, context: Context, cursor: dict[str, Any] | None = None
) -> Iterator[Post]:
    """Every post that can be read now, in the order of the source."""
    for reading in read_pages(connector, target, context, cursor):
        yield from reading.batch
