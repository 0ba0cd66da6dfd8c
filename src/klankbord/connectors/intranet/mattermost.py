"""Mattermost: a bulk export, one object of JSON a line, packed or not."""

import datetime as dt
from collections.abc import Iterator

import msgspec
import xxhash

from klankbord.connectors.channels import INTERNAL
from klankbord.connectors.colleagues import MATTERMOST_LINES
from klankbord.connectors.dates import from_seconds
from klankbord.connectors.intranet.parcel import Parcel
from klankbord.connectors.intranet.wire import (
    EXPECTED_OF_ANSWERS,
    EXPECTED_OF_MESSAGES,
    EXPECTED_OF_PLACES,
    Answer,
    Line,
    Message,
    Place,
)
from klankbord.connectors.lines import read_line, written_at
from klankbord.connectors.plaintext import hashtags_in, tidy
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Post

PLATFORM = "mattermost"
_OPEN = "O"
_EXPECTED = frozenset({"type"})


def posts_in(parcel: Parcel, now: dt.datetime, warnings: Warnings) -> Iterator[Post | None]:
    """A post for each message in an open channel, None for each that is left out.

    Channels stand above their messages: one that was not announced as open is private.
    """
    is_open: set[tuple[str, str]] = set()
    for name in parcel.names:
        if not name.endswith(MATTERMOST_LINES) and len(parcel.names) > 1:
            continue
        for place, raw in enumerate(parcel.lines(name), 1):
            line = read_line(raw, Line, expected=_EXPECTED, warnings=warnings, place=place)
            if line and line.type == "channel" and line.channel:
                is_open |= _announced(line.channel, warnings, place)
            elif line and line.type == "post" and line.post:
                yield from _Thread(is_open, now, warnings, place).posts(line.post)
            elif line and line.type == "direct_post":
                warnings.add(Caution.POST_PRIVATE, place)
                yield None


def _announced(raw: msgspec.Raw, warnings: Warnings, place: int) -> set[tuple[str, str]]:
    given = read_line(raw, Place, expected=EXPECTED_OF_PLACES, warnings=warnings, place=place)
    return {(given.team, given.name)} if given and given.type == _OPEN else set()


class _Thread:
    """One message with its answers."""

    def __init__(
        self, is_open: set[tuple[str, str]], now: dt.datetime, warnings: Warnings, place: int
    ) -> None:
        self._is_open = is_open
        self._now = now
        self._warnings = warnings
        self._place = place

    def posts(self, raw: msgspec.Raw) -> Iterator[Post | None]:
        top = read_line(
            raw, Message, expected=EXPECTED_OF_MESSAGES, warnings=self._warnings, place=self._place
        )
        if top is None or (top.team, top.channel) not in self._is_open:
            if top:
                self._warnings.add(Caution.POST_PRIVATE, self._place)
            yield None
            return
        yield None if top.type else self._post(top, top)
        for each in top.replies or ():
            answer = read_line(
                each,
                Answer,
                expected=EXPECTED_OF_ANSWERS,
                warnings=self._warnings,
                place=self._place,
            )
            yield self._post(answer, top) if answer else None

    def _post(self, said: Answer, top: Message) -> Post | None:
        text = tidy(said.message)
        at = from_seconds(said.create_at / 1000)
        if not text or at is None:
            self._warnings.add(Caution.ENTRY_EMPTY if at else Caution.ENTRY_BROKEN, self._place)
            return None
        thread = _id(top, top)
        return Post(
            id=_id(said, top),
            platform=PLATFORM,
            source=f"{top.team}/{top.channel}",
            text=text[:MAX_TEXT],
            published_at=written_at(at, self._now, self._warnings, self._place),
            author=Author(id=said.user, handle=said.user),
            in_reply_to=thread if said is not top else "",
            thread=thread,
            hashtags=hashtags_in(text),
            visibility=INTERNAL,
        )


def _id(said: Answer, top: Message) -> str:
    """An export bears no numbers: channel, moment and words are what the platform goes by."""
    words = xxhash.xxh3_64_hexdigest(f"{said.user}\0{said.message}".encode())
    return f"{PLATFORM}:{top.team}/{top.channel}/{said.create_at}-{words}"
