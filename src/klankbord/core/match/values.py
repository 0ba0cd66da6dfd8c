"""Fields of the query language: their names in two languages, and how their values are read."""

import datetime as dt
import difflib
import re
from typing import Final

from klankbord.core.match.codes import ErrorCode, QueryError
from klankbord.core.match.tree import Node, Number, Since, Until, Value
from klankbord.core.text.entities import WIDE_HASH, bare_address
from klankbord.core.text.fields import HAS_VALUES, IS_VALUES
from klankbord.core.text.fold import fold_value
from klankbord.core.text.understanding.intents import INTENTS, OTHER
from klankbord.core.text.understanding.opinions import SENTIMENTS, UNSURE

TEXT_FIELDS: Final = ("title", "place")
POST_FIELDS: Final = (
    "platform", "author", "source", "lang", "site", "link", "hashtag", "mention", "has", "is",
    "thread",
)  # fmt: skip
FACT_FIELDS: Final = ("story", "topic", "audience", "sentiment", "intent")
INDEXED_FIELDS: Final = (*POST_FIELDS, "story")
"""Fields whose values stand in the index as key tokens; who keeps posts knows their stories."""
NUMBER_FIELDS: Final = ("followers", "engagement", "reach")
DATE_FIELDS: Final = ("since", "until")
FIELDS: Final = (*TEXT_FIELDS, *POST_FIELDS, *FACT_FIELDS, *NUMBER_FIELDS, *DATE_FIELDS)
DUTCH: Final = {
    "titel": "title", "plaats": "place", "auteur": "author", "bron": "source", "taal": "lang",
    "vermelding": "mention", "heeft": "has", "draad": "thread", "verhaal": "story",
    "onderwerp": "topic", "doelgroep": "audience", "sentiment": "sentiment",
    "bedoeling": "intent", "volgers": "followers", "reacties": "engagement", "bereik": "reach",
    "sinds": "since", "tot": "until",
}  # fmt: skip
FIXED_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "has": HAS_VALUES,
    "is": IS_VALUES,
    "sentiment": (*SENTIMENTS, UNSURE),
    "intent": (*INTENTS, OTHER, UNSURE),
}

_RANGE: Final = re.compile(r"(?P<low>-?\d{1,15})?\.\.(?P<high>-?\d{1,15})?")
_COMPARED: Final = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<number>-?\d{1,15})")
_ISO_DAY: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_DUTCH_DAY: Final = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})")
_DECEMBER: Final = 12


def field_named(name: str, position: int) -> str:
    """The field that this word means, in English or Dutch, any case."""
    folded = fold_value(name)
    field = DUTCH.get(folded, folded)
    if field not in FIELDS:
        near = difflib.get_close_matches(folded[:40], [*FIELDS, *DUTCH], n=1)
        raise QueryError(
            ErrorCode.FIELD_UNKNOWN, position, len(name), field=name, nearest="".join(near)
        )
    return field


def field_node(
    field: str, text: str, *, position: int, length: int, zone: dt.tzinfo = dt.UTC
) -> Node:
    """The node of one written value of a field that is not a text field."""
    if field in NUMBER_FIELDS:
        low, high = _bounds(field, text.strip(), position, length)
        return Number(field, low, high)
    if field in DATE_FIELDS:
        start, end = _span(field, text.strip(), position, length, zone)
        return Since(start) if field == "since" else Until(end)
    value = fold_field_value(field, text)
    if not value.strip("*?"):
        raise QueryError(ErrorCode.FIELD_EMPTY, position, length, field=field)
    allowed = FIXED_VALUES.get(field)
    if allowed and value not in allowed:
        raise QueryError(
            ErrorCode.FIELD_VALUE_UNKNOWN, position, length,
            field=field, value=text, allowed=allowed,
        )  # fmt: skip
    return Value(field, value)


def fold_field_value(field: str, text: str) -> str:
    """A value in the spelling in which posts give it."""
    if field in {"link", "site"}:
        return bare_address(text)
    if field == "lang":
        return fold_value(text).replace("_", "-")
    folded = fold_value(text)
    if field in {"author", "mention"}:
        return folded.lstrip("@ ").rstrip(".- ")
    return folded.lstrip(f"#{WIDE_HASH} ") if field == "hashtag" else folded


def _bounds(field: str, text: str, position: int, length: int) -> tuple[int | None, int | None]:
    if (found := _RANGE.fullmatch(text)) and text != "..":
        low = int(found["low"]) if found["low"] else None
        high = int(found["high"]) if found["high"] else None
    elif found := _COMPARED.fullmatch(text):
        low, high = _compared(found["sign"] or "=", int(found["number"]))
    else:
        raise QueryError(ErrorCode.FIELD_NEEDS_NUMBER, position, length, field=field, value=text)
    if low is not None and high is not None and low > high:
        raise QueryError(ErrorCode.RANGE_UPSIDE_DOWN, position, length, field=field, value=text)
    return low, high


def _compared(sign: str, number: int) -> tuple[int | None, int | None]:
    return {
        "=": (number, number),
        ">=": (number, None),
        ">": (number + 1, None),
        "<=": (None, number),
        "<": (None, number - 1),
    }[sign]


def _span(
    field: str, text: str, position: int, length: int, zone: dt.tzinfo
) -> tuple[dt.datetime, dt.datetime]:
    """First moment, and first moment after, of a year, month, day or moment."""
    try:
        start, end = _day_span(text, zone) or _moment(text, zone)
        return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise QueryError(
            ErrorCode.FIELD_NEEDS_DATE, position, length, field=field, value=text
        ) from None


def _day_span(text: str, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime] | None:
    found = _ISO_DAY.fullmatch(text) or _DUTCH_DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
    start = dt.datetime(year, month or 1, day or 1, tzinfo=zone)
    if day or (found["day"] is not None):
        return start, dt.datetime(year, month, day, tzinfo=zone) + dt.timedelta(days=1)
    if month:
        after = (year + 1, 1) if month == _DECEMBER else (year, month + 1)
        return start, dt.datetime(*after, 1, tzinfo=zone)
    return start, dt.datetime(year + 1, 1, 1, tzinfo=zone)


def _moment(text: str, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment, moment
