"""Dates as people and programs write them, read with care; the answer is aware and in UTC."""

import datetime as dt
import email.utils
import math
import re
import zoneinfo

EARLIEST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
AHEAD = dt.timedelta(days=2)
"""How far a date may lie ahead of the reading time: clocks and time zones differ."""

_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%d-%b-%Y %I:%M%p",
    "%d-%b-%Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%a %b %d %H:%M:%S %Y",
    "%Y%m%d%H%M%S",
)
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120,
    "MET": 60, "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "IST": 330, "JST": 540,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300, "EDT": -240, "CST": -360,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
_NUMERIC = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?)?"
)
_TAIL = re.compile(r"\s+(?:([A-Z]{1,4})|(?:UTC|GMT)?\s*([+-]\d{2}):?(\d{2}))$")
_UNIX = re.compile(r"-?\d{9,16}(?:\.\d+)?")
_MILLISECONDS, _MICROSECONDS = 1e11, 1e14


def zone_of(name: str) -> dt.tzinfo:
    """The time zone called `name` (`Europe/Amsterdam`); raises `ValueError`."""
    try:
        return zoneinfo.ZoneInfo(name) if name != "UTC" else dt.UTC
    except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError) as fault:
        message = f"unknown time zone {name!r}"
        raise ValueError(message) from fault


def is_sensible(moment: dt.datetime) -> bool:
    """Whether the year is one in which posts exist: not year 0, not before 1970."""
    return moment >= EARLIEST


def day_order(text: str) -> str:
    """How a date in numbers is written: `day`, `month`, `either`, or nothing if it is no such."""
    found = _NUMERIC.match(text.strip())
    if found is None:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12:  # noqa: PLR2004  # months of a year
        return "day"
    return "month" if second > 12 else "" if first == second else "either"  # noqa: PLR2004  # idem


def read_date(
    text: str, *, form: str = "", zone: dt.tzinfo = dt.UTC, is_day_first: bool = True
) -> dt.datetime | None:
    """The moment that `text` means, in UTC; None if it means none.

    `form` is a `strptime` form that is tried first; `zone` holds where the text names none;
    `is_day_first` decides 3/4/2024.
    """
    text = text.strip()[:64]
    if not any(map(str.isdigit, text)):
        return None
    try:
        found = _by_form(text, form) if form else _by_sight(text, is_day_first)
        found = found or _by_sight(text, is_day_first)
        return None if found is None else in_utc(found, zone)
    except (ValueError, OverflowError, OSError):
        return None


def in_utc(moment: dt.datetime, zone: dt.tzinfo = dt.UTC) -> dt.datetime:
    """The same moment in UTC; one without a zone is taken to be of `zone`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware if aware.tzinfo is dt.UTC else aware.astimezone(dt.UTC)


def _by_form(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007  # the zone is added by in_utc
    except ValueError:
        return None


def _by_sight(text: str, is_day_first: bool) -> dt.datetime | None:  # noqa: FBT001  # private
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    if _UNIX.fullmatch(text):
        return _from_unix(float(text))
    return _with_zone(text, is_day_first) or _from_mail(text)


def seconds_of(count: int, per_second: float) -> float:
    """A count of parts of a second in seconds; endless for what no number can hold."""
    try:
        return count / per_second
    except OverflowError:
        return math.inf


def from_seconds(seconds: float) -> dt.datetime | None:
    """A moment by its seconds since 1970, in UTC; None for what no calendar reaches."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_unix(number: float) -> dt.datetime:
    size = abs(number)
    scale = 1e6 if size > _MICROSECONDS else 1e3 if size > _MILLISECONDS else 1
    return dt.datetime.fromtimestamp(number / scale, dt.UTC)


def _with_zone(text: str, is_day_first: bool) -> dt.datetime | None:  # noqa: FBT001  # private
    tail = _TAIL.search(text)
    zone = _zone_of_tail(tail) if tail else None
    bare = text[: tail.start()] if tail and zone else text
    found = _from_numbers(bare, is_day_first) or _from_forms(bare)
    return found.replace(tzinfo=zone) if found and zone else found


def _zone_of_tail(tail: re.Match[str]) -> dt.tzinfo | None:
    if tail[1]:
        minutes = _ZONES.get(tail[1])
        return None if minutes is None else dt.timezone(dt.timedelta(minutes=minutes))
    sign = -1 if tail[2].startswith("-") else 1
    away = dt.timedelta(hours=abs(int(tail[2])), minutes=int(tail[3]))
    return dt.timezone(sign * away)


def _from_numbers(text: str, is_day_first: bool) -> dt.datetime | None:  # noqa: FBT001  # private
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    is_day = is_day_first if max(first, second) <= 12 else first > 12  # noqa: PLR2004  # months of a year
    day, month = (first, second) if is_day else (second, first)
    hour, minute, clock = int(found[4] or 0), int(found[5] or 0), (found[7] or "").lower()
    if clock:
        hour = hour % 12 + (12 if clock == "pm" else 0)
    year += 2000 if len(found[3]) == 2 else 0  # noqa: PLR2004  # 24 means 2024
    return dt.datetime(year, month, day, hour, minute, int(found[6] or 0))  # noqa: DTZ001  # added by in_utc


def _from_forms(text: str) -> dt.datetime | None:
    return next(filter(None, (_by_form(text, form) for form in _FORMATS)), None)


def _from_mail(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
