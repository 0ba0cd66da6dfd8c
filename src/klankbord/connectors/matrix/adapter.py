"""From the words of Matrix to posts."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

import msgspec

from klankbord.connectors.dates import seconds_of
from klankbord.connectors.jsons import read_fields
from klankbord.connectors.lines import read_line, written_at_second
from klankbord.connectors.matrix.wire import EXPECTED, Content, Event
from klankbord.connectors.plaintext import (
    hashtags_in,
    plain,
    tidy,
    web_addresses,
)
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Media, Post

PLATFORM = "matrix"
MESSAGE, REDACTION, SEALED = "m.room.message", "m.room.redaction", "m.room.encrypted"
_BY_PROGRAM = "m.notice"  # what automated clients say (spec: m.room.message msgtypes)
_KINDS = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "file"}
_QUOTED = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
_QUOTED_LINES = re.compile(r"\A(?:> .*\n)+\n")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]']")
_USER = re.compile(r"@[\w.=/+-]+:[\w.-]+(?::\d+)?")

Original = Callable[[str], Event | None]


class Adapter:
    """Makes posts of the events of one room, each named by room and event.

    `original` finds the event that an edit takes the place of: a post keeps its moment.
    """

    def __init__(self, room: str, title: str, *, now: dt.datetime, original: Original) -> None:
        self.warnings = Warnings()
        self.gone: list[str] = []
        self._room = room
        self._title = title
        self._now = now
        self._original = original

    def posts(self, raws: Iterable[msgspec.Raw]) -> tuple[Post, ...]:
        """The posts in the order given, each once, an edited one as it is now; not what is gone."""
        found: dict[str, Post] = {}
        for place, raw in enumerate(raws, 1):
            event = read_line(raw, Event, expected=EXPECTED, warnings=self.warnings, place=place)
            if event is None:
                continue
            if event.type == REDACTION:
                self.gone.append(self.id_of(event.redacts or event.content.redacts))
            elif event.type == SEALED:
                self.warnings.add(Caution.POST_PRIVATE, place)
            elif event.type == MESSAGE and (post := self._post(place, event, raw)):
                found[post.id] = post
        return tuple(post for key, post in found.items() if key not in self.gone)

    def _post(self, place: int, event: Event, raw: msgspec.Raw) -> Post | None:
        relation = event.content.relates_to
        if relation and relation.rel_type == "m.replace":
            first = self._original(relation.event_id)
            if first is None or first.sender != event.sender:
                return None  # nobody changes what another said (spec: validity of replacements)
            event = msgspec.structs.replace(first, content=self._changed(place, event, first))
        if not event.content.body:
            return None
        seconds = seconds_of(event.origin_server_ts, 1e3)
        at = written_at_second(seconds, self._now, self.warnings, place)
        return self.post_of(event, raw, at)

    def _changed(self, place: int, edit: Event, first: Event) -> Content:
        """What an edit says; it answers what the first one answered."""
        try:
            new = msgspec.convert(edit.content.new or {}, Content)
        except msgspec.ValidationError as fault:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem=str(fault)[:200])
            return Content()
        return msgspec.structs.replace(new, relates_to=first.content.relates_to)

    def post_of(self, event: Event, raw: msgspec.Raw, at: dt.datetime) -> Post:
        """One message."""
        content, relation = event.content, event.content.relates_to
        text = words_of(content)
        above = relation.in_reply_to.event_id if relation and relation.in_reply_to else ""
        thread = relation.event_id if relation and relation.rel_type == "m.thread" else ""
        name = event.sender.partition(":")[0].removeprefix("@")
        kind = _KINDS.get(content.msgtype)
        return Post(
            id=self.id_of(event.event_id),
            platform=PLATFORM,
            source=self._title,
            url=page_of(self._room, event.event_id),
            text=text[:MAX_TEXT],
            published_at=at,
            author=Author(
                id=event.sender,
                handle=event.sender,
                name=name[:200],
                url=f"https://matrix.to/#/{quote(event.sender, safe='@:')}",
                is_bot=True if content.msgtype == _BY_PROGRAM else None,
            ),
            in_reply_to=self.id_of(above) if above else "",
            thread=self.id_of(thread) if thread else "",
            links=web_addresses(_LINK.findall(text)),
            hashtags=hashtags_in(text),
            mentions=tuple(dict.fromkeys(_USER.findall(text))),
            media=(Media(type=kind, alt=content.body[:1_500]),) if kind else (),
            raw=_steady(raw),
        )

    def id_of(self, event_id: str) -> str:
        """How a post of this room is named."""
        return f"{PLATFORM}:{self._room}/{event_id}"


def _steady(raw: msgspec.Raw) -> msgspec.Raw:
    """As given, without how old it was at that moment: the same post is the same at every visit."""
    given = read_fields(raw)
    told = given.get("unsigned")
    if not isinstance(told, dict) or "age" not in told:
        return raw
    rest = {name: value for name, value in told.items() if name != "age"}
    return msgspec.Raw(msgspec.json.encode({**given, "unsigned": rest}))


def page_of(room: str, event_id: str) -> str:
    """Where a browser shows a message."""
    return f"https://matrix.to/#/{quote(room, safe='!:#')}/{quote(event_id, safe='$')}"


def words_of(content: Content) -> str:
    """What a message says itself: programs put the words that it answers in front of it."""
    is_answer = bool(content.relates_to and content.relates_to.in_reply_to)
    if content.format == "org.matrix.custom.html" and content.formatted_body:
        return plain(_QUOTED.sub("", content.formatted_body)).text
    body = content.body.replace("\r\n", "\n")
    return tidy(_QUOTED_LINES.sub("", body) if is_answer else body)
