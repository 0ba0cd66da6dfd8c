"""Our own export of a community: JSON Lines in the words of ActivityStreams 2.0, in a ZIP.

Source: the W3C recommendation ActivityStreams 2.0 for the names; `docs/en/community.md` tells the
whole form. No address stands in it: a person goes by a hash of theirs, see `person_id`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Literal

import msgspec

from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.workspace.shape import (
    MAX_TEXT,
    Along,
    AlongChange,
    Announced,
    Asked,
    Chosen,
    Coming,
    Held,
    LeftOut,
    Person,
    Place,
    Said,
    Sign,
    SignKind,
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
FORMAT, VERSION = "klankbord-community", 2  # 2: with pictures and files
ALONG = "attachments/"
"""Where pictures and files lie in the ZIP."""
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


class ReactionLine(msgspec.Struct, rename="camel", tag="Reaction"):
    """What a kind of reaction says; it stands before the first that was given of it."""

    id: str
    emoji: str
    name_en: str
    name_nl: str


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


class DocumentPart(msgspec.Struct, rename="camel", omit_defaults=True):
    """A picture or file at a message: `url` is its place in the ZIP, `summary` what it shows."""

    url: str
    media_type: str
    published: dt.datetime
    is_picture: bool = False
    name: str = ""
    summary: str = ""


class ChangePart(msgspec.Struct, rename="camel"):
    """That so many pictures or files came or went after a message was written."""

    is_picture: bool
    is_added: bool
    n: int
    published: dt.datetime


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
    attachments: tuple[DocumentPart, ...] = ()
    attachment_changes: tuple[ChangePart, ...] = ()


class ChoicePart(msgspec.Struct, rename="camel", omit_defaults=True):
    """One thing to choose; `n_votes` is kept when the names go."""

    name: str
    n_votes: int | None = None


class VotePart(msgspec.Struct, rename="camel"):
    """What one person chose by name: the place of a choice, counted from nought."""

    actor: str
    choice: int
    published: dt.datetime


class QuestionLine(msgspec.Struct, rename="camel", tag="Question", omit_defaults=True):
    """A poll; it stands right after the note that asks it, and `in_reply_to` names that.

    A line of its own, so that a version that knows no polls says that it leaves one out. `told` is
    what came of an anonymous one, as the gateway of the house told it; no ballot is ever in a file.
    """

    in_reply_to: str
    end_time: dt.datetime
    choices: tuple[ChoicePart, ...]
    closed: dt.datetime | None = None
    has_several: bool = False
    is_anonymous: bool = False
    shows: str = ""
    n_voters: int | None = None
    votes: tuple[VotePart, ...] = ()
    told: dict[str, Any] = {}


class ComingPart(msgspec.Struct, rename="camel"):
    """What one person answered to an event."""

    actor: str
    says: str
    published: dt.datetime


class EventLine(msgspec.Struct, rename="camel", tag="Event", omit_defaults=True):
    """When and where something is; it stands after the note that tells of it."""

    in_reply_to: str
    start_time: dt.datetime
    end_time: dt.datetime
    updated: dt.datetime
    zone: str
    location: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    answers: tuple[ComingPart, ...] = ()


class PraiseLine(msgspec.Struct, rename="camel", tag="Praise", omit_defaults=True):
    """That a note praises, and whom it still names; it stands after that note."""

    in_reply_to: str
    named: tuple[str, ...] = ()


class AnnouncementLine(msgspec.Struct, rename="camel", tag="Announcement", omit_defaults=True):
    """That a note stands on top until a day; it stands after that note. Nobody's press is in it."""

    in_reply_to: str
    until: dt.date
    published: dt.datetime
    is_to_acknowledge: bool = False
    is_for_all: bool = False


BesideLine = QuestionLine | EventLine | PraiseLine | AnnouncementLine
Line = PersonLine | GroupLine | ReactionLine | NoteLine | BesideLine
_KNOWN = frozenset(
    {"Person", "Group", "Reaction", "Note", "Question", "Event", "Praise", "Announcement"}
)


class _Kind(msgspec.Struct):
    type: str


def person_id(address: str) -> str:
    """Stand for somebody with this mail address, the same in every house."""
    told = f"{FORMAT}:{address.strip().lower()}".encode()
    return f"person:{hashlib.sha256(told).hexdigest()[:32]}"


def workspace_in(parcel: Parcel, now: dt.datetime) -> Workspace:
    """Raises `ConnectorRefused` for a form that this version does not know."""
    _check(parcel)
    people, places, kinds = _told(parcel, now)
    return Workspace(
        platform=PLATFORM,
        people=people,
        places=places,
        said=lambda: _all_said(parcel, places, now),
        sign_kinds=kinds,
        content_of=partial(_content_of, parcel),
    )


def _all_said(
    parcel: Parcel, places: Mapping[str, Place], now: dt.datetime
) -> Iterator[Said | LeftOut]:
    """Each message with what may stand beside it, on the lines after it."""
    waiting: Said | LeftOut | None = None
    for line in _lines(parcel):
        if isinstance(line, BesideLine):
            waiting = _with_beside(waiting, line, now)
        elif isinstance(line, NoteLine | LeftOut):
            if waiting is not None:
                yield waiting
            waiting = _said(line, places, now) if isinstance(line, NoteLine) else line
    if waiting is not None:
        yield waiting


def _told(
    parcel: Parcel, now: dt.datetime
) -> tuple[dict[str, Person], dict[str, Place], dict[str, SignKind]]:
    people: dict[str, Person] = {}
    places: dict[str, Place] = {}
    kinds: dict[str, SignKind] = {}
    for line in _lines(parcel):
        match line:
            case PersonLine():
                people[line.id] = _person(line)
            case GroupLine():
                places[line.id] = _place(line, now)
            case ReactionLine():
                names = clean(line.name_en), clean(line.name_nl)
                kinds[line.id] = SignKind(clean(line.emoji), *names)
    return people, places, kinds


def _person(line: PersonLine) -> Person:
    name = clean(line.name)[:120]
    return Person(key=line.id, name=name, digest=line.id, voice=line.generator)


def _content_of(parcel: Parcel, place: str, most: int) -> bytes:
    if not place.startswith(ALONG):
        raise ConnectorRefused(Refusal.FILE_MISSING, permanent=True, name=place[:200])
    return parcel.piece(place, most)


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
        along=() if line.deleted else tuple(_along(each, at, now) for each in line.attachments),
        along_changes=()
        if line.deleted
        else tuple(_change(each, at, now) for each in line.attachment_changes),
    )


def _with_beside(
    said: Said | LeftOut | None, line: BesideLine, now: dt.datetime
) -> Said | LeftOut | None:
    """The message before, with what stands beside it; of another message it is nobody's."""
    if not isinstance(said, Said) or said.key != line.in_reply_to or said.removed_at:
        return said
    match line:
        case QuestionLine():
            return msgspec.structs.replace(said, asked=_asked(line, said.at, now))
        case EventLine():
            return msgspec.structs.replace(said, held=_held(line, said.at, now))
        case PraiseLine():
            return msgspec.structs.replace(said, praised=line.named)
        case AnnouncementLine():
            return msgspec.structs.replace(said, announced=_announced(line, said.at, now))


def _asked(line: QuestionLine, at: dt.datetime, now: dt.datetime) -> Asked:
    counts = [each.n_votes for each in line.choices if each.n_votes is not None]
    return Asked(
        choices=tuple(clean(each.name) for each in line.choices),
        closes_at=_zoned(line.end_time),
        counted_at=moment(line.closed, now),
        has_several=line.has_several,
        is_anonymous=line.is_anonymous,
        shows=line.shows,
        n_voters=line.n_voters,
        n_votes=tuple(counts) if len(counts) == len(line.choices) else (),
        chosen=tuple(
            Chosen(each.actor, each.choice, moment(each.published, now) or at)
            for each in line.votes
        ),
        told=line.told,
    )


def _held(line: EventLine, at: dt.datetime, now: dt.datetime) -> Held:
    return Held(
        starts_at=_zoned(line.start_time),
        ends_at=_zoned(line.end_time),
        changed_at=moment(line.updated, now) or at,
        zone=line.zone,
        location=clean(line.location),
        link=clean(line.url),
        n_changes=line.sequence,
        is_cancelled=line.is_cancelled,
        coming=tuple(
            Coming(each.actor, each.says, moment(each.published, now) or at)
            for each in line.answers
        ),
    )


def _announced(line: AnnouncementLine, at: dt.datetime, now: dt.datetime) -> Announced:
    return Announced(
        until_on=line.until,
        at=moment(line.published, now) or at,
        is_to_acknowledge=line.is_to_acknowledge,
        is_for_all=line.is_for_all,
    )


def _zoned(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _along(part: DocumentPart, at: dt.datetime, now: dt.datetime) -> Along:
    """What it is, is seen by its bytes: what the export says of that is not believed."""
    shows, since = clean(part.summary), moment(part.published, now) or at
    return Along(part.url, part.is_picture, clean(part.name), shows, since)


def _change(part: ChangePart, at: dt.datetime, now: dt.datetime) -> AlongChange:
    since = moment(part.published, now) or at
    return AlongChange(part.is_picture, part.is_added, min(max(part.n, 1), 1_000), since)


def _version(part: VersionPart, at: dt.datetime, now: dt.datetime) -> Version:
    written, replaced = moment(part.published, now), moment(part.replaced, now)
    return Version(clean(part.content)[:MAX_TEXT], written or at, replaced or at)
