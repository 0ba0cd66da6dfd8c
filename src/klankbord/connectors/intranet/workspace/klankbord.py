"""Our own export of a community: JSON Lines in the words of ActivityStreams 2.0, in a ZIP.

Source: the W3C recommendation ActivityStreams 2.0 for the names; `docs/en/community.md` tells the
whole form. No address stands in it: a person goes by a hash of theirs, see `person_id`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.workspace.shape import (
    MAX_TEXT,
    LeftOut,
    Person,
    Place,
    Said,
    Sign,
    Version,
    Width,
    Workspace,
    clean,
    moment,
)
from klankbord.connectors.jsons import read_part, read_whole
from klankbord.connectors.reasons import ConnectorRefused, Refusal

PLATFORM = "klankbord"
HEADER, LINES = "klankbord-community.json", "community.jsonl"
FORMAT, VERSION = "klankbord-community", 1
VOICE = "voice:"
"""How the id of somebody begins who had no account where the export was made."""
_MARKDOWN = "text/markdown"


class Header(msgspec.Struct, rename="camel"):
    """What an export says of itself."""

    format: str
    version: int
    exported_at: dt.datetime
    n_groups: int = 0
    n_messages: int = 0


class PersonLine(msgspec.Struct, rename="camel", tag="Person", omit_defaults=True):
    """Somebody: by name and `person_id`, or only as a voice of another platform."""

    id: str
    name: str = ""
    generator: str = ""


class MemberPart(msgspec.Struct, rename="camel", omit_defaults=True):
    """One person in a group."""

    id: str
    joined: dt.datetime
    is_owner: bool = False


class GroupLine(msgspec.Struct, rename="camel", tag="Group", omit_defaults=True):
    """A group; it stands before what was said in it."""

    id: str
    name: str
    audience: Literal["open", "closed", "private"]
    published: dt.datetime
    summary: str = ""
    is_moderated: bool = False
    members: tuple[MemberPart, ...] = ()


class ReactionPart(msgspec.Struct, rename="camel"):
    """One reaction."""

    kind: str
    actor: str
    published: dt.datetime


class VersionPart(msgspec.Struct, rename="camel"):
    """What a message said before."""

    content: str
    published: dt.datetime
    replaced: dt.datetime


class NoteLine(msgspec.Struct, rename="camel", tag="Note", omit_defaults=True):
    """A post, or with `in_reply_to` a comment; it stands after what it answers."""

    id: str
    context: str
    published: dt.datetime
    attributed_to: str = ""
    content: str = ""
    media_type: str = _MARKDOWN
    in_reply_to: str = ""
    updated: dt.datetime | None = None
    deleted: dt.datetime | None = None
    is_taken_down: bool = False
    is_pinned: bool = False
    is_question: bool = False
    is_best_answer: bool = False
    generator: str = ""
    tags: tuple[str, ...] = ()
    reactions: tuple[ReactionPart, ...] = ()
    versions: tuple[VersionPart, ...] = ()


Line = PersonLine | GroupLine | NoteLine
_KNOWN = frozenset({"Person", "Group", "Note"})


class _Kind(msgspec.Struct):
    type: str


def person_id(address: str) -> str:
    """Stand for somebody with this mail address, the same in every house."""
    told = f"{FORMAT}:{address.strip().lower()}".encode()
    return f"person:{hashlib.sha256(told).hexdigest()[:32]}"


def workspace_in(parcel: Parcel, now: dt.datetime) -> Workspace:
    """Raises `ConnectorRefused` for a form that this version does not know."""
    _check(parcel)
    people: dict[str, Person] = {}
    places: dict[str, Place] = {}
    for line in _lines(parcel):
        if isinstance(line, PersonLine):
            people[line.id] = Person(
                key=line.id, name=clean(line.name)[:120], digest=line.id, voice=line.generator
            )
        elif isinstance(line, GroupLine):
            places[line.id] = _place(line, now)

    def said() -> Iterator[Said | LeftOut]:
        for line in _lines(parcel):
            if isinstance(line, NoteLine):
                yield _said(line, places, now)
            elif isinstance(line, LeftOut):
                yield line

    return Workspace(platform=PLATFORM, people=people, places=places, said=said)


def _check(parcel: Parcel) -> None:
    try:
        header = read_whole(parcel.whole(HEADER), Header)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.FILE_DAMAGED, permanent=True, cause=str(fault), name=parcel.label
        ) from fault
    if header.format != FORMAT or header.version > VERSION or LINES not in parcel.names:
        raise ConnectorRefused(Refusal.FILE_KIND_UNKNOWN, permanent=True, name=parcel.label)


def _lines(parcel: Parcel) -> Iterator[Line | LeftOut]:
    for raw in parcel.lines(LINES):
        try:
            yield read_part(raw, Line)  # type: ignore[arg-type]  # a union is a type too
        except msgspec.MsgspecError:
            yield _unreadable(raw)


def _unreadable(raw: bytes) -> LeftOut:
    """A kind of a later version, or damage."""
    try:
        kind = read_whole(raw, _Kind).type
    except msgspec.MsgspecError:
        return LeftOut.BROKEN
    return LeftOut.BROKEN if kind in _KNOWN else LeftOut.UNKNOWN


def _place(line: GroupLine, now: dt.datetime) -> Place:
    return Place(
        key=line.id,
        name=clean(line.name),
        width=Width(line.audience),
        description=clean(line.summary),
        people=tuple(each.id for each in line.members),
        owners=tuple(each.id for each in line.members if each.is_owner),
        joined_at=tuple(moment(each.joined, now) or now for each in line.members),
        is_moderated=line.is_moderated,
        created_at=moment(line.published, now),
    )


def _said(line: NoteLine, places: Mapping[str, Place], now: dt.datetime) -> Said | LeftOut:
    at, text = moment(line.published, now), clean(line.content)[:MAX_TEXT]
    if line.context not in places:
        return LeftOut.PLACELESS
    if at is None or line.media_type != _MARKDOWN:
        return LeftOut.BROKEN
    if not text and line.deleted is None:
        return LeftOut.WORDLESS
    return Said(
        key=line.id,
        place=line.context,
        author=line.attributed_to,
        text="" if line.deleted else text,
        at=at,
        above=line.in_reply_to,
        edited_at=moment(line.updated, now),
        removed_at=moment(line.deleted, now),
        is_taken_down=line.is_taken_down,
        is_pinned=line.is_pinned,
        is_question=line.is_question,
        is_best=line.is_best_answer,
        signs=tuple(
            Sign(each.kind, (each.actor,), (moment(each.published, now) or at,))
            for each in line.reactions
        ),
        versions=() if line.deleted else tuple(_version(each, at, now) for each in line.versions),
        platform=line.generator,
    )


def _version(part: VersionPart, at: dt.datetime, now: dt.datetime) -> Version:
    written, replaced = moment(part.published, now), moment(part.replaced, now)
    return Version(clean(part.content)[:MAX_TEXT], written or at, replaced or at)
