"""Slack: channels with their members, and messages with threads, edits, pins and reactions.

Source: Slack's help page on reading exports, and the fields that its Web API documents for
channels, users and messages.
"""

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from klankbord.connectors.colleagues import CHANNELS
from klankbord.connectors.dates import from_seconds
from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.workspace.shape import (
    MAX_TEXT,
    LeftOut,
    Person,
    Place,
    Said,
    Sign,
    Width,
    Workspace,
    clean,
    moment,
    person_mark,
)
from klankbord.connectors.jsons import read_part, read_whole
from klankbord.connectors.reasons import ConnectorRefused, Refusal

PLATFORM = "slack"
_PRIVATE = "groups.json"
_DIRECT = ("dms.json", "mpims.json")
_USERS = ("users.json", "org_users.json")
_WORDS = frozenset({"", "thread_broadcast", "me_message", "file_share"})
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_STRUCK = re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])")
Shape = TypeVar("Shape")


class _Note(msgspec.Struct):
    value: str = ""


class _Channel(msgspec.Struct):
    id: str
    name: str = ""
    members: tuple[str, ...] = ()
    creator: str | None = ""
    created: float = 0
    is_private: bool | None = False
    purpose: _Note | None = None
    topic: _Note | None = None


class _Profile(msgspec.Struct):
    real_name: str | None = ""
    display_name: str | None = ""
    email: str | None = ""


class _User(msgspec.Struct):
    id: str
    name: str | None = ""
    real_name: str | None = ""
    profile: _Profile | None = None


class _Reaction(msgspec.Struct):
    name: str
    users: tuple[str, ...] = ()


class _Edited(msgspec.Struct):
    ts: str = ""


class _Said(msgspec.Struct):
    ts: str
    text: str | None = ""
    user: str | None = ""
    bot_id: str | None = ""
    type: str = "message"
    subtype: str | None = ""
    thread_ts: str | None = ""
    edited: _Edited | None = None
    pinned_to: tuple[str, ...] | None = ()
    reactions: tuple[_Reaction, ...] | None = ()
    files: tuple[msgspec.Raw, ...] | None = ()


def workspace_in(parcel: Parcel, now: dt.datetime) -> Workspace:
    """Raises `ConnectorRefused` where the lists of channels or people cannot be read."""
    people = _people(parcel)
    folders = _folders(parcel, now)
    direct = _direct(parcel)

    def said() -> Iterator[Said | LeftOut]:
        for name in parcel.names:
            folder, _, day = name.partition("/")
            if not day.endswith(".json"):
                continue
            for raw in _messages(parcel, name):
                if folder in folders and raw is not None:
                    yield _message(raw, folders[folder], people, now)
                elif raw is None:
                    yield LeftOut.BROKEN
                else:
                    yield LeftOut.DIRECT if folder in direct else LeftOut.PLACELESS

    places = {place.key: place for place in folders.values()}
    return Workspace(platform=PLATFORM, people=people, places=places, said=said)


def _people(parcel: Parcel) -> Mapping[str, Person]:
    users = (each for name in _USERS for each in _list(parcel, name, _User))
    return {each.id: _person(each) for each in users}


def _person(user: _User) -> Person:
    profile = user.profile or _Profile()
    name = profile.real_name or user.real_name or profile.display_name or user.name or ""
    return Person(key=user.id, name=clean(name)[:120], address=(profile.email or "").lower())


def _folders(parcel: Parcel, now: dt.datetime) -> Mapping[str, Place]:
    """Places by the folder that their messages lie in; one that is listed twice is private."""
    channels = _list(parcel, CHANNELS, _Channel)
    listed = {each.name: _place(each, Width.OPEN, now) for each in channels}
    shut = _list(parcel, _PRIVATE, _Channel)
    ids = {each.id for each in shut}
    listed = {name: place for name, place in listed.items() if place.key not in ids}
    return listed | {each.name: _place(each, Width.PRIVATE, now) for each in shut}


def _place(channel: _Channel, width: Width, now: dt.datetime) -> Place:
    purpose = channel.purpose or channel.topic or _Note()
    members = tuple(dict.fromkeys(channel.members))
    return Place(
        key=channel.id,
        name=channel.name,
        width=Width.PRIVATE if channel.is_private else width,
        description=clean(html.unescape(purpose.value)),
        people=members,
        owners=(channel.creator,) if channel.creator and channel.creator in members else (),
        created_at=moment(from_seconds(channel.created), now) if channel.created else None,
    )


def _direct(parcel: Parcel) -> frozenset[str]:
    listed = (each for name in _DIRECT for each in _list(parcel, name, _Channel))
    return frozenset(key for each in listed for key in (each.id, each.name) if key)


def _list(parcel: Parcel, name: str, kind: type[Shape]) -> list[Shape]:
    if name not in parcel.names:
        return []
    try:
        return read_whole(parcel.whole(name), list[kind])  # type: ignore[valid-type]  # made at run time
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.EXPORT_CHANGED, permanent=True, cause=str(fault), fields=name
        ) from fault


def _messages(parcel: Parcel, name: str) -> list[msgspec.Raw | None]:
    try:
        return list(read_whole(parcel.whole(name), list[msgspec.Raw]))
    except msgspec.MsgspecError:
        return [None]


def _message(
    raw: msgspec.Raw, place: Place, people: Mapping[str, Person], now: dt.datetime
) -> Said | LeftOut:
    try:
        said = read_part(raw, _Said)
    except msgspec.MsgspecError:
        return LeftOut.BROKEN
    if said.subtype == "tombstone":
        return LeftOut.DELETED
    if said.bot_id or not said.user or said.type != "message" or (said.subtype or "") not in _WORDS:
        return LeftOut.PROGRAM
    at, text = _when(said.ts, now), markdown(said.text or "", people)
    if at is None:
        return LeftOut.BROKEN
    if not text:
        return LeftOut.WORDLESS
    above = said.thread_ts if said.thread_ts and said.thread_ts != said.ts else ""
    return Said(
        key=_key(place, said.ts),
        place=place.key,
        author=said.user,
        text=text,
        at=at,
        above=_key(place, above) if above else "",
        edited_at=_when(said.edited.ts, now) if said.edited else None,
        is_pinned=bool(said.pinned_to),
        signs=tuple(_sign(each) for each in said.reactions or ()),
        n_files=len(said.files or ()),
    )


def _sign(reaction: _Reaction) -> Sign:
    """A thumb is a thumb, in any colour of skin."""
    return Sign(reaction.name.partition("::")[0], reaction.users)


def _key(place: Place, ts: str) -> str:
    return f"{PLATFORM}:{place.key}/{ts}"


def _when(ts: str, now: dt.datetime) -> dt.datetime | None:
    try:
        return moment(from_seconds(float(ts)), now)
    except ValueError:
        return None


def markdown(text: str, people: Mapping[str, Person]) -> str:
    """A message in Slack's marks as Markdown; what stands as code is left as it is."""
    pieces = enumerate(_CODE.split(clean(text)))  # every second piece is code
    told = (_bare(piece) if n % 2 else _marked(piece, people) for n, piece in pieces)
    return "".join(told)[:MAX_TEXT].strip()


def _bare(code: str) -> str:
    return html.unescape(_MARK.sub(lambda found: found[3] or found[2], code))


def _marked(text: str, people: Mapping[str, Person]) -> str:
    def plainly(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return person_mark(what) if what in people else f"@{label or what}"
        if sign == "#":
            return f"#{label or what}"
        if sign == "!":
            return label or f"@{what.partition('^')[0]}"
        return f"[{label}]({what})" if label and label != what else f"<{what}>"

    # The marks come last: an address may hold a star or a tilde.
    parts = re.split(r"(<[^<>]+>)", text)
    styled = (each if each.startswith("<") else _styled(each) for each in parts)
    return html.unescape(_MARK.sub(plainly, "".join(styled)))


def _styled(text: str) -> str:
    return _STRUCK.sub(r"~~\1~~", _BOLD.sub(r"**\1**", text))
