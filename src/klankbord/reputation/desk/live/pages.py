"""One open page: what it was told, and what it has to hear now. No clock, no database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from klankbord.reputation.desk.live.presence import Person

LATE = 50  # numbers: an event gets its number before it can be read, and may be seen after the next


class Happened(NamedTuple):
    """An event of a case, as the pages need it."""

    id: int
    case: int
    by: int | None


@dataclass(eq=False)
class Page:
    """A browser at the list (`case` is None) or at one case, that has seen events up to `seen`."""

    member: int
    case: int | None
    seen: int
    _told: set[int] = field(default_factory=set)
    _people: list[Person] = field(default_factory=list)

    def hear(self, events: Sequence[Happened], people: Mapping[int, list[Person]]) -> list[bytes]:
        """What this page has to be told now."""
        messages = []
        if self.case is not None:
            others = [each for each in people.get(self.case, ()) if each.member != self.member]
            if others != self._people:
                self._people = others
                told = [{"name": each.name, "typing": each.is_typing} for each in others]
                messages.append(_message("people", told))
        if cases := self._news(events):
            messages.append(_message("news", cases, number=self.newest))
        return messages

    @property
    def newest(self) -> int:
        """The latest event that this page knows of."""
        return max(self._told, default=self.seen)

    def _news(self, events: Sequence[Happened]) -> list[int]:
        fresh = [each for each in events if each.id > self.seen and each.id not in self._told]
        self._told.update(each.id for each in fresh)
        self.seen = max(self.seen, self.newest - LATE)
        self._told = {number for number in self._told if number > self.seen}
        theirs = {each.case for each in fresh if each.by != self.member}
        return sorted(theirs if self.case is None else theirs & {self.case})


def _message(name: str, data: Any, *, number: int | None = None) -> bytes:
    """One message as the browser's EventSource reads it (HTML standard, 9.2)."""
    line = f"id: {number}\n" if number is not None else ""
    return f"{line}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
