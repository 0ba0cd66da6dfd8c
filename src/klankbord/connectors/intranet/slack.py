"""Slack: a ZIP with a folder for each channel, and in it a file of JSON for each day."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from klankbord.connectors.channels import INTERNAL
from klankbord.connectors.colleagues import CHANNELS
from klankbord.connectors.dates import from_seconds
from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.wire import EXPECTED_OF_SLACK, Channel, Said
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.lines import Shape, read_line, written_at
from klankbord.connectors.marks import words_of
from klankbord.connectors.plaintext import hashtags_in
from klankbord.connectors.reasons import Caution, ConnectorRefused, Refusal, Warnings
from klankbord.core.post import MAX_TEXT, Author, Post

PLATFORM = "slack"
_SAID = frozenset({"", "thread_broadcast", "me_message", "file_share"})
_CLOSED = ("groups.json", "dms.json", "mpims.json")
_Named = list[dict[str, object]]


def posts_in(parcel: Parcel, now: dt.datetime, warnings: Warnings) -> Iterator[Post | None]:
    """A post for each message in an open channel, None for each that is left out.

    Files of other folders are never opened, whatever else the export holds.
    """
    channels = _open_channels(parcel)
    for name in parcel.names:
        folder, _, day = name.partition("/")
        if not day.endswith(".json"):
            continue
        if folder not in channels:
            warnings.add(Caution.CONVERSATION_PRIVATE)
            continue
        for raw in _messages(parcel, name, warnings):
            yield _post(raw, channels[folder], now, warnings)


def _open_channels(parcel: Parcel) -> dict[str, Channel]:
    """Channels that Slack lists as open and nowhere as private."""
    private: set[object] = set()
    for name in set(_CLOSED) & set(parcel.names):
        for each in _list(parcel, name, _Named):
            private |= {each.get("id"), each.get("name")}
    given = _list(parcel, CHANNELS, list[Channel])
    kept = (each for each in given if not each.is_private and not {each.id, each.name} & private)
    return {each.name: each for each in kept}


def _list(parcel: Parcel, name: str, kind: type[list[Shape]]) -> list[Shape]:
    try:
        return read_whole(parcel.whole(name), kind)
    except msgspec.MsgspecError as fault:
        raise ConnectorRefused(
            Refusal.EXPORT_CHANGED, permanent=True, cause=str(fault), fields=name
        ) from fault


def _messages(parcel: Parcel, name: str, warnings: Warnings) -> list[msgspec.Raw]:
    try:
        return read_whole(parcel.whole(name), list[msgspec.Raw])
    except msgspec.MsgspecError as fault:
        warnings.add(Caution.ENTRY_BROKEN, problem=str(fault)[:200])
        return []


def _post(raw: msgspec.Raw, channel: Channel, now: dt.datetime, warnings: Warnings) -> Post | None:
    said = read_line(raw, Said, expected=EXPECTED_OF_SLACK, warnings=warnings)
    if said is None or said.type != "message" or said.subtype not in _SAID or not said.user:
        return None
    at = _moment(said.ts)
    if at is None:
        warnings.add(Caution.ENTRY_BROKEN, problem="ts")
        return None
    text, links = words_of(said.text)
    above = said.thread_ts if said.thread_ts != said.ts else ""
    return Post(
        id=_id(channel, said.ts),
        platform=PLATFORM,
        source=f"#{channel.name}",
        text=text[:MAX_TEXT],
        published_at=written_at(at, now, warnings),
        author=Author(id=said.user, handle=said.user, is_bot=bool(said.bot_id)),
        in_reply_to=_id(channel, above) if above else "",
        thread=_id(channel, said.thread_ts or said.ts),
        links=links,
        hashtags=hashtags_in(text),
        visibility=INTERNAL,
    )


def _id(channel: Channel, ts: str) -> str:
    return f"{PLATFORM}:{channel.id}/{ts}"


def _moment(ts: str) -> dt.datetime | None:
    try:
        return from_seconds(float(ts))
    except ValueError:
        return None
