"""What the pieces of a stream hold: server-sent events (WHATWG HTML, section 9.2), or lines."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_EVENT = 1024 * 1024
"""Bytes of one event: more is no honest message."""


class Event(NamedTuple):
    """One event: its name, `message` where it has none, and its data."""

    name: str
    data: bytes


def read_events(pieces: Iterable[bytes], host: str) -> Iterator[tuple[Event, ...]]:
    """The events that each piece completes: none at a comment, which is a sign of life.

    Raises `ConnectorRefused` (`answer-too-large`) for an event that never ends.
    """
    rest = b""
    for piece in pieces:
        *blocks, rest = (rest + piece).replace(b"\r\n", b"\n").split(b"\n\n")
        if len(rest) > MAX_EVENT:
            raise ConnectorRefused(Refusal.ANSWER_TOO_LARGE, megabytes=1, host=host)
        yield tuple(event for event in map(_event, blocks) if event.data)


def read_lines(pieces: Iterable[bytes], host: str) -> Iterator[tuple[bytes, ...]]:
    """The lines that each piece completes: none at an empty one, which is a sign of life.

    Raises `ConnectorRefused` (`answer-too-large`) for a line that never ends.
    """
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > MAX_EVENT:
            raise ConnectorRefused(Refusal.ANSWER_TOO_LARGE, megabytes=1, host=host)
        yield tuple(line for line in map(bytes.strip, lines) if line)


def _event(block: bytes) -> Event:
    name, data = "message", []
    for line in block.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        field, _, value = line.partition(b":")
        if field == b"event":
            name = value.removeprefix(b" ").decode(errors="replace")
        elif field == b"data":
            data.append(value.removeprefix(b" "))
    return Event(name, b"\n".join(data))
