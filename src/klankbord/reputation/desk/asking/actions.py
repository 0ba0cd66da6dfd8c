"""Ask somebody who knows, take the answer, take the question back."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.holding import owned_by, refuse_concluded, refuse_held_by_another
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, State, WaitingFor

Kind = CaseEvent.Kind
Status = ExpertQuestion.Status
REMIND_BEFORE = dt.timedelta(hours=4)


class QuestionNotOpen(Exception):  # noqa: N818  # named after the broken promise
    """It was answered already, or nobody needs the answer any more."""


def ask_expert(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    expert: Member | Contact,
    text: str,
    answer_by: dt.datetime,
    version: int | None = None,
) -> ExpertQuestion:
    """Ask one person one thing; the case waits, and its clock goes on."""
    who = {"contact" if isinstance(expert, Contact) else "expert": expert}
    with transaction.atomic():
        question = ExpertQuestion.objects.create(
            case=case,
            **who,
            asked_by=by,
            about=_last_message(case),
            text=text,
            asked_at=at,
            answer_by=answer_by,
            remind_at=_reminder(at, answer_by),
        )

        def decide(fresh: Case) -> Changes:
            refuse_concluded(fresh)
            refuse_held_by_another(fresh, by, at)
            waits = {"state": State.WAITING, "waiting_for": WaitingFor.EXPERT}
            return {**owned_by(fresh, by, at), **waits}

        named = {role: person.pk for role, person in who.items()}
        data = {"question": question.pk, **named, "text": text}
        change_case(case, Act(Kind.ASKED, by, at, version), decide, data)
        queue_letter(question, at)
        if question.contact_id:
            Contact.objects.filter(pk=question.contact_id).update(asked_at=at)
    return question


def answer_question(*, question: ExpertQuestion, text: str, at: dt.datetime, way: str) -> Case:
    """Keep the answer, once; a case that waited for it goes on. `way` is `mail` or `page`."""
    with transaction.atomic():
        taken = _open(question).update(
            status=Status.ANSWERED, answer=text, answered_at=at, remind_at=None
        )
        if not taken:
            raise QuestionNotOpen
        data = {"question": question.pk, "text": text, "way": way}
        if question.contact_id:
            data["contact"] = question.contact_id
        act = Act(Kind.EXPERT_ANSWERED, question.expert, at)
        return change_case(question.case, act, _waits_no_longer, data)[0]


def withdraw_question(*, question: ExpertQuestion, by: Member | None, at: dt.datetime) -> None:
    """Nobody needs the answer any more; a second time changes nothing."""
    with transaction.atomic():
        if _open(question).update(status=Status.WITHDRAWN, remind_at=None):
            data = {"question": question.pk, "expert": question.expert_id}
            change_case(question.case, Act(Kind.QUESTION_WITHDRAWN, by, at), _waits_no_longer, data)


def queue_letter(question: ExpertQuestion, at: dt.datetime) -> None:
    """Have the letter written by a job, once."""
    enqueue(
        "desk.mail_question",
        payload={"question_id": question.pk},
        unique_key=f"question:{question.pk}",
        priority=10,
        at=at,
    )


def _waits_no_longer(fresh: Case) -> Changes:
    """The case goes on when the last question is closed."""
    is_waiting = fresh.state == State.WAITING and fresh.waiting_for == WaitingFor.EXPERT
    if not is_waiting or fresh.questions.filter(status=Status.OPEN).exists():
        return {}
    return {"state": State.ASSESSING, "waiting_for": "", "look_again_at": None}


def _open(question: ExpertQuestion) -> QuerySet[ExpertQuestion]:
    """The row, while somebody still waits for the answer."""
    return ExpertQuestion.objects.filter(
        pk=question.pk, status=Status.OPEN, case__closed_at__isnull=True
    )


def _last_message(case: Case) -> CaseMessage | None:
    incoming = case.messages.filter(direction=CaseMessage.Direction.INCOMING)
    return incoming.order_by("-published_at", "-id").first()


def _reminder(at: dt.datetime, answer_by: dt.datetime) -> dt.datetime | None:
    """Four hours before, or half-way when there is less time than that."""
    rest = answer_by - at
    return answer_by - min(REMIND_BEFORE, rest / 2) if rest > dt.timedelta(0) else None
