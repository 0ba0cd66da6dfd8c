"""Mattermost: a bulk export with teams, channels, people, threads, reactions and pins.

Source: Mattermost's documentation of its bulk loading data format.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import xxhash

from klankbord.connectors.colleagues import MATTERMOST_LINES
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
from klankbord.connectors.jsons import read_part
from klankbord.core.post import NO_RAW

PLATFORM = "mattermost"
_OPEN = "O"
_OWNS = "channel_admin"
_KNOWN = frozenset({"version", "scheme", "role", "emoji", "team", "channel", "user", "bot"})
_DIRECT = frozenset({"direct_channel", "direct_post"})
_MESSAGES = frozenset({"post", "direct_post"})
Shape = TypeVar("Shape")
_AT = re.compile(r"(?<![\w@/.])@([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)


class _Line(msgspec.Struct):
    type: str
    team: msgspec.Raw = NO_RAW
    channel: msgspec.Raw = NO_RAW
    user: msgspec.Raw = NO_RAW
    post: msgspec.Raw = NO_RAW


class _Team(msgspec.Struct):
    name: str
    display_name: str | None = ""


class _Channel(msgspec.Struct):
    team: str
    name: str
    type: str = ""
    display_name: str | None = ""
    purpose: str | None = ""
    header: str | None = ""


class _InChannel(msgspec.Struct):
    name: str
    roles: str | None = ""


class _InTeam(msgspec.Struct):
    name: str
    channels: tuple[_InChannel, ...] | None = ()


class _User(msgspec.Struct):
    username: str
    email: str | None = ""
    first_name: str | None = ""
    last_name: str | None = ""
    nickname: str | None = ""
    teams: tuple[_InTeam, ...] | None = ()


class _Reaction(msgspec.Struct):
    user: str
    emoji_name: str


class _Answer(msgspec.Struct):
    user: str
    message: str
    create_at: int
    edit_at: int | None = 0
    type: str | None = ""
    reactions: tuple[_Reaction, ...] | None = ()
    attachments: tuple[msgspec.Raw, ...] | None = ()


class _Post(_Answer, kw_only=True):
    team: str
    channel: str
    is_pinned: bool | None = False
    replies: tuple[msgspec.Raw, ...] | None = ()


@dataclass
class _Heads:
    """What stands above the messages."""

    teams: dict[str, str] = field(default_factory=dict)
    channels: list[_Channel] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    owners: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def workspace_in(parcel: Parcel, now: dt.datetime) -> Workspace:
    """A channel that was not announced as open is private; one of several teams is closed."""
    heads = _heads(parcel)
    places = {place.key: place for place in _places(heads)}

    def said() -> Iterator[Said | LeftOut]:
        for line in _lines(parcel):
            if line is None:
                yield LeftOut.BROKEN
            elif line.type == "post":
                yield from _thread(line.post, places, heads.people, now)
            elif line.type in _DIRECT:
                yield LeftOut.DIRECT
            elif line.type not in _KNOWN:
                yield LeftOut.UNKNOWN

    return Workspace(platform=PLATFORM, people=heads.people, places=places, said=said)


def _lines(parcel: Parcel) -> Iterator[_Line | None]:
    for name in parcel.names:
        if name.endswith(MATTERMOST_LINES) or len(parcel.names) == 1:
            for raw in parcel.lines(name):
                yield _decoded(raw, _Line) if raw.strip() else None


def _decoded(raw: bytes | msgspec.Raw, kind: type[Shape]) -> Shape | None:
    try:
        return read_part(raw, kind)
    except msgspec.MsgspecError:
        return None


def _heads(parcel: Parcel) -> _Heads:
    """They stand before the first message, so that no more than them is read."""
    heads = _Heads()
    for line in filter(None, _lines(parcel)):
        if line.type == "team" and (team := _decoded(line.team, _Team)):
            heads.teams[team.name] = team.display_name or team.name
        elif line.type == "channel" and (channel := _decoded(line.channel, _Channel)):
            heads.channels.append(channel)
        elif line.type == "user" and (user := _decoded(line.user, _User)):
            _note_person(heads, user)
        elif line.type in _MESSAGES:
            break
    return heads


def _note_person(heads: _Heads, user: _User) -> None:
    full = " ".join(part for part in (user.first_name, user.last_name) if part)
    name = clean(full or user.nickname or user.username)[:120]
    address = (user.email or "").lower()
    heads.people[user.username] = Person(key=user.username, name=name, address=address)
    for team in user.teams or ():
        for channel in team.channels or ():
            place = _key_of(team.name, channel.name)
            heads.inside[place].append(user.username)
            if _OWNS in (channel.roles or "").split():
                heads.owners[place].append(user.username)


def _places(heads: _Heads) -> Iterator[Place]:
    is_alone = len({channel.team for channel in heads.channels}) == 1
    for channel in heads.channels:
        key = _key_of(channel.team, channel.name)
        name = clean(channel.display_name or channel.name)
        if not is_alone:
            name = f"{name} ({clean(heads.teams.get(channel.team, channel.team))})"
        width = Width.OPEN if is_alone else Width.CLOSED
        yield Place(
            key=key,
            name=name,
            width=width if channel.type == _OPEN else Width.PRIVATE,
            description=clean(channel.purpose or channel.header or ""),
            people=tuple(heads.inside[key]),
            owners=tuple(heads.owners[key]),
        )


def _thread(
    raw: msgspec.Raw, places: Mapping[str, Place], people: Mapping[str, Person], now: dt.datetime
) -> Iterator[Said | LeftOut]:
    top = _decoded(raw, _Post)
    if top is None:
        yield LeftOut.BROKEN
        return
    place = _key_of(top.team, top.channel)
    if place not in places:
        yield from [LeftOut.PLACELESS] * (1 + len(top.replies or ()))
        return
    above = _key(place, top)
    yield _said(top, place, people, now)
    for each in top.replies or ():
        answer = _decoded(each, _Answer)
        yield _said(answer, place, people, now, above=above) if answer else LeftOut.BROKEN


def _said(
    said: _Answer,
    place: str,
    people: Mapping[str, Person],
    now: dt.datetime,
    above: str = "",
) -> Said | LeftOut:
    at, text = _when(said.create_at, now), _markdown(said.message, people)
    if said.type:
        return LeftOut.PROGRAM
    if at is None:
        return LeftOut.BROKEN
    if not text:
        return LeftOut.WORDLESS
    signs: dict[str, list[str]] = defaultdict(list)
    for each in said.reactions or ():
        signs[each.emoji_name].append(each.user)
    return Said(
        key=_key(place, said),
        place=place,
        author=said.user,
        text=text,
        at=at,
        above=above,
        edited_at=_when(said.edit_at, now) if said.edit_at else None,
        is_pinned=isinstance(said, _Post) and bool(said.is_pinned),
        signs=tuple(Sign(name, tuple(given)) for name, given in signs.items()),
        n_files=len(said.attachments or ()),
    )


def _markdown(text: str, people: Mapping[str, Person]) -> str:
    def marked(found: re.Match[str]) -> str:
        name = found[1].lower()
        bare = name.rstrip("._-")
        known = name if name in people else bare if bare in people else ""
        return person_mark(known) + name[len(known) :] if known else found[0]

    return _AT.sub(marked, clean(text))[:MAX_TEXT].strip()


def _when(milliseconds: int, now: dt.datetime) -> dt.datetime | None:
    return moment(from_seconds(milliseconds / 1000), now)


def _key_of(team: str, channel: str) -> str:
    return f"{PLATFORM}:{team}/{channel}"


def _key(place: str, said: _Answer) -> str:
    """An export bears no numbers: place, moment and words are what the platform goes by."""
    words = xxhash.xxh3_64_hexdigest(f"{said.user}\0{said.message}".encode())
    return f"{place}/{said.create_at}-{words}"
