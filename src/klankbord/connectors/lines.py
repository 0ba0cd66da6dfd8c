"""One line of a platform's list, read with care: what is wrong is told, and the rest goes on."""

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import TypeVar

import msgspec

from klankbord.connectors.dates import AHEAD, from_seconds, is_sensible
from klankbord.connectors.jsons import read_fields, read_part, read_whole
from klankbord.connectors.reasons import Caution, ConnectorRefused, Refusal, Warnings

Shape = TypeVar("Shape")


def read_line(
    raw: bytes | msgspec.Raw,
    kind: type[Shape],
    *,
    expected: AbstractSet[str],
    warnings: Warnings,
    place: int | None = None,
) -> Shape | None:
    """Their words as ours; None with a warning for what cannot be read.

    `expected` are fields that always come: one that is gone was renamed, and somebody should look.
    """
    try:
        return read_part(raw, kind)
    except msgspec.MsgspecError as fault:
        warn_of(raw, fault, expected=expected, warnings=warnings, place=place)
        return None


def warn_of(
    raw: bytes | msgspec.Raw,
    fault: Exception,
    *,
    expected: AbstractSet[str],
    warnings: Warnings,
    place: int | None = None,
) -> None:
    """Say which fields are gone, or else what is broken."""
    given = read_fields(raw)
    missing = expected - given.keys() if given else frozenset()
    if missing:
        warnings.add(Caution.FIELDS_MISSING, place, fields=", ".join(sorted(missing)))
    else:
        warnings.add(Caution.ENTRY_BROKEN, place, problem=str(fault)[:200])


def written_at(
    at: dt.datetime, now: dt.datetime, warnings: Warnings, place: int | None = None
) -> dt.datetime:
    """When it was written, if that can be; one that has yet to come would stand on top for ever."""
    aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    if is_sensible(aware) and aware <= now + AHEAD:
        return aware.astimezone(dt.UTC)
    warnings.add(Caution.DATE_IN_FUTURE, place, text=at.isoformat()[:50])
    return now


def written_at_second(
    seconds: float, now: dt.datetime, warnings: Warnings, place: int | None = None
) -> dt.datetime:
    """The same, told in seconds since 1970; of what no calendar reaches too."""
    at = from_seconds(seconds) or dt.datetime.max.replace(tzinfo=dt.UTC)
    return written_at(at, now, warnings, place)


def read_answer(body: bytes, kind: type[Shape], host: str) -> Shape:
    """A whole answer; raises `ConnectorRefused` (`answer-malformed`)."""
    try:
        return read_whole(body, kind)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=host) from fault
