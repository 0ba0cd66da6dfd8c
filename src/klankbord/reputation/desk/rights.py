"""What the desk does for somebody's rights.

Of an author outside a case keeps that there was a message, and when; text and author go. Our own
words stay, without what they quote.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.live.models import Presence
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, Reply
from klankbord.reputation.desk.picturing.models import ReplyPicture
from klankbord.reputation.desk.search import index_case
from klankbord.reputation.flowcharts.walking import forget_evidence
from klankbord.trust.retention.holds import held_rows
from klankbord.trust.rights.contract import Eraser, Leaver, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import redact

_GONE = {
    "author_handle": "",
    "author_name": "",
    "author_url": "",
    "title": "",
    "text": "",
    "url": "",
    "post_id": "",
}


def _messages(outsider: Outsider) -> QuerySet[CaseMessage]:
    """Messages of theirs, by mention, handle or address; a case under a hold is passed by."""
    told_by = [Q(mention__in=outsider.mentions[start : start + 500])
               for start in range(0, len(outsider.mentions), 500)]  # fmt: skip
    told_by += [Q(author_url__in=outsider.urls), Q(url__in=outsider.urls)]
    here = Q(platform=outsider.platform) if outsider.platform else Q()
    told_by += [
        here & (Q(author_handle__iexact=handle) | Q(author_handle__iexact=f"@{handle}"))
        for handle in outsider.handles
    ]
    incoming = CaseMessage.objects.filter(direction=CaseMessage.Direction.INCOMING)
    held = held_rows("desk.cases", at=timezone.now())
    return incoming.filter(reduce(or_, told_by)).exclude(case__in=held).exclude(
        text="", title="", url="", author_url="", author_handle="", author_name=""
    )  # fmt: skip


def _find(outsider: Outsider) -> int:
    return _messages(outsider).count()


def _erase(outsider: Outsider) -> int:
    with transaction.atomic():
        rows = list(_messages(outsider).values_list("pk", "case_id"))
        CaseMessage.objects.filter(pk__in=[pk for pk, _case in rows]).update(**_GONE)
        for case in Case.objects.filter(pk__in={case for _pk, case in rows}):
            _forget_in(case, outsider)
    return len(rows)


def _forget_in(case: Case, outsider: Outsider) -> None:
    """The case keeps its number and its course; what was read from the message goes."""
    title = case.number
    gone = {"title": title, "stakeholder_group": "", "language": "", "follower_band": None}
    Case.objects.filter(pk=case.pk).update(**gone, author_handle="", thread="")
    for event in CaseEvent.objects.filter(case=case):
        data = _cleaned(event.data, outsider)
        changed = data.get("set", {})
        changed |= {name: value for name, value in gone.items() if name in changed}
        if data != event.data:
            CaseEvent.objects.filter(pk=event.pk).update(data=data)
    for reply in Reply.objects.filter(case=case):
        Reply.objects.filter(pk=reply.pk).update(
            text=redact(reply.text, outsider),
            place="",
            proof=redact(reply.proof, outsider),
            # Nothing more is asked about this conversation: its answer is not looked up again.
            answers=None,
            check_at=None,
            refusal_values={},
            earlier_text="",
        )
    for approval in Approval.objects.filter(reply__case=case):
        Approval.objects.filter(pk=approval.pk).update(
            asked_text=redact(approval.asked_text, outsider),
            text=redact(approval.text, outsider),
            because=redact(approval.because, outsider),
            pictures=_cleaned(approval.pictures, outsider),
        )
    for picture in ReplyPicture.objects.filter(reply__case=case).defer("content"):
        alt = redact(picture.alt, outsider)
        ReplyPicture.objects.filter(pk=picture.pk).update(alt=alt)
    _forget_in_questions(case, outsider)
    if case.flow_run is not None:
        forget_evidence(run=case.flow_run)
    ours = CaseMessage.objects.filter(case=case).exclude(text="")
    for message in ours:
        CaseMessage.objects.filter(pk=message.pk).update(
            text=redact(message.text, outsider), url=redact(message.url, outsider)
        )
    case.refresh_from_db()
    index_case(case)


def _forget_in_questions(case: Case, outsider: Outsider) -> None:
    for question in ExpertQuestion.objects.filter(case=case):
        ExpertQuestion.objects.filter(pk=question.pk).update(
            text=redact(question.text, outsider), answer=redact(question.answer, outsider)
        )


def _cleaned(value: Any, outsider: Outsider) -> Any:
    match value:
        case str():
            return redact(value, outsider)
        case dict():
            return {key: _cleaned(each, outsider) for key, each in value.items()}
        case list():
            return [_cleaned(each, outsider) for each in value]
        case _:
            return value


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    events = CaseEvent.objects.filter(by=member).select_related("case").order_by("at")
    for event in events.iterator(chunk_size=500):
        yield {
            "case": event.case.number,
            "what": event.kind,
            "at": event.at,
            "note": event.data.get("text", "") if event.kind == CaseEvent.Kind.NOTED else "",
        }


def _own_replies(member: int) -> Iterator[Mapping[str, Any]]:
    for reply in Reply.objects.filter(by=member).select_related("case").iterator(chunk_size=500):
        yield {"case": reply.case.number, "text": reply.text, "written_at": reply.drafted_at}


def _own_approvals(member: int) -> Iterator[Mapping[str, Any]]:
    mine = Approval.objects.filter(Q(asked_by=member) | Q(decided_by=member))
    for each in mine.select_related("reply__case").iterator(chunk_size=500):
        yield {
            "case": each.reply.case.number,
            "text": each.text,
            "outcome": each.status,
            "asked_by_you": each.asked_by_id == member,
            "decided_by_you": each.decided_by_id == member,
            "because": each.because if each.decided_by_id == member else "",
            "asked_at": each.asked_at,
            "decided_at": each.decided_at,
        }


def _own_answers(member: int) -> Iterator[Mapping[str, Any]]:
    for question in ExpertQuestion.objects.filter(expert=member).exclude(answer=""):
        yield {"question": question.text, "answer": question.answer, "at": question.answered_at}


def _count(member: int) -> int:
    return CaseEvent.objects.filter(by=member).count()


def _let_go(member: int) -> int:
    """Cases in hand are free for colleagues; nobody is called by @ who is not here."""
    NoteMention.objects.filter(member=member).delete()
    asked = ExpertQuestion.objects.filter(expert=member, status=ExpertQuestion.Status.OPEN)
    asked.update(status=ExpertQuestion.Status.WITHDRAWN, remind_at=None)
    Presence.objects.filter(member=member).delete()
    claimed = Case.objects.filter(claimed_by=member, closed_at=None)
    return claimed.update(claimed_by=None, claimed_at=None, claim_expires_at=None)


def _remove(member: int) -> int:
    """What was decided for the organisation stays on the case, without the name."""
    _let_go(member)
    ExpertQuestion.objects.filter(expert=member).update(expert=None)
    ExpertQuestion.objects.filter(asked_by=member).update(asked_by=None)
    Contact.objects.filter(changed_by=member).update(changed_by=None)
    Reply.objects.filter(by=member).update(by=None)
    Approval.objects.filter(asked_by=member).update(asked_by=None)
    Approval.objects.filter(decided_by=member).update(decided_by=None)
    return CaseEvent.objects.filter(by=member).update(by=None)


offer(
    Eraser(
        key="desk.messages",
        label=_("Messages that cases had copied"),
        find=_find,
        erase=_erase,
    ),
    OwnData(key="desk.acts", label=_("What you did on cases"), rows=_own),
    OwnData(
        key="desk.expert-answers", label=_("What you answered as an expert"), rows=_own_answers
    ),
    OwnData(key="desk.replies", label=_("Answers that you wrote"), rows=_own_replies),
    OwnData(
        key="desk.approvals",
        label=_("Approvals that you asked for or decided"),
        rows=_own_approvals,
    ),
    Leaver(
        key="desk.acts",
        label=_("Acts on cases (they stay, for “remove” without the name)"),
        count=_count,
        remove=_remove,
        keep=_let_go,
    ),
)
