"""Answer where it was said: write, copy and open the place, confirm that it stands there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from klankbord.connectors.contract import Picture
from klankbord.people.models import Member
from klankbord.people.queries import organisation
from klankbord.reputation.desk.approvals.gate import refuse_unready, void_if_changed
from klankbord.reputation.desk.citing.actions import cite_facts
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.errors import ReplyOnItsWay
from klankbord.reputation.desk.holding import (
    owned_by,
    refuse_closed,
    refuse_held_by_another,
    resumed_from,
)
from klankbord.reputation.desk.ledger import Act, Decide, change_case
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    CaseMessage,
    Reply,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.opening import Message, web_address
from klankbord.reputation.desk.picturing.keeping import set_pictures
from klankbord.reputation.desk.queries import place_of
from klankbord.reputation.desk.search import index_case
from klankbord.reputation.facts.models import FactVersion
from klankbord.reputation.replies.actions import count_use
from klankbord.reputation.replies.models import SavedReply

Kind = CaseEvent.Kind
Status = Reply.Status


class Drafted(NamedTuple):
    """The case after the act, and the answer."""

    case: Case
    reply: Reply


def draft_reply(  # noqa: PLR0913  # what is known of an answer comes in one act
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    text: str,
    facts: Iterable[FactVersion] | None = None,
    saved: SavedReply | None = None,
    machine: str = "",
    visibility: str = "",
    pictures: Sequence[Picture] | None = None,
    version: int | None = None,
) -> Drafted:
    """Keep an answer that is not posted yet; a case has one such answer at a time.

    `facts` are what it stands on, `pictures` go along; None leaves them as they are. `saved` is
    the saved reply that it began with, `machine` the model that proposed words, `visibility` who
    may read it, in the platform's words; blanks may stand open until it is posted.
    """
    with transaction.atomic():
        reply = _rewritten(case, text=text, visibility=visibility, by=by, at=at)
        if pictures is not None and set_pictures(reply, pictures):
            reply.sending_key = reply.key_after_change
            _unsent(reply).update(sending_key=reply.sending_key)
        if facts is not None:
            cite_facts(reply=reply, versions=facts)
        if saved is not None:
            reply.saved = saved
            _unsent(reply).update(saved=saved)
        is_void = void_if_changed(reply)

        def decide(fresh: Case) -> Changes:
            resumed = resumed_from(WaitingFor.APPROVAL, fresh) if is_void else {}
            return {**work_by(by, at)(fresh), **resumed}

        act = Act(Kind.DRAFTED, by, at, version)
        by_machine = {"machine": machine} if machine else {}
        fresh, _event = change_case(case, act, decide, {"reply": reply.pk, **by_machine})
    return Drafted(fresh, reply)


def _rewritten(case: Case, *, text: str, visibility: str, by: Member, at: dt.datetime) -> Reply:
    """The unsent answer of a case with its new words."""
    reply = case.replies.exclude(status=Status.SENT).first() or Reply.objects.create(
        case=case, text=text, by=by, drafted_at=at
    )
    key = reply.sending_key if text == reply.text else reply.key_after_change
    written = {"text": text, "by": by, "place": place_of(case), "sending_key": key}
    written["visibility"] = visibility
    fresh = {"status": Status.DRAFTED, "drafted_at": at, "refusal": "", "refusal_values": {}}
    if not _unsent(reply).update(**written, **fresh):
        raise ReplyOnItsWay(case)
    reply.refresh_from_db()
    return reply


def _unsent(reply: Reply) -> QuerySet[Reply]:
    """The row of an answer, if nobody is posting it and it does not stand yet."""
    return Reply.objects.filter(pk=reply.pk).exclude(status__in=(Status.SENDING, Status.SENT))


def show_reply(*, reply: Reply, by: Member, at: dt.datetime, version: int | None = None) -> Drafted:
    """Mark an answer as ready: its text goes to the clipboard, the place is opened."""
    with transaction.atomic():
        refuse_on_its_way(reply)
        refuse_unready(reply, at=at)
        act = Act(Kind.SHOWN, by, at, version)
        fresh, _event = change_case(reply.case, act, work_by(by, at), {"reply": reply.pk})
        _unsent(reply).update(status=Status.SHOWN)
        reply.refresh_from_db()
    return Drafted(fresh, reply)


def confirm_reply_sent(*, reply: Reply, by: Member, at: dt.datetime, proof: str = "") -> Drafted:
    """Record that the answer stands at its place; a second confirmation changes nothing."""
    refuse_on_its_way(reply)
    if reply.status != Status.SENT:
        refuse_closed(Case.objects.get(pk=reply.case_id))
    if reply.status not in {Status.SENT, Status.SHOWN}:
        refuse_unready(reply, at=at)  # once it was given out to be posted, it may stand there
    return record_sent(reply=reply, by=by, at=at, text=reply.text, proof=proof)


def record_sent(
    *, reply: Reply, by: Member | None, at: dt.datetime, text: str, **proof: object
) -> Drafted:
    """Write down, once, that an answer stands: a fact, whatever happened to the case meanwhile.

    `text` is what stands there; `proof` holds more fields of the reply.
    """
    with transaction.atomic():
        n_sent = (
            Reply.objects.filter(pk=reply.pk)
            .exclude(status=Status.SENT)
            .update(status=Status.SENT, sent_at=at, **proof)
        )
        reply.refresh_from_db()
        if not n_sent:
            return Drafted(Case.objects.get(pk=reply.case_id), reply)
        if reply.saved is not None:
            count_use(reply=reply.saved, at=at)

        def decide(fresh: Case) -> Changes:
            # It stands there, whoever holds the case: the fact is kept, the owner stays.
            is_with_another = by is None or (fresh.is_held(at) and fresh.claimed_by_id != by.pk)
            owner = {} if is_with_another or by is None else owned_by(fresh, by, at)
            if fresh.is_closed:
                return {}
            return {
                **owner,
                "state": State.ANSWERED,
                "waiting_for": "",
                "let_stand_reason": "",
                "let_stand_at": None,
                "look_again_at": None,
                "first_response_at": fresh.first_response_at or at,
                "concluded_at": at,
            }

        act = Act(Kind.SENT, by, at)
        fresh, _event = change_case(reply.case, act, decide, {"reply": reply.pk})
        _keep_answer(fresh, reply, text, at)
    return Drafted(fresh, reply)


def refuse_on_its_way(reply: Reply) -> None:
    """Raise `ReplyOnItsWay` while the desk is posting it."""
    if reply.status == Status.SENDING:
        raise ReplyOnItsWay(reply.case)


def work_by(by: Member, at: dt.datetime) -> Decide:
    """Only who holds the case, or takes it up with this act, may work on its answer."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        refuse_held_by_another(fresh, by, at)
        return owned_by(fresh, by, at)

    return decide


def _keep_answer(case: Case, reply: Reply, text: str, at: dt.datetime) -> None:
    """Our answer stands in the conversation under the name of the organisation."""
    house = organisation()
    answer = Message(
        text=text,
        published_at=at,
        platform=case.platform,
        author_name=house.name if house else "",
        url=web_address(reply.proof),
        # Who answers us there goes on in this case.
        post_id=f"{case.platform}:{reply.sent_id}" if reply.sent_id else "",
        direction=CaseMessage.Direction.OUTGOING,
    )
    kept = CaseMessage.objects.create(case=case, kept_at=at, **vars(answer))
    Reply.objects.filter(pk=reply.pk).update(message=kept)
    index_case(case)
