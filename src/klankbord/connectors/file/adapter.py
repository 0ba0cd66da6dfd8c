"""From rows and columns to posts, by a mapping that is compiled once a file."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import xxhash

from klankbord.connectors.dates import AHEAD, day_order, in_utc, is_sensible, read_date, zone_of
from klankbord.connectors.file.mapping import Mapping
from klankbord.connectors.file.platforms import language_of, platform_of, status_id
from klankbord.connectors.file.recognition import text_of
from klankbord.connectors.plaintext import (
    MAX_MEDIA,
    hashtags_in,
    mentions_in,
    tidy,
    web_address,
    web_addresses,
)
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Media, Post, unknown_author

MAX_ID = 400
MAX_WORD = 500
MAX_RAW = 50_000
_EMPTY = frozenset({"", "-", "n/a", "na", "nan", "none", "null", "nil"})
_LONGEST_EMPTY = 4
_UNFILLED = frozenset({"", "0", "N/A", "-"})
_DAMAGED_ID = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
_SERIAL_START = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # workbooks know no zones
_LIST = re.compile(r"[\s,;|]+")
_NUMBER = re.compile(r"(-?[\d.,\s]*\d)\s*([kKmM]?)")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000}

Row = Sequence[Any] | dict[str, Any]
Pick = Callable[[Any], Any]


class Adapter:
    """Makes posts of rows; `columns` is empty for rows that are objects with dotted names."""

    def __init__(
        self, mapping: Mapping, columns: tuple[str, ...], *, now: dt.datetime, warnings: Warnings
    ) -> None:
        self._columns = columns
        self._mapping = mapping
        self._zone = zone_of(mapping.timezone)
        self._now = now
        self._warnings = warnings
        self._picks = {
            field: tuple(_pick(column, columns) for column in mapping.columns_of(field))
            for field in mapping.fields
        }
        self._dates = self._picks.get("published_at", ())

    def post(self, place: int, row: Row) -> Post | None:
        """The post that a row holds, None (with a warning) if it holds none."""
        word = self._words(row)
        text, title = tidy(word["text"]), tidy(word["title"])[:MAX_WORD]
        url = web_address(word["url"])
        if not (text or title):
            self._warnings.add(Caution.ROW_EMPTY, place)
            return None
        platform = platform_of(word["platform"], url)
        refer = _Reference(platform)
        own = f"{platform}:{_external_id(word, platform, url, text + title)}"
        return Post(
            id=own,
            platform=platform,
            source=tidy(word["source"])[:MAX_WORD],
            url=url,
            text=self._cut(place, text),
            title=title,
            lang=language_of(word["lang"]),
            published_at=self._published_at(place, row, word),
            author=self._author(place, word, own),
            in_reply_to=refer(word["in_reply_to"]),
            repost_of=refer(word["repost_of"]),
            quote_of=refer(word["quote_of"]),
            thread=refer(word["thread"]),
            links=web_addresses(_LIST.split(word["links"])) if word["links"] else (),
            hashtags=_named(word["hashtags"], "#") or hashtags_in(text),
            mentions=_named(word["mentions"], "@") or mentions_in(text),
            media=_media(word["media"]),
            engagement=self._engagement(place, word),
            place=tidy(word["place"])[:MAX_WORD],
            visibility=word["visibility"] or "public",
            raw=self._raw(row),
        )

    def _words(self, row: Row) -> "_Words":
        words = _Words(self._mapping.constants)
        for field, picks in self._picks.items():
            text = text_of(_first(picks, row)).strip()
            if text and (len(text) > _LONGEST_EMPTY or text.lower() not in _EMPTY):
                words[field] = text
        return words

    def _cut(self, place: int, text: str) -> str:
        if len(text) > MAX_TEXT:
            self._warnings.add(Caution.TEXT_CUT, place, limit=MAX_TEXT)
            return text[:MAX_TEXT]
        return text

    def _published_at(self, place: int, row: Row, word: "_Words") -> dt.datetime:
        found = self._moment(place, row, word)
        if found and is_sensible(found) and found <= self._now + AHEAD:
            return found
        text = word["published_at"][:50]
        key = Caution.DATE_UNREADABLE if text else Caution.DATE_MISSING
        if found and is_sensible(found):
            key = Caution.DATE_IN_FUTURE
        self._warnings.add(key, place, text=text)
        return self._now

    def _moment(self, place: int, row: Row, word: "_Words") -> dt.datetime | None:
        value = _first(self._dates, row)
        if isinstance(value, dt.datetime):
            return in_utc(value, self._zone)
        text, time = word["published_at"], word["published_time"]
        if _SERIAL.fullmatch(text):
            return in_utc(_SERIAL_START + dt.timedelta(days=float(text)), self._zone)
        text = f"{text} {time}" if time and ":" not in text else text
        told = self._mapping.is_day_first
        if told is None and not self._mapping.date_format and day_order(text) == "either":
            self._warnings.add(Caution.DATE_ORDER_GUESSED, place, text=text[:50])
        return read_date(
            text, form=self._mapping.date_format, zone=self._zone, is_day_first=told is not False
        )

    def _author(self, place: int, word: "_Words", post_id: str) -> Author:
        handle = tidy(word["author"]).removeprefix("@")[:MAX_WORD]
        name = tidy(word["author_name"])[:MAX_WORD]
        own = _undamaged(word["author_id"])[:MAX_WORD]
        fallback = handle or name or own
        if not fallback:
            return unknown_author(post_id)
        return Author(
            id=own or fallback,
            handle=handle or fallback,
            name=name,
            url=web_address(word["author_url"]),
            followers=self._number(place, "followers", word),
            bio=tidy(word["bio"])[:2_000],
        )

    def _engagement(self, place: int, word: "_Words") -> Engagement:
        return Engagement(
            replies=self._number(place, "replies", word) or 0,
            reposts=self._number(place, "reposts", word) or 0,
            likes=self._number(place, "likes", word) or 0,
            views=self._number(place, "views", word),
        )

    def _number(self, place: int, field: str, word: "_Words") -> int | None:
        text = word[field]
        if not text:
            return None
        found = number_of(text)
        if found is None:
            self._warnings.add(Caution.NUMBER_UNREADABLE, place, field=field, text=text[:50])
        return found

    def _raw(self, row: Row) -> msgspec.Raw:
        if isinstance(row, dict):
            filled = row
        else:
            filled = {c: v for c, v in zip(self._columns, row, strict=False) if v not in {"", None}}
        encoded = msgspec.json.encode(filled)
        return msgspec.Raw(encoded if len(encoded) <= MAX_RAW else b"{}")


class _Words(dict[str, str]):
    """The text of each field of one row; a field that is not filled is empty."""

    def __missing__(self, field: str) -> str:
        return ""


class _Reference:
    """Ids of other posts of the same platform, given as an id or as an address."""

    def __init__(self, platform: str) -> None:
        self._platform = platform

    def __call__(self, text: str) -> str:
        if not text:
            return ""
        external = status_id(text) or _undamaged(text)
        if not external or external.startswith(f"{self._platform}:"):
            return external[:MAX_ID]
        return f"{self._platform}:{external}"[:MAX_ID]


def _pick(column: str, columns: tuple[str, ...]) -> Pick:
    if not columns:
        return lambda row: row.get(column)
    if column not in columns:
        return lambda _row: None
    place = columns.index(column)
    return lambda row: row[place] if place < len(row) else None


def _first(picks: tuple[Pick, ...], row: Row) -> Any:
    """The first column that is filled."""
    value = None
    for pick in picks:
        value = pick(row)
        if value is not None and (not isinstance(value, str) or value not in _UNFILLED):
            return value
    return value


def _undamaged(text: str) -> str:
    """An id, unless a spreadsheet has turned it into a number with a power of ten."""
    return "" if not text or _DAMAGED_ID.fullmatch(text) else tidy(text)


def _external_id(word: _Words, platform: str, url: str, content: str) -> str:
    """The platform's own id; else that in the address, else one made of address or content."""
    own = (status_id(url) if platform == "x" else "") or _undamaged(word["id"])
    own = own.removeprefix(f"{platform}:")
    if own and len(own) <= MAX_ID:
        return own
    return xxhash.xxh3_64_hexdigest(
        (own or url or word["author"] + word["published_at"] + content).encode()
    )


def _named(text: str, sign: str) -> tuple[str, ...]:
    """Words of a list such as `#a, #b` or `['a', 'b']`, without sign, each once."""
    if not text:
        return ()
    words = (word.strip("[]'\"").lstrip(sign) for word in _LIST.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def _media(text: str) -> tuple[Media, ...]:
    found = web_addresses(_LIST.split(text)) if text else ()
    return tuple(Media("image", address) for address in found[:MAX_MEDIA])


def number_of(text: str) -> int | None:
    """A count as people and programs write it (`1,234`, `1.234`, `12K`, `3.0`), else None."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    digits, scale = "".join(found[1].split()), _SCALE[found[2].lower()]
    if scale == 1 and re.fullmatch(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", digits):
        digits = re.sub(r"[.,]", "", digits)
    try:
        return max(0, int(float(digits.replace(",", ".")) * scale))
    except (ValueError, OverflowError):
        return None
