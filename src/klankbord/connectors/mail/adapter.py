"""From letters to posts."""

import datetime as dt
import hashlib
import re
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import msgspec

from klankbord.connectors.lines import written_at
from klankbord.connectors.mail.place import ADDRESS
from klankbord.connectors.mailbox import (
    BROKEN,
    MAX_BYTES,
    MAX_TEXT,
    ids_of,
    is_automatic,
    message_of,
    own_words,
    subject_of,
    words_of,
)
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import Author, Post

PLATFORM = "mail"
PRIVATE = "private"
_KEPT = ("From", "Reply-To", "Date", "Subject", "Message-ID", "In-Reply-To", "References")
"""Of the headers only these are kept: the others tell by which machines a letter came."""
_ID = re.compile(r"[\w.!#$%&'*+/=?^`{|}~@\[\]:-]{3,200}", re.ASCII)


class Adapter:
    """Makes posts of letters to one address; each is named by that address and its Message-ID."""

    def __init__(self, address: str, *, now: dt.datetime) -> None:
        self.warnings = Warnings()
        self._address = address
        self._now = now

    def post(self, raw: bytes, place: int) -> Post | None:
        """A letter of a person; what a program wrote, and our own copies, are left out."""
        message = message_of(raw)
        try:
            found = self._heard(message, raw, place) if message is not None else None
        except BROKEN as fault:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem=type(fault).__name__)
            return None
        if message is None:
            self.warnings.add(Caution.ENTRY_EMPTY, place)
        return found

    def _heard(self, message: EmailMessage, raw: bytes, place: int) -> Post | None:
        if is_automatic(message):
            self.warnings.add(Caution.LETTER_AUTOMATIC, place)
            return None
        writer = writer_of(message)
        if writer is None:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem="From")
            return None
        if writer.id == self._address:
            return None
        post = self._post(message, writer, place)
        if not post.text and not post.title:
            self.warnings.add(Caution.ENTRY_EMPTY, place)
            return None
        if len(raw) >= MAX_BYTES:
            self.warnings.add(Caution.LETTER_CUT, place, kilobytes=MAX_BYTES // 1024)
        return post

    def _post(self, message: EmailMessage, writer: Author, place: int) -> Post:
        whole = words_of(message)
        own = message_id_of(message)
        if not own:
            self.warnings.add(Caution.ENTRY_WITHOUT_ID, place)
            own = _made_id(message, whole)
        above = [each[1:-1] for each in ids_of(message) if _ID.fullmatch(each[1:-1])]
        return Post(
            id=self._id(own),
            platform=PLATFORM,
            source=self._address,
            title=subject_of(message),
            text=tidy(own_words(whole) or whole)[:MAX_TEXT],
            published_at=self._date(message, place),
            author=writer,
            in_reply_to=self._id(above[-1]) if above else "",
            thread=self._id(above[0] if above else own),
            visibility=PRIVATE,
            raw=_raw(message, whole),
        )

    def _date(self, message: EmailMessage, place: int) -> dt.datetime:
        text = str(message.get("Date", ""))
        if not text.strip():
            self.warnings.add(Caution.DATE_MISSING, place)
            return self._now
        try:
            return written_at(parsedate_to_datetime(text), self._now, self.warnings, place)
        except (ValueError, OverflowError):
            self.warnings.add(Caution.DATE_UNREADABLE, place, text=text[:50])
            return self._now

    def _id(self, message_id: str) -> str:
        return f"{PLATFORM}:{self._address}/{message_id}"


def writer_of(message: EmailMessage) -> Author | None:
    """Who wrote it: the address that an answer goes to, so that the desk sees it."""
    named = getaddresses([str(message.get("From", ""))])
    wished = getaddresses([str(message.get("Reply-To", ""))])
    given = wished if len(wished) == 1 and ADDRESS.fullmatch(wished[0][1]) else named[:1]
    if not given or not ADDRESS.fullmatch(given[0][1]):
        return None
    address = given[0][1].lower()
    name = tidy(named[0][0] if named else "").replace("\n", " ")[:200]
    return Author(id=address, handle=address, name=name)


def message_id_of(message: EmailMessage) -> str:
    """The letter's own name, without brackets; empty where it has none that can be asked for."""
    own = str(message.get("Message-ID", "")).strip().removeprefix("<").removesuffix(">")
    return own if _ID.fullmatch(own) else ""


def _made_id(message: EmailMessage, words: str) -> str:
    said = [str(message.get(name, "")) for name in ("From", "Date", "Subject", "Message-ID")]
    return hashlib.sha256("\0".join((*said, words)).encode("utf-8", "replace")).hexdigest()[:40]


def _raw(message: EmailMessage, words: str) -> msgspec.Raw:
    headers = {name: str(message[name]) for name in _KEPT if name in message}
    given = {"headers": headers, "words": words[:MAX_TEXT]}
    written = msgspec.json.encode(_clean(given))
    return msgspec.Raw(written)


def _clean(given: object) -> object:
    """Without halves of characters, which no JSON can hold."""
    if isinstance(given, dict):
        return {name: _clean(value) for name, value in given.items()}
    return str(given).encode("utf-8", "replace").decode()
