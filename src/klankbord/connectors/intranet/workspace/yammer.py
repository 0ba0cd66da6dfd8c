"""Viva Engage, once Yammer: tables of messages, people and communities.

Source: Microsoft's page on the network data export, and the column names of its tables. It tells
neither who is in a community nor who liked what.
"""

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from klankbord.connectors.colleagues import MESSAGES, TELLS_PRIVATE
from klankbord.connectors.dates import read_date
from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.wire import COLUMNS
from klankbord.connectors.intranet.workspace.shape import (
    MAX_TEXT,
    LeftOut,
    Person,
    Place,
    Said,
    Width,
    Workspace,
    clean,
    moment,
    person_mark,
)
from klankbord.connectors.reasons import ConnectorRefused, Refusal

PLATFORM = "yammer"
_USERS, _GROUPS = "Users.csv", "Groups.csv"
_ALL = "all"
"""Messages in no community are for the whole network."""
_REFERENCE = re.compile(r"\[\[(\w+):([^\[\]]*)\]\]")
_Row = dict[str, str]


def workspace_in(parcel: Parcel, now: dt.datetime) -> Workspace:
    """Raises `ConnectorRefused` where a table no longer says what is private."""
    people = {row["id"]: _person(row) for row in _rows(parcel, _USERS) if row.get("id")}
    places = _places(parcel, now)

    def said() -> Iterator[Said | LeftOut]:
        # An answer may stand above what it answers: so those without one above go first.
        for is_first in (True, False):
            for row in _rows(parcel, MESSAGES):
                if bool(row.get("replied_to_id")) != is_first:
                    yield _message(row, places, people, now)

    return Workspace(platform=PLATFORM, people=people, places=places, said=said)


def _person(row: _Row) -> Person:
    return Person(
        key=row["id"], name=clean(row.get("name", ""))[:120], address=row.get("email", "").lower()
    )


def _places(parcel: Parcel, now: dt.datetime) -> Mapping[str, Place]:
    """Communities by their number: told of in a table of their own, or only by their messages.

    Who wrote in an open one is in it. Of a private one only its maker is known: who wrote there
    may have been put out since.
    """
    told = {row["id"]: _told(row, now) for row in _rows(parcel, _GROUPS) if row.get("id")}
    found: dict[str, Place] = {}
    writers: dict[str, dict[str, None]] = defaultdict(dict)
    private: set[str] = set()
    for row in _messages(parcel):
        if not _is_false(row["in_private_conversation"]):
            continue
        number = row["group_id"] or _ALL
        if number not in found:
            name = clean(row.get("group_name", ""))
            found[number] = told[number] if number in told else _unnamed(number, name)
        writers[number][row["sender_id"]] = None
        if not _is_false(row["in_private_group"]):
            private.add(number)
    places = (
        _known(place, writers[number], is_private=number in private)
        for number, place in found.items()
    )
    return {place.key: place for place in places}


def _known(place: Place, writers: Iterable[str], *, is_private: bool) -> Place:
    if is_private or place.width == Width.PRIVATE:
        return msgspec.structs.replace(place, width=Width.PRIVATE)
    return msgspec.structs.replace(place, people=tuple(dict.fromkeys((*place.people, *writers))))


def _told(row: _Row, now: dt.datetime) -> Place:
    made_by = row.get("created_by_id", "") or row.get("creator_id", "")
    return Place(
        key=_place_key(row["id"]),
        name=clean(row.get("name", "")),
        width=Width.OPEN if _is_false(row.get("private", "false")) else Width.PRIVATE,
        description=clean(row.get("description", "")),
        people=(made_by,) if made_by else (),
        owners=(made_by,) if made_by else (),
        created_at=moment(read_date(row.get("created_at", "")), now),
    )


def _unnamed(number: str, name: str) -> Place:
    return Place(key=_place_key(number), name=name or "All Company", width=Width.OPEN)


def _message(
    row: _Row, places: Mapping[str, Place], people: Mapping[str, Person], now: dt.datetime
) -> Said | LeftOut:
    if not _is_false(row.get("in_private_conversation", "")):
        return LeftOut.DIRECT
    if row.get("deleted_at"):
        return LeftOut.DELETED
    place = places.get(_place_key(row.get("group_id", "") or _ALL))
    at = moment(read_date(row.get("created_at", "")), now)
    if place is None or at is None or not row.get("id"):
        return LeftOut.BROKEN
    text = _markdown(row.get("title", ""), row.get("body", ""), people)
    if not text:
        return LeftOut.WORDLESS
    above = row.get("replied_to_id", "")
    return Said(
        key=f"{PLATFORM}:{row['id']}",
        place=place.key,
        author=row.get("sender_id", ""),
        text=text,
        at=at,
        above=f"{PLATFORM}:{above}" if above else "",
        n_files=sum(bool(each.strip()) for each in row.get("attachments", "").split(",")),
    )


def _markdown(title: str, body: str, people: Mapping[str, Person]) -> str:
    def plainly(found: re.Match[str]) -> str:
        if found[1] != "user":
            return ""
        return person_mark(found[2]) if found[2] in people else f"@{found[2]}"

    words = _REFERENCE.sub(plainly, clean(body))
    head = clean(title)
    return (f"**{head}**\n\n{words}" if head else words)[:MAX_TEXT].strip()


def _messages(parcel: Parcel) -> Iterator[_Row]:
    """The table of messages; raises `ConnectorRefused` if it does not say what is private."""
    needed = {*COLUMNS} | TELLS_PRIVATE
    rows = _rows(parcel, MESSAGES)
    first = next(rows, None)
    if first is None:
        return
    if missing := needed - first.keys():
        raise ConnectorRefused(
            Refusal.EXPORT_CHANGED, permanent=True, fields=", ".join(sorted(missing))
        )
    yield first
    yield from rows


def _rows(parcel: Parcel, name: str) -> Iterator[_Row]:
    """Rows by the names of their columns; a damaged one is passed over."""
    if name not in parcel.names:
        return
    reader = csv.reader(_texts(parcel, name))
    columns: list[str] = []
    while True:
        try:
            cells = next(reader)
        except csv.Error:
            continue
        except StopIteration:
            return
        if columns:
            blanks = [""] * (len(columns) - len(cells))
            yield dict(zip(columns, [*cells, *blanks], strict=False))
        else:
            columns = [each.strip() for each in cells]


def _texts(parcel: Parcel, name: str) -> Iterator[str]:
    for place, line in enumerate(parcel.lines(name)):
        text = line.decode("utf-8", "replace").replace("\0", "")
        yield text if place else text.removeprefix("\ufeff")


def _is_false(said: str) -> bool:
    return said.strip().lower() == "false"


def _place_key(number: str) -> str:
    return f"{PLATFORM}:group/{number}"
