"""What every export is read into: people, places, and what was said in them."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_TEXT = 40_000
"""Longest message that is carried, in characters: that of Slack, the longest of all."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_NAMED = re.compile(r"\x02([^\x02\x03]*)\x03")


def _no_content(place: str, _most: int) -> bytes:
    """Most exports hold no files, only where they once were."""
    raise ConnectorRefused(Refusal.FILE_MISSING, permanent=True, name=place[:200])


class Width(StrEnum):
    """Who could read a place, from wide to narrow."""

    OPEN = "open"
    CLOSED = "closed"
    PRIVATE = "private"


class LeftOut(StrEnum):
    """Why something in an export is not carried."""

    DIRECT = "direct"
    """A message between people, outside of any channel."""
    PROGRAM = "program"
    """Written by a program or by the platform itself."""
    WORDLESS = "wordless"
    """Nothing but a file, or nothing at all."""
    DELETED = "deleted"
    """Deleted on the platform; the export still names it."""
    PLACELESS = "placeless"
    """In a place that the export does not describe: who could read it is not known."""
    BROKEN = "broken"
    """It could not be read."""
    UNKNOWN = "unknown"
    """A kind of thing that this version does not know."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the export; `address` is in small letters, and `digest` stands for one.

    `voice` is the platform of somebody who had no account where the export was made either.
    """

    key: str
    name: str = ""
    address: str = ""
    digest: str = ""
    voice: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A channel or group; `people` and `owners` are keys of people, an owner is among both.

    `joined_at` is empty, or says since when for each of `people`.
    """

    key: str
    name: str
    width: Width
    description: str = ""
    people: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    joined_at: tuple[dt.datetime, ...] = ()
    is_moderated: bool = False
    created_at: dt.datetime | None = None


class Sign(msgspec.Struct, frozen=True):
    """One kind of reaction, and who gave it."""

    name: str
    people: tuple[str, ...] = ()
    at: tuple[dt.datetime, ...] = ()


class SignKind(msgspec.Struct, frozen=True):
    """What a kind of reaction says, where an export tells it."""

    emoji: str
    name_en: str
    name_nl: str


class Version(msgspec.Struct, frozen=True):
    """What a message said before."""

    text: str
    written_at: dt.datetime
    replaced_at: dt.datetime


class Chosen(msgspec.Struct, frozen=True):
    """What one person chose in a poll by name: the place of the choice, and when."""

    person: str
    place: int
    at: dt.datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a message lets people choose from, and what came of it.

    `n_votes` is known of each choice, or of none. Of an anonymous poll there is only `told`: what
    may be told of each choice, in our own words, empty where nothing may.
    """

    choices: tuple[str, ...]
    closes_at: dt.datetime
    counted_at: dt.datetime | None = None
    has_several: bool = False
    is_anonymous: bool = False
    shows: str = ""
    n_voters: int | None = None
    n_votes: tuple[int, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    told: Mapping[str, Any] = {}


class Coming(msgspec.Struct, frozen=True):
    """What one person said to an invitation to something, and when."""

    person: str
    says: str
    at: dt.datetime


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """When and where what a message tells of takes place, and who comes."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    changed_at: dt.datetime
    zone: str
    location: str = ""
    link: str = ""
    n_changes: int = 0
    is_cancelled: bool = False
    coming: tuple[Coming, ...] = ()


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """That a message stands on top until a day; who read it is never carried."""

    until_on: dt.date
    at: dt.datetime
    is_to_acknowledge: bool = False
    is_for_all: bool = False


class Along(msgspec.Struct, frozen=True):
    """A picture or file at a message; `content_of` a workspace gives what is at `place`."""

    place: str
    is_picture: bool
    name: str
    shows: str
    at: dt.datetime


class AlongChange(msgspec.Struct, frozen=True):
    """That so many pictures or files came to a message or went after it was written."""

    is_picture: bool
    is_added: bool
    n: int
    at: dt.datetime


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A message, in Markdown; `above` is the key of what it answers, which comes before it.

    People in the text stand as their key between U+0002 and U+0003, see `named`. `n_files`
    counts what hangs on the message and is not carried; `along` is what may be. `praised` are
    keys of people, or nothing where a message does not praise. `platform` is where it was said
    first, if that is not the platform of the export.
    """

    key: str
    place: str
    author: str
    text: str
    at: dt.datetime
    above: str = ""
    edited_at: dt.datetime | None = None
    removed_at: dt.datetime | None = None
    is_taken_down: bool = False
    is_pinned: bool = False
    is_question: bool = False
    is_best: bool = False
    signs: tuple[Sign, ...] = ()
    versions: tuple[Version, ...] = ()
    platform: str = ""
    n_files: int = 0
    asked: Asked | None = None
    held: Held | None = None
    praised: tuple[str, ...] | None = None
    announced: Announced | None = None
    along: tuple[Along, ...] = ()
    along_changes: tuple[AlongChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """An export that is open; `said` reads it from the start, always in the same order.

    `sign_kinds` tells by the name of a sign what it says, if that is more than its name.
    `content_of` gives the bytes at a place, at most so many; raises `ConnectorRefused`.
    """

    platform: str
    people: Mapping[str, Person]
    places: Mapping[str, Place]
    said: Callable[[], Iterator[Said | LeftOut]]
    sign_kinds: Mapping[str, SignKind] = field(default_factory=dict)
    content_of: Callable[[str, int], bytes] = _no_content


def person_mark(key: str) -> str:
    """Stand for a person in a text."""
    return f"\x02{key}\x03"


def named(text: str, name_of: Callable[[str], str]) -> str:
    """A text with its people by name."""
    return _NAMED.sub(lambda found: f"@{name_of(found[1])}", text)


def people_named(text: str) -> list[str]:
    """Keys of the people that a text names."""
    return _NAMED.findall(text)


def clean(text: str) -> str:
    """A text without control characters; lines and spaces stay as they were written."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def moment(at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """When it was, if that can be: not before there were posts, and not ahead of `now`."""
    if at is None:
        return None
    aware = (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    if not is_sensible(aware) or aware > now + AHEAD:
        return None
    return min(aware, now)
