"""Hand letters over: in nobody's quiet hours, each once, through stops and moody mail servers."""

import datetime as dt
import smtplib
from collections.abc import Callable, Iterator
from contextlib import closing

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from klankbord.ambassadors.community.notifications.letters import mail_of
from klankbord.ambassadors.community.notifications.models import Letter, MailChoice, Notification
from klankbord.ambassadors.community.notifications.planning import mailed_members
from klankbord.ambassadors.community.notifications.queries import mail_choice, mail_hours
from klankbord.people.mail_answers import PERMANENT, answer_of

Clock = Callable[[], dt.datetime]
BATCH = 200
HUNG_UP = 421  # what an SMTP server says before it hangs up
MOST_TRIES = 12
MOST_IN_A_ROW = 5  # unexpected errors: then it is no letter that is wrong, but the mail or we
FIRST_PAUSE = dt.timedelta(minutes=5)
LONGEST_PAUSE = dt.timedelta(hours=6)
# What is being saved at this moment bears an earlier time: it is left for the next digest.
MARGIN = dt.timedelta(minutes=2)

log = structlog.get_logger(__name__)


class LettersFailed(Exception):  # noqa: N818  # named after the broken promise
    """Letters met an error that nobody foresaw; they are tried again, and the others went."""


def send_letters(*, clock: Clock, worker: str) -> Iterator[Letter]:
    """Hand over what is due, one by one; gives each letter after it was settled.

    A letter that another worker fixed and left is handed over again under the same Message-ID:
    only one worker at a time may call this, so that one is dead. Raises `LettersFailed` at the end
    if a letter met an unforeseen error, and sooner if one letter after another does.
    """
    if not due_letters(at=clock()).exists():
        return
    connection = get_connection()
    connection.open()
    failures: list[Exception] = []
    n_in_a_row = 0
    with closing(connection):
        while batch := list(due_letters(at=clock()).exclude(worker=worker)[:BATCH]):
            for letter in batch:
                failure = _try_to_settle(letter, connection, clock=clock, worker=worker)
                failures += [failure] if failure else []
                n_in_a_row = n_in_a_row + 1 if failure else 0
                if n_in_a_row == MOST_IN_A_ROW:
                    raise _told_of(failures)
                yield letter
    if failures:
        raise _told_of(failures)


def due_letters(*, at: dt.datetime) -> QuerySet[Letter]:
    """Find what is due, the longest first."""
    is_open = [Letter.State.PLANNED, Letter.State.FIXED]
    due = Letter.objects.filter(state__in=is_open, due_at__lte=at)
    return due.select_related("member").order_by("due_at", "pk")


def _try_to_settle(
    letter: Letter, connection: BaseEmailBackend, *, clock: Clock, worker: str
) -> Exception | None:
    """Give what nobody foresaw: one member's letter must not stop the letters behind it."""
    try:
        _settle(letter, connection, clock=clock, worker=worker)
    except Exception as error:  # noqa: BLE001  # whatever it is, the others go
        kind = type(error).__name__  # its words may be those of a closed group
        log.error("community.letter-failed", letter=letter.pk, error=kind, n=letter.n_tries + 1)  # noqa: TRY400  # the run raises it
        _try_later(letter, kind, at=clock())
        _connect_anew(connection)  # the server may have hung up on us
        return error
    return None


def _told_of(failures: list[Exception]) -> LettersFailed:
    """Write what the page of the jobs shows, with the first error behind it."""
    told = LettersFailed(f"{len(failures)} not written or sent; each is tried again later")
    told.__cause__ = failures[0]
    return told


def _settle(letter: Letter, connection: BaseEmailBackend, *, clock: Clock, worker: str) -> None:
    """Look at the clock for each letter: a long run must not run into somebody's evening."""
    at = clock()
    opens_at = mail_hours(letter.member, mail_choice(letter.member)).first_from(at)
    if opens_at > at:
        Letter.objects.filter(pk=letter.pk).update(due_at=opens_at)
    elif _fix(letter, at=at, worker=worker):
        _hand_over(letter, connection, clock=clock, worker=worker)


@transaction.atomic
def _fix(letter: Letter, *, at: dt.datetime, worker: str) -> bool:
    """Decide what a letter tells, once and for all; False if it was no longer as we read it."""
    as_read = Q(pk=letter.pk, state=letter.state, worker=letter.worker)
    until = Coalesce(F("until"), Value(max(letter.since, at - MARGIN)))
    fixed = {"state": Letter.State.FIXED, "worker": worker, "until": until}
    if not Letter.objects.filter(as_read).update(**fixed):
        return False
    if letter.state == Letter.State.PLANNED:
        waiting = Notification.objects.filter(member=letter.member_id, is_to_mail=True)
        waiting.update(is_to_mail=False, letter=letter)
    letter.refresh_from_db(fields=["state", "worker", "until"])
    return True


def _hand_over(letter: Letter, connection: BaseEmailBackend, *, clock: Clock, worker: str) -> None:
    is_mailed = mailed_members().filter(pk=letter.member_id).exists()
    mail = mail_of(letter) if is_mailed and not _is_stopped(letter) else None
    if mail is None:
        _end(letter, Letter.State.SKIPPED, at=clock(), worker=worker)
        return
    try:
        connection.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        code, answer = answer_of(refusal)
        _refused(letter, code, answer, at=clock(), worker=worker)
        if code == HUNG_UP:
            _connect_anew(connection)
    except (ValueError, smtplib.SMTPNotSupportedError) as refusal:
        # An address that cannot be written must not stop the letters behind it.
        _end(letter, Letter.State.REFUSED, at=clock(), worker=worker, answer=str(refusal))
    else:
        _end(letter, Letter.State.SENT, at=clock(), worker=worker)


def _is_stopped(letter: Letter) -> bool:
    """Whether its member wants no more of these: a letter that waits for another try stops too."""
    choice = mail_choice(letter.member)
    if letter.kind == Letter.Kind.DIGEST:
        return choice.digest == MailChoice.Digest.NEVER
    return choice.personal == MailChoice.Personal.NEVER


def _connect_anew(connection: BaseEmailBackend) -> None:
    connection.close()
    connection.open()


def _refused(letter: Letter, code: int, answer: str, *, at: dt.datetime, worker: str) -> None:
    """Never means never; later is tried again."""
    if code >= PERMANENT:
        _end(letter, Letter.State.REFUSED, at=at, worker=worker, answer=answer)
    else:
        _try_later(letter, answer, at=at)


def _try_later(letter: Letter, answer: str, *, at: dt.datetime) -> None:
    """Try again with growing pauses, for some days; then no more."""
    changes = {"n_tries": F("n_tries") + 1, "worker": "", "answer": answer[:300]}
    if letter.n_tries + 1 >= MOST_TRIES:
        changes |= {"state": Letter.State.REFUSED, "ended_at": at}
    else:
        changes |= {"due_at": at + min(FIRST_PAUSE * 2**letter.n_tries, LONGEST_PAUSE)}
    as_read = Letter.objects.filter(pk=letter.pk, state=letter.state, worker=letter.worker)
    as_read.update(**changes)


def _end(letter: Letter, state: str, *, at: dt.datetime, worker: str, answer: str = "") -> None:
    mine = Letter.objects.filter(pk=letter.pk, worker=worker, state=Letter.State.FIXED)
    mine.update(state=state, ended_at=at, answer=answer[:300])
