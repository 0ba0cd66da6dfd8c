"""The filters of the mention list, as they stand in its address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self
from urllib.parse import urlencode

from klankbord.core.match.values import FIXED_VALUES
from klankbord.participate.stakeholders.models import Group

MAX_QUERY = 10_000
OURS = "ours"
_MAX_WORD = 200
_MAX_NUMBER = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to; days are whole and both ends count.

    `about` keeps what is about our topics, whichever.
    `fold` shows every story once: copies stay away where the mention that stands for them is shown.
    """

    q: str = ""
    topic: int | None = None
    theme: int | None = None
    platform: str = ""
    language: str = ""
    sentiment: str = ""
    intent: str = ""
    source: int | None = None
    group: str = ""
    about: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    fold: str = ""

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Self:
        """Take filters from an address; what cannot be read is left out, and so not shown."""
        return cls(
            q=_read_text(params.get("q"), MAX_QUERY),
            topic=_read_number(params.get("topic")),
            theme=_read_number(params.get("theme")),
            platform=_read_text(params.get("platform"), _MAX_WORD),
            language=_read_text(params.get("language"), _MAX_WORD),
            sentiment=_read_choice(params.get("sentiment"), FIXED_VALUES["sentiment"]),
            intent=_read_choice(params.get("intent"), FIXED_VALUES["intent"]),
            source=_read_number(params.get("source")),
            group=_read_choice(params.get("group"), tuple(Group.values)),
            about=_read_choice(params.get("about"), (OURS,)),
            since=_read_day(params.get("since")),
            until=_read_day(params.get("until")),
            fold="1" if params.get("fold") == "1" else "",
        )

    @property
    def params(self) -> dict[str, str]:
        """The filters in force, as words for an address, a form or a saved view."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: str(value) for name, value in values if value not in {"", None}}

    @property
    def address(self) -> str:
        """The part of an address behind the question mark; empty without filters."""
        return urlencode(self.params)

    def without(self, name: str) -> Self:
        """Everything but one filter."""
        return self.read({key: value for key, value in self.params.items() if key != name})

    def __bool__(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.params)


def _read_text(value: object, longest: int) -> str:
    text = str(value or "").replace("\x00", " ").replace("\r\n", "\n").strip()
    return text[:longest].strip()


def _read_choice(value: object, allowed: tuple[str, ...]) -> str:
    return str(value) if value in allowed else ""


def _read_number(value: object) -> int | None:
    text = str(value or "")
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:  # noqa: PLR2004  # 2**63
        return None
    return number if 0 < (number := int(text)) <= _MAX_NUMBER else None


def _read_day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or ""))
    except ValueError:
        return None
