"""Send editions: each letter once, through stops, crashes and moody mail servers."""

import secrets
import smtplib
from collections.abc import Iterator
from contextlib import closing

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.newsletters import actions, queries
from klankbord.ambassadors.newsletters.declarations import DELIVERY, QUOTED
from klankbord.ambassadors.newsletters.letters import Letter, address_letter, write_letter
from klankbord.ambassadors.newsletters.models import Delivery, Edition
from klankbord.jobs.registry import Run, job
from klankbord.people.mail_answers import PERMANENT, answer_of
from klankbord.trust.register import declares

BATCH = 200


class LettersWait(Exception):  # noqa: N818  # named after the broken promise
    """The mail server asked to come back later for some letters; the next attempt takes them."""


@job("newsletters.send_edition", max_attempts=8, label=_("Send a newsletter"))
@declares(DELIVERY, QUOTED)
def send_edition(run: Run, *, edition_id: int) -> None:
    """Send what is not sent yet."""
    edition = Edition.objects.filter(pk=edition_id, state=Edition.State.SENDING).first()
    if edition is None:
        return
    actions.begin_delivering(edition=edition, at=run.now)
    letter, worker = write_letter(edition), secrets.token_hex(16)
    progress = queries.sending_progress(edition)
    connection = get_connection()
    connection.open()
    with closing(connection):
        for n_more, delivery in enumerate(_waiting(edition), start=1):
            _deliver(delivery, letter, worker, connection)
            run.progress(done=progress.n_done + n_more, total=progress.n_all)
    if not actions.finish_sending(edition=edition, at=timezone.now()):
        raise LettersWait


def _waiting(edition: Edition) -> Iterator[Delivery]:
    """Walk through the waiting letters once, in batches; nothing is met twice in a run."""
    last = 0
    while True:
        batch = Delivery.objects.filter(
            edition=edition, state=Delivery.State.WAITING, pk__gt=last
        ).select_related("member")
        found = list(batch.order_by("pk")[:BATCH])
        if not found:
            return
        yield from found
        last = found[-1].pk


def _deliver(delivery: Delivery, letter: Letter, worker: str, connection: BaseEmailBackend) -> None:
    """Note the intent, hand the letter over, note the outcome.

    Any other error than a clear answer leaves the intent standing: the next attempt hands the
    letter over again under the same Message-ID.
    """
    if not actions.claim_delivery(delivery=delivery, worker=worker):
        return
    try:
        connection.send_messages([address_letter(letter, delivery.member)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        code, answer = answer_of(refusal)
        is_final = code >= PERMANENT
        state = Delivery.State.REFUSED if is_final else Delivery.State.WAITING
    except (ValueError, smtplib.SMTPNotSupportedError) as refusal:
        # An address that cannot be written must not stop the letters behind it.
        state, answer = Delivery.State.REFUSED, str(refusal)
    else:
        state, answer = Delivery.State.SENT, ""
    actions.end_delivery(
        delivery=delivery, worker=worker, state=state, answer=answer, at=timezone.now()
    )
