"""Letters that come in: those of one IMAP mailbox, as plain text, with care.

Every byte of a letter is an outsider's. No more than `MAX_BYTES` of a letter is fetched, whatever
its size; attachments are never opened. What programs write to each other (RFC 3834: replies of
people who are away, bounces, lists) is marked, so that nobody answers it.
"""

import codecs
import email
import imaplib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from klankbord.connectors.addresses import Network
from klankbord.connectors.dialling import PlainMailbox, SafeMailbox
from klankbord.connectors.plaintext import plain
from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_BYTES = 256 * 1024
MAX_TEXT = 20_000
MAX_HEADER = 4_000
"""Characters of one header that are read: the library slows down on longer ones."""
_AT_ONCE = 50
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_QUOTE = re.compile(
    r"^\s*(>.*|-{2,}\s*(original message|oorspronkelijk bericht|forwarded message)\s*-{2,}"
    r"|(on|op|le|am)\b.{5,200}\b(wrote|schreef|a écrit|schrieb)\b.*:?|_{10,})\s*$",
    re.IGNORECASE,
)
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
"""Python reads these too; nobody writes in them, and some take minutes to read."""


class _Bounded(EmailPolicy):
    """The library's own way to read a letter, with an end to every header."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


_POLICY = _Bounded()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter: `sender` and `words` in plain text; `ids` are the letters that it answers.

    `is_automatic` means that a program wrote it. `is_cut` means that not all of it was read.
    """

    sender: str
    subject: str
    ids: tuple[str, ...]
    words: str
    is_automatic: bool
    is_cut: bool = False


@contextmanager
def opened_mailbox(
    url: str, *, networks: Iterable[Network] | None = None, is_readonly: bool = False
) -> Iterator[PlainMailbox]:
    """A mailbox at `imaps://user:password@host:993/INBOX`; `imap+plain` is without TLS.

    `networks` are those that are open although they are private; None where an administrator wrote
    the address. Raises `ConnectorRefused`, to be tried again later unless it is `permanent`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_plain = parts.scheme == "imap+plain"
    try:
        kind = PlainMailbox if is_plain else SafeMailbox
        box = kind(host, parts.port or (143 if is_plain else 993), networks)
    except (OSError, imaplib.IMAP4.error) as fault:
        raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause=str(fault), host=host) from fault
    # From here on the server's own words are left out: they may quote what opened the mailbox.
    try:
        _sign_in(box, unquote(parts.username or ""), unquote(parts.password or ""), host)
        _select(box, unquote(parts.path.strip("/")) or "INBOX", host, is_readonly=is_readonly)
        yield box
    except (OSError, imaplib.IMAP4.error) as fault:
        name = type(fault).__name__
        raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause=name, host=host) from None
    finally:
        _leave(box)


def unread_letters(box: imaplib.IMAP4) -> Iterator[tuple[str, Letter | None]]:
    """The unread letters by their number, oldest first; None for one that cannot be read.

    A letter stays unread until `mark_read`: after a crash it comes again.
    """
    _status, found = box.uid("search", "UNSEEN")
    for number in (found[0] or b"").decode("ascii", "replace").split()[:_AT_ONCE]:
        yield number, letter_of(fetched(box, number) or b"")


def mark_read(box: imaplib.IMAP4, number: str) -> None:
    """Done with this one."""
    box.uid("store", number, "+FLAGS.SILENT", "(\\Seen)")


def fetched(box: imaplib.IMAP4, number: str) -> bytes | None:
    """The first `MAX_BYTES` of a letter; None if it is no longer there."""
    _status, parts = box.uid("fetch", number, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    return raw if isinstance(raw, bytes) else None


def letter_of(raw: bytes) -> Letter | None:
    """What the first `MAX_BYTES` of a letter say; None if it is no letter at all."""
    message = message_of(raw)
    if message is None:
        return None
    try:
        senders = getaddresses([str(message.get("From", ""))])
        return Letter(
            sender=senders[0][1].lower() if len(senders) == 1 else "",
            subject=subject_of(message),
            ids=ids_of(message),
            words=own_words(words_of(message))[:MAX_TEXT],
            is_automatic=is_automatic(message),
            is_cut=len(raw) >= MAX_BYTES,
        )
    except BROKEN:
        return None


BROKEN = (ValueError, LookupError, IndexError, TypeError, AttributeError, RecursionError)
"""The library gives up in many ways on a header that was made to hurt."""


def message_of(raw: bytes) -> EmailMessage | None:
    """The letter as the library reads it; what is asked of it may still raise one of `BROKEN`."""
    try:
        message = email.message_from_bytes(raw[:MAX_BYTES], policy=_POLICY)
    except BROKEN:
        return None
    return message if isinstance(message, EmailMessage) and raw.strip() else None


def subject_of(message: EmailMessage) -> str:
    """The subject on one line."""
    return " ".join(str(message.get("Subject", "")).replace("\x00", "").split())[:500]


def own_words(text: str) -> str:
    """What the writer added: nothing from the first quoted line on, and no signature."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTE.match(line) or line.rstrip() == "--" or line == "-- ":
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


def ids_of(message: EmailMessage) -> tuple[str, ...]:
    """The letters that this one answers, the first of them first, as `<id>`."""
    text = f"{message.get('References', '')} {message.get('In-Reply-To', '')}"
    return tuple(dict.fromkeys(re.findall(r"<[^<>\s]{3,250}>", text)))[:50]


def words_of(message: EmailMessage) -> str:
    """All that the letter says in plain text; of two forms the plain one."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None or part.is_multipart():
        return ""
    content = part.get_payload(decode=True)
    text = _decoded(content, part.get_content_charset("")) if isinstance(content, bytes) else ""
    if part.get_content_subtype() == "html":
        text = plain(text).text
    return text.replace("\x00", "")


def _decoded(content: bytes, charset: str) -> str:
    """In the character set that it names, if that is one; else in the most likely one."""
    try:
        known = codecs.lookup(charset or "utf-8").name
        if known not in _NO_CHARSETS:
            return content.decode(known)
    except (LookupError, ValueError):
        pass
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def is_automatic(message: EmailMessage) -> bool:
    """Whether a program wrote it."""
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(message.get("Precedence", "")).strip().lower() in _BULK
        or str(message.get("Return-Path", "x")).strip() in {"<>", ""}
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    )


def _sign_in(box: imaplib.IMAP4, user: str, password: str, host: str) -> None:
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ConnectorRefused(Refusal.SECRET_UNSENDABLE, permanent=True, host=host)
    try:
        box.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=403, host=host) from None


def _select(box: imaplib.IMAP4, name: str, host: str, *, is_readonly: bool) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    status, _answer = box.select(quoted, readonly=is_readonly)
    if status != "OK":
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=404, host=host)


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        box.shutdown()
