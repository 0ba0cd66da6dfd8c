"""Looks over a document before it is parsed: size, depth, and entities that would blow up."""

import re
from typing import Any
from xml.parsers import expat

from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_BYTES = 10 * 1024 * 1024
MAX_BROKEN_BYTES = 2 * 1024 * 1024
"""Broken XML goes to a slower reader, so that less of it is read."""
MAX_ELEMENTS = 120_000
MAX_BROKEN_TAGS = 20_000
MAX_DEPTH = 120
MAX_ENTITIES = 500
MAX_ENTITY = 2_000
_TAG = re.compile(rb"<[A-Za-z/]")
_NESTED = re.compile(r"[&%](?!#)")


class _Look:
    """Counts while expat walks; expat itself stops amplification of entities."""

    def __init__(self, limit: int) -> None:
        self.depth = self.elements = self.entities = self.characters = 0
        self.limit = limit

    def open(self, _name: str, _attributes: Any) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise ConnectorRefused(Refusal.FEED_TOO_DEEP, depth=MAX_DEPTH)
        if self.elements > MAX_ELEMENTS:
            raise ConnectorRefused(Refusal.FEED_TOO_LARGE, limit=MAX_ELEMENTS)

    def close(self, _name: str) -> None:
        self.depth -= 1

    def hear(self, data: str) -> None:
        self.characters += len(data)
        if self.characters > self.limit:
            raise ConnectorRefused(Refusal.FEED_ENTITIES, cause="expands too far")

    def declare(self, name: str, _is_parameter: bool, value: str | None, *_: Any) -> None:  # noqa: FBT001  # expat calls it so
        self.entities += 1
        is_bomb = value is not None and (len(value) > MAX_ENTITY or _NESTED.search(value))
        if is_bomb or self.entities > MAX_ENTITIES:
            raise ConnectorRefused(Refusal.FEED_ENTITIES, cause=name)


def check_size(body: bytes) -> None:
    """Refuse what is empty or larger than is read."""
    if not body.strip(b" \t\r\n\0"):
        raise ConnectorRefused(Refusal.FEED_EMPTY)
    if len(body) > MAX_BYTES:
        raise ConnectorRefused(Refusal.FEED_TOO_LARGE, limit=MAX_BYTES)


def check_xml(document: bytes) -> bool:
    """Whether this UTF-8 document is well formed; refuses what no honest feed does."""
    look = _Look(limit=2 * len(document) + 1_000_000)
    reader = expat.ParserCreate("utf-8")
    reader.StartElementHandler = look.open
    reader.EndElementHandler = look.close
    reader.CharacterDataHandler = look.hear
    reader.EntityDeclHandler = look.declare
    try:
        reader.Parse(document, True)
    except expat.ExpatError:
        _check_broken(document)
        return False
    return True


def _check_broken(document: bytes) -> None:
    if len(document) > MAX_BROKEN_BYTES:
        raise ConnectorRefused(Refusal.FEED_TOO_LARGE, limit=MAX_BROKEN_BYTES)
    if len(_TAG.findall(document)) > MAX_BROKEN_TAGS:
        raise ConnectorRefused(Refusal.FEED_TOO_LARGE, limit=MAX_BROKEN_TAGS)
