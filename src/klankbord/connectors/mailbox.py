"""Letters that come in: the unread ones of one IMAP mailbox, as plain text, with care.

Every byte of a letter is an outsider's. No more than `MAX_BYTES` of a letter is fetched, whatever
its size; attachments are never opened. What programs write to each other (RFC 3834: replies of
people who are away, bounces, lists) is marked, so that nobody answers it.
"""

import email
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from klankbord.connectors.plaintext import plain
from klankbord.connectors.reasons import ConnectorRefused, Refusal

MAX_BYTES = 256 * 1024
MAX_TEXT = 20_000
MAX_SECONDS = 20.0
_AT_ONCE = 50
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_QUOTE = re.compile(
    r"^\s*(>.*|-{2,}\s*(original message|oorspronkelijk bericht|forwarded message)\s*-{2,}"
    r"|(on|op|le|am)\b.{5,200}\b(wrote|schreef|a écrit|schrieb)\b.*:?|_{10,})\s*$",
    re.IGNORECASE,
)


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
def opened_mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    """A mailbox at `imaps://user:password@host:993/INBOX`; `imap+plain` is without TLS.

    Raises `ConnectorRefused`, to be tried again later unless it is `permanent`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        if parts.scheme == "imap+plain":
            box = imaplib.IMAP4(host, parts.port or 143, timeout=MAX_SECONDS)
        else:
            context = ssl.create_default_context()
            box = imaplib.IMAP4_SSL(
                host, parts.port or 993, ssl_context=context, timeout=MAX_SECONDS
            )
    except (OSError, imaplib.IMAP4.error) as fault:
        raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause=str(fault), host=host) from fault
    try:
        _sign_in(box, unquote(parts.username or ""), unquote(parts.password or ""), host)
        _select(box, unquote(parts.path.strip("/")) or "INBOX", host)
        yield box
    except (OSError, imaplib.IMAP4.abort) as fault:
        raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause=str(fault), host=host) from fault
    finally:
        _leave(box)


def unread_letters(box: imaplib.IMAP4) -> Iterator[tuple[str, Letter | None]]:
    """The unread letters by their number, oldest first; None for one that cannot be read.

    A letter stays unread until `mark_read`: after a crash it comes again.
    """
    _status, found = box.uid("search", "UNSEEN")
    for number in (found[0] or b"").decode("ascii", "replace").split()[:_AT_ONCE]:
        yield number, _letter(box, number)


def mark_read(box: imaplib.IMAP4, number: str) -> None:
    """Done with this one."""
    box.uid("store", number, "+FLAGS.SILENT", "(\\Seen)")


def letter_of(raw: bytes) -> Letter | None:
    """What the first `MAX_BYTES` of a letter say; None if it is no letter at all."""
    try:
        message = email.message_from_bytes(raw[:MAX_BYTES], policy=default)
        senders = getaddresses([str(message.get("From", ""))])
        return Letter(
            sender=senders[0][1].lower() if len(senders) == 1 else "",
            subject=" ".join(str(message.get("Subject", "")).split())[:500],
            ids=_ids(message),
            words=_words(message)[:MAX_TEXT],
            is_automatic=_is_automatic(message),
            is_cut=len(raw) >= MAX_BYTES,
        )
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, RecursionError):
        return None  # the library gives up in many ways on a header that was made to hurt


def own_words(text: str) -> str:
    """What the writer added: nothing from the first quoted line on, and no signature."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTE.match(line) or line.rstrip() == "--" or line == "-- ":
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _letter(box: imaplib.IMAP4, number: str) -> Letter | None:
    _status, parts = box.uid("fetch", number, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    return letter_of(raw) if isinstance(raw, bytes) else None


def _ids(message: EmailMessage) -> tuple[str, ...]:
    text = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
    return tuple(re.findall(r"<[^<>\s]{3,250}>", text))[:50]


def _words(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    text = content if isinstance(content, str) else ""
    if part.get_content_subtype() == "html":
        text = plain(text).text
    return own_words(text.replace("\x00", ""))


def _is_automatic(message: EmailMessage) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(message.get("Precedence", "")).strip().lower() in _BULK
        or str(message.get("Return-Path", "x")).strip() in {"<>", ""}
        or message.get_content_type() == "multipart/report"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    )


def _sign_in(box: imaplib.IMAP4, user: str, password: str, host: str) -> None:
    try:
        box.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as fault:
        raise ConnectorRefused(
            Refusal.NOT_ALLOWED, permanent=True, cause=str(fault), status=403, host=host
        ) from fault


def _select(box: imaplib.IMAP4, name: str, host: str) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    status, _answer = box.select(quoted)
    if status != "OK":
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=404, host=host)


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        box.shutdown()
