"""The desk posts an answer itself, once, and looks later whether it still stands.

What is asked of the platform happens in a job: `n_attempts` is written before each call, so that
after a crash the connector knows to look first whether the words already stand there.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from klankbord.connectors.contract import (
    ConnectorRefused,
    Context,
    Message,
    Refusal,
    Sent,
    Writer,
)
from klankbord.connectors.registry import installed
from klankbord.core.post import Author, Post
from klankbord.jobs.queue import enqueue
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.rows import whole_id
from klankbord.participate.listening.faults import fault_of
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.listening.models import Account
from klankbord.people.models import Member
from klankbord.reputation.desk.approvals.gate import refuse_unready
from klankbord.reputation.desk.citing.actions import refuse_unsound
from klankbord.reputation.desk.errors import FactNotCurrent, ReplyHasNoWay, ReplyOnItsWay
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import CaseEvent, CaseMessage, Reply
from klankbord.reputation.desk.picturing.keeping import pictures_of
from klankbord.reputation.desk.replying import (
    Drafted,
    record_sent,
    work_by,
)
from klankbord.reputation.desk.ways import bounds_of, refuse_unfit, way_of

Kind = CaseEvent.Kind
Status = Reply.Status
Standing = Reply.Standing
MAX_ATTEMPTS = 8
_NEVER_ARRIVED = frozenset(
    {
        Refusal.TEXT_TOO_LONG,
        Refusal.LETTER_REFUSED,
        Refusal.ANSWERED_ALREADY,
        Refusal.SIGN_IN_NEEDED,
        Refusal.NOT_ALLOWED,
        Refusal.NOT_FOUND,
        Refusal.ASKED_TO_WAIT,
        Refusal.NAME_UNKNOWN,
        Refusal.ADDRESS_PRIVATE,
        Refusal.CERTIFICATE_REFUSED,
    }
)
"""After these nothing stands there; after all others it may, and the next attempt looks first."""
LOOKS = (dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=7), dt.timedelta(days=30))
"""How long after sending an answer is looked up again; after the last one it is left alone."""

log = structlog.get_logger(__name__)


def send_reply(*, reply: Reply, by: Member, at: dt.datetime, version: int | None = None) -> Drafted:
    """Put an answer on its way; of two who press at once, one is told that it is on its way."""
    with transaction.atomic():
        way = way_of(reply.case)
        if way is None:
            raise ReplyHasNoWay(reply.case)
        bounds = bounds_of(way)
        refuse_unready(reply, at=at)
        refuse_unfit(reply, bounds)
        free = Reply.objects.filter(pk=reply.pk).exclude(status__in=(Status.SENDING, Status.SENT))
        n_changed = free.update(
            status=Status.SENDING,
            account=way.account,
            answers=way.message,
            visibility=reply.visibility or bounds.visibilities[0],
            sending_key=reply.sending_key or uuid.uuid4().hex,
            earlier_text=reply.earlier_text if reply.n_attempts else reply.text,
            refusal="",
            refusal_values={},
        )
        if not n_changed:
            raise ReplyOnItsWay(reply.case)
        act = Act(Kind.SENDING, by, at, version)
        fresh, _event = change_case(reply.case, act, work_by(by, at), {"reply": reply.pk})
        _queue(reply.pk, at)
        reply.refresh_from_db()
    return Drafted(fresh, reply)


def deliver_reply(*, reply_id: int, at: dt.datetime) -> None:
    """One attempt at the platform; raises `ConnectorRefused` to be tried again later."""
    counted = Reply.objects.filter(pk=reply_id, status=Status.SENDING)
    if not counted.update(n_attempts=F("n_attempts") + 1):
        return  # it stands, or somebody took it back
    reply = Reply.objects.select_related("case", "account", "answers", "by").get(pk=reply_id)
    try:
        refuse_unsound(reply, at=at)
        sent = _send(reply, at)
    except FactNotCurrent as unsound:
        stop_reply(reply=reply, unsound=unsound, at=at)
        return
    except ConnectorRefused as refusal:
        if not refusal.permanent and reply.n_attempts < MAX_ATTEMPTS:
            raise
        refuse_reply(reply=reply, refusal=refusal, at=at)
        return
    _record(reply, sent, at)


def _record(reply: Reply, sent: Sent, at: dt.datetime) -> None:
    """Keep the proof; of an author who was erased meanwhile nothing comes back."""
    fresh = Reply.objects.get(pk=reply.pk)
    if fresh.answers_id is None:
        record_sent(reply=reply, by=reply.by, at=at, text=fresh.text)
        return
    record_sent(
        reply=reply,
        by=reply.by,
        at=at,
        text=sent.text,
        proof=sent.url[:2000],
        sent_id=sent.id[:500],
        digest=sent.digest,
        standing=Standing.UNCHANGED,
        checked_at=at,
        check_at=at + LOOKS[0],
    )


def refuse_reply(*, reply: Reply, refusal: ConnectorRefused, at: dt.datetime) -> None:
    """Back to whoever wrote it, with the reason.

    `n_attempts` stays where an attempt may have arrived after all: the next one looks first.
    """
    values = {name: str(value)[:300] for name, value in refusal.values.items()}
    is_certain = reply.n_attempts <= 1 and refusal.key in _NEVER_ARRIVED
    with transaction.atomic():
        refused = Reply.objects.filter(pk=reply.pk, status=Status.SENDING).update(
            status=Status.REFUSED,
            refusal=refusal.key[:60],
            refusal_values=values,
            n_attempts=0 if is_certain else 1,
        )
        if refused:
            data = {"reply": reply.pk, "reason": refusal.key, "values": values}
            change_case(reply.case, Act(Kind.REFUSED, None, at), lambda _fresh: {}, data)


def stop_reply(*, reply: Reply, unsound: FactNotCurrent, at: dt.datetime) -> None:
    """Back to whoever wrote it: a fact ended while the answer waited for its platform."""
    facts = ", ".join(each.version.fact.title for each in unsound.facts)
    with transaction.atomic():
        stopped = Reply.objects.filter(pk=reply.pk, status=Status.SENDING).update(
            status=Status.DRAFTED, n_attempts=min(reply.n_attempts - 1, 1)
        )
        if stopped:
            data = {"reply": reply.pk, "facts": facts}
            change_case(reply.case, Act(Kind.STOPPED, None, at), lambda _fresh: {}, data)


def resume_replies(*, at: dt.datetime) -> None:
    """Put every answer that is on its way in the queue again, if its job was lost or cancelled."""
    for pk in replies_on_their_way().values_list("pk", flat=True):
        _queue(pk, at)


def replies_on_their_way() -> QuerySet[Reply]:
    """Answers that the desk is posting."""
    return Reply.objects.filter(status=Status.SENDING)


def _queue(pk: int, at: dt.datetime) -> None:
    enqueue(
        "desk.send_reply",
        payload={"reply_id": pk},
        unique_key=f"reply:{pk}",
        priority=10,
        at=at,
    )


def check_reply(*, reply: Reply, at: dt.datetime) -> None:
    """Look whether an answer still stands as it was sent; a change is an event of the case."""
    try:
        found = _look(reply, at)
    except ConnectorRefused as refusal:
        pause = refusal.retry_after or LOOKS[0]
        again_at = None if refusal.permanent else at + pause
        _as_looked_at(reply).update(check_at=again_at)
        return
    standing = _standing(reply, found)
    with transaction.atomic():
        is_ours = _as_looked_at(reply).update(
            standing=standing, checked_at=at, check_at=_next_look(reply, at)
        )
        if is_ours and standing != reply.standing:
            data = {"reply": reply.pk, "standing": standing}
            change_case(reply.case, Act(Kind.ANSWER_CHANGED, None, at), lambda _fresh: {}, data)


def _as_looked_at(reply: Reply) -> QuerySet[Reply]:
    """The row, if nobody changed when to look again: an erasure takes that away for good."""
    return Reply.objects.filter(pk=reply.pk, check_at=reply.check_at)


@contextmanager
def _at_the_platform(account: Account, at: dt.datetime) -> Iterator[tuple[Writer, Context]]:
    """The connector that writes, and what it is given; its faults become refusals.

    A plug-in that breaks must not leave an answer on its way for ever.
    """
    try:
        with reading_context(at, account.connector) as context:
            yield cast("Writer", installed().find(account.connector)), context
    except ConnectorRefused:
        raise
    except Exception as fault:  # noqa: BLE001  # whatever a plug-in raises is its own fault
        raise fault_of(account.connector, fault) from None


def _send(reply: Reply, at: dt.datetime) -> Sent:
    account, answered = reply.account, reply.answers
    if account is None or answered is None:
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host="")
    message = Message(
        key=reply.sending_key,
        account=account.place,
        text=reply.text,
        in_reply_to=_post_of(answered),
        visibility=reply.visibility,
        is_retry=reply.n_attempts > 1,
        earlier_text=reply.earlier_text,
        media=pictures_of(reply),
    )
    with _at_the_platform(account, at) as (writer, context):
        return writer.send(message, context)


def _look(reply: Reply, at: dt.datetime) -> Sent | None:
    account = reply.account
    if account is None:
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host="")
    with _at_the_platform(account, at) as (writer, context):
        return writer.verify(account.place, reply.sent_id, context)


def _post_of(message: CaseMessage) -> Post:
    """What is answered, and its place in the conversation as far as the archive still knows it."""
    heard = message.mention or Mention()
    return Post(
        id=message.post_id,
        platform=message.platform,
        text=message.text,
        title=message.title,
        in_reply_to=_whole(heard.in_reply_to, message.platform),
        thread=_whole(heard.thread, message.platform),
        repost_of=_whole(heard.repost_of, message.platform),
        url=message.url,
        published_at=message.published_at,
        author=Author(id=message.author_handle, handle=message.author_handle),
    )


def _whole(text: str, platform: str) -> str:
    return whole_id(text, platform) if text else ""


def _standing(reply: Reply, found: Sent | None) -> Reply.Standing:
    if found is None:
        return Standing.DELETED
    return Standing.UNCHANGED if found.digest == reply.digest else Standing.CHANGED


def _next_look(reply: Reply, at: dt.datetime) -> dt.datetime | None:
    sent_at = reply.sent_at or at
    return next((sent_at + rest for rest in LOOKS if sent_at + rest > at), None)
