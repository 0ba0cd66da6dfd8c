"""ActivityStreams documents, an item at a time: collections of any length, and items one a line."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from klankbord.connectors.file.lines import MAX_LINE
from klankbord.connectors.reasons import Caution, Warnings

_BLOCK = 1 << 18
_HEAD = 1 << 16
_ITEMS = re.compile(r'"(?:orderedItems|items)"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_decode = json.JSONDecoder().raw_decode


def is_activities(sample: str) -> bool:
    """Whether a text begins as an ActivityStreams document or item does."""
    head = sample[:_HEAD].lstrip()
    return head.startswith("{") and "www.w3.org/ns/activitystreams" in head


def items_in(file: BinaryIO, warnings: Warnings) -> Iterator[tuple[int, Any]]:
    """Items with their number, from 1; one that is broken is None, with a warning."""
    text = _Text(file)
    text.fill(_HEAD)
    if found := _ITEMS.search(text.held, 0, _HEAD):
        text.drop(found.end())
    place = 0
    while text.goes_on():
        place += 1
        yield place, _item(text, place, warnings)


class _Text:
    """The unread part of a file, as far as it was asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.held, self.is_at_end = "", False

    def fill(self, n_letters: int) -> None:
        """Hold at least so many letters, unless the file ends."""
        while len(self.held) < n_letters and not self.is_at_end:
            block = self._file.read(_BLOCK)
            self.is_at_end = not block
            self.held += self._decoder.decode(block, final=not block)

    def drop(self, n_letters: int) -> None:
        self.held = self.held[n_letters:]

    def goes_on(self) -> bool:
        """Go to the start of the next item; False behind the last."""
        self.fill(1)
        while gap := _BETWEEN.match(self.held).end():  # type: ignore[union-attr]  # fits everything
            self.drop(gap)
            self.fill(1)
        return self.held[:1] not in {"", "]"}

    def skip_line(self) -> None:
        """Go on at the next line: there the next item of ours stands."""
        self.fill(1)
        while "\n" not in self.held and not self.is_at_end:
            self.held = ""
            self.fill(1)
        self.held = self.held.partition("\n")[2]


def _item(text: _Text, place: int, warnings: Warnings) -> Any:
    """Decode one item; more is read until it is whole, or longer than any honest one."""
    size = _BLOCK
    while True:
        text.fill(size)
        try:
            item, end = _decode(text.held)
        except (ValueError, RecursionError) as fault:
            if size < MAX_LINE and not text.is_at_end and not isinstance(fault, RecursionError):
                size *= 2
                continue
            warnings.add(Caution.ROW_BROKEN, place, problem=str(fault)[:200])
            text.skip_line()
            return None
        text.drop(end)
        return item
