"""What asking does by itself: letters out, reminders, answers in."""

import datetime as dt

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.reputation.desk.asking.actions import queue_letter, withdraw_question
from klankbord.reputation.desk.asking.letters import mail_question, remind_expert
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.asking.reading import read_answers
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.trust.register import declares


@job("desk.mail_question", max_attempts=12, label=_("Mail a question to an expert"))
@declares(CASES, WORK)
def mail(run: Run, *, question_id: int) -> None:
    """One letter."""
    mail_question(question_id=question_id, at=run.now)


@standing(
    "desk.tend_questions",
    every=dt.timedelta(minutes=1),
    has_work=lambda: _to_tend(timezone.now()),
    label=_("Remind experts, and take back what nobody needs"),
)
@declares(CASES, WORK)
def tend_questions(run: Run) -> None:
    """Of a closed case nothing is asked any more; letters whose job was lost go after all."""
    for question in _of_closed_cases():
        withdraw_question(question=question, by=None, at=run.now)
    for question in _to_remind(run.now).select_related("expert", "contact", "asked_by", "about"):
        remind_expert(question=question, at=run.now)
    for question in _unmailed(run.now):
        queue_letter(question, run.now)


@standing(
    "desk.read_answers",
    every=dt.timedelta(seconds=30),
    label=_("Read the answers of experts from the mailbox"),
)
@declares(CASES, WORK)
def read_mail(run: Run) -> None:
    """What came by mail, while somebody is asked something."""
    if settings.MAILBOX_URL and _open().exists():
        read_answers(url=settings.MAILBOX_URL, at=run.now)


def _open() -> QuerySet[ExpertQuestion]:
    return ExpertQuestion.objects.filter(status=ExpertQuestion.Status.OPEN)


def _of_closed_cases() -> QuerySet[ExpertQuestion]:
    return _open().filter(case__concluded_at__isnull=False).select_related("case")


def _to_remind(at: dt.datetime) -> QuerySet[ExpertQuestion]:
    return _open().filter(Q(expert__is_active=True) | ~Q(contact=None), remind_at__lte=at)


def _unmailed(at: dt.datetime) -> QuerySet[ExpertQuestion]:
    return _open().filter(mailed_at=None, asked_at__lt=at - dt.timedelta(minutes=10))


def _to_tend(at: dt.datetime) -> bool:
    return any(rows.exists() for rows in (_of_closed_cases(), _to_remind(at), _unmailed(at)))
