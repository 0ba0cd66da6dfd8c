"""Answering a letter, once; and looking whether it came back.

Post has no receipt that can be asked for later. So every answer goes to two in one transaction:
whom it is for, and our own mailbox. Its name is made of the message's key, and a retry looks for
the copy first: where the copy lies, the answer left in the same moment.
"""

import datetime as dt
import email.utils
import hashlib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP

from klankbord.connectors.contract import (
    ConnectorRefused,
    Context,
    Limits,
    Message,
    Refusal,
    Sent,
)
from klankbord.connectors.dialling import PlainPost, SafePost
from klankbord.connectors.mail.adapter import message_id_of
from klankbord.connectors.mail.inbox import Inbox, opened
from klankbord.connectors.mail.place import ADDRESS, Place, opened_by
from klankbord.connectors.mailbox import ids_of, message_of, subject_of, words_of
from klankbord.core.post import Post

LIMITS = Limits(length=50_000)
DELIVERY = dt.timedelta(minutes=1)
"""In which our copy reaches our mailbox: after a break the next attempt waits so long."""
_WRITTEN = SMTP.clone(max_line_length=900, cte_type="7bit")
"""The library writes a name that is longer than a line in signs that no thread knows again."""
IMPLICIT_TLS = 465
_NOT_LET_IN = frozenset({530, 534, 535, 538})


def send(message: Message, context: Context) -> Sent:
    """Say it; raises `ConnectorRefused`."""
    if len(message.text) > LIMITS.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=LIMITS.length, length=len(message.text)
        )
    if message.in_reply_to is None:
        raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target="")
    address = Place.read(message.account).address
    place, password = opened_by(address, context)
    with opened(place, password, "INBOX", context) as inbox:
        own = own_id(message.key, address)
        if message.is_retry and (found := _copy(own, inbox)):
            return found
        letter = _letter(message, message.in_reply_to, own, inbox, context)
    _post(letter, place, password, context)
    return _sent(letter, own)


def own_id(key: str, address: str) -> str:
    """The Message-ID of an answer, without brackets: the same at every attempt."""
    name = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"{name}.klankbord@{address.partition('@')[2]}"


def look(address: str, sent_id: str, context: Context) -> Sent | None:
    """The copy as it lies in our mailbox; None if the post brought the letter back.

    Where nobody kept the copy nothing can be said any more: refused for good (`not-found`).
    """
    place, password = opened_by(address, context)
    with opened(place, password, "INBOX", context) as inbox:
        if _came_back(sent_id, inbox):
            return None
        found = _copy(sent_id, inbox)
    if found is None:
        raise ConnectorRefused(Refusal.NOT_FOUND, permanent=True, status=404)
    return found


def _copy(own: str, inbox: Inbox) -> Sent | None:
    for number in inbox.named(own):
        letter = message_of(inbox.letter(number) or b"")
        if letter is not None and message_id_of(letter) == own:
            return _sent(letter, own)
    return None


def _came_back(own: str, inbox: Inbox) -> bool:
    """Whether a report about this letter says that it failed (RFC 3464)."""
    for number in inbox.found("TEXT", f'"{own}"'):
        report = message_of(inbox.letter(number) or b"")
        if report is None or report.get_content_type() != "multipart/report":
            continue
        if any(_says_failed(part) for part in report.walk()):
            return True
    return False


def _says_failed(part: EmailMessage) -> bool:
    """Each addressee has a block of fields, which the library reads as a letter."""
    return str(part.get("Action", "")).strip().lower() == "failed"


def _letter(message: Message, post: Post, own: str, inbox: Inbox, context: Context) -> EmailMessage:
    address = post.author.handle
    if not ADDRESS.fullmatch(address) or address == Place.read(message.account).address:
        raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=address[:200])
    above = post.external_id.partition("/")[2]
    subject, ids = _answered(above, post, inbox)
    letter = EmailMessage(policy=_WRITTEN)
    letter["From"] = Place.read(message.account).address
    letter["To"] = address
    letter["Subject"] = subject
    letter["Date"] = email.utils.format_datetime(context.now)
    letter["Message-ID"] = f"<{own}>"
    if ids:
        letter["In-Reply-To"] = ids[-1]
        letter["References"] = " ".join(ids)
    letter.set_content(message.text.strip() + "\n")
    return letter


def _answered(above: str, post: Post, inbox: Inbox) -> tuple[str, tuple[str, ...]]:
    """The subject and the thread of what is answered; without the letter, as far as it is known."""
    for number in inbox.named(above) if "@" in above else ():
        asked = message_of(inbox.letter(number) or b"")
        if asked is not None and message_id_of(asked) == above:
            ids = (*ids_of(asked)[-20:], f"<{above}>")
            return _subject(subject_of(asked)), tuple(dict.fromkeys(ids))
    ids = (f"<{above}>",) if "@" in above else ()
    return _subject(post.title or post.text.strip().partition("\n")[0]), ids


def _subject(text: str) -> str:
    words = " ".join(text.split())[:200]
    return words if words.lower().startswith("re:") else f"Re: {words}"


def _post(letter: EmailMessage, place: Place, password: str, context: Context) -> None:
    with _named_faults(place), _signed_in(place, password, context) as post:
        _hand_over(post, letter, place.goes_out.host)


def try_out(place: Place, password: str, context: Context) -> None:
    """Whether the server for what goes out lets us in; raises `ConnectorRefused`."""
    with _named_faults(place), _signed_in(place, password, context) as post:
        post.noop()


@contextmanager
def _named_faults(place: Place) -> Iterator[None]:
    """The server's own words are left out: they may quote what opened it."""
    host = place.goes_out.host
    try:
        yield
    except smtplib.SMTPResponseException as fault:
        raise _refused(fault.smtp_code, host) from None
    except (OSError, smtplib.SMTPException) as fault:
        kind = type(fault).__name__
        raise ConnectorRefused(
            Refusal.CONNECTION_FAILED, retry_after=DELIVERY, cause=kind, host=host
        ) from None


def _signed_in(place: Place, password: str, context: Context) -> smtplib.SMTP:
    server, networks = place.goes_out, context.http.allowed_networks
    name = place.address.partition("@")[2]
    kind = SafePost if server.port == IMPLICIT_TLS and not server.is_plain else PlainPost
    post = kind(server.host, server.port, name, networks)
    try:
        if kind is PlainPost and not server.is_plain:
            post.starttls(context=ssl.create_default_context())
        post.ehlo_or_helo_if_needed()
        if post.has_extn("auth"):
            post.login(place.address, password)
    except BaseException:
        post.close()
        raise
    return post


def _hand_over(post: smtplib.SMTP, letter: EmailMessage, host: str) -> None:
    """To both or to nobody: one transaction, whose end is one answer of the server."""
    ours = str(letter["From"])
    steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
        lambda: post.mail(ours),
        lambda: post.rcpt(str(letter["To"])),
        lambda: post.rcpt(ours),
        lambda: post.data(letter.as_bytes()),
    )
    for step in steps:
        code, _words = step()
        if code not in {250, 251}:
            raise _refused(code, host)


def _refused(code: int, host: str) -> ConnectorRefused:
    if code in _NOT_LET_IN:
        return ConnectorRefused(Refusal.NOT_ALLOWED, permanent=True, status=code, host=host)
    is_permanent = code >= 500  # noqa: PLR2004  # the protocol's own line (RFC 5321, 4.2.1)
    return ConnectorRefused(Refusal.LETTER_REFUSED, permanent=is_permanent, status=code, host=host)


def _sent(letter: EmailMessage, own: str) -> Sent:
    return Sent(
        id=own,
        url="",
        text=words_of(letter).replace("\r\n", "\n").strip(),
        published_at=email.utils.parsedate_to_datetime(str(letter["Date"])),
    )
