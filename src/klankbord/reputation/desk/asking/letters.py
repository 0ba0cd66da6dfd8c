"""The letters to an expert: the question, and one reminder."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.people.queries import organisation
from klankbord.reputation.desk.asking.codes import code_of, message_id_of
from klankbord.reputation.desk.asking.models import ExpertQuestion


def question_letter(question: ExpertQuestion, *, is_reminder: bool = False) -> EmailMessage:
    """The letter in the language of the expert; it holds what the answer needs and no more."""
    asked, house = question.addressee, organisation()
    if asked is None:
        raise ValueError(question.pk)
    with translation.override(asked.language or (house.language if house else "nl")):
        context = {
            "question": question,
            "about": question.about.text[:2000] if question.about else "",
            "by": question.asked_by.name if question.asked_by else "",
            "until": date_format(timezone.localtime(question.answer_by), "DATETIME_FORMAT"),
            "url": _page(question),
            "organisation": house.name if house else "",
            "can_reply": bool(settings.MAILBOX_URL),
            "is_reminder": is_reminder,
        }
        text = render_to_string("desk/question.txt", context)
        title = _("Still open: a question for you") if is_reminder else _("A question for you")
    headers = {
        "Message-ID": message_id_of(question, "reminder" if is_reminder else "question"),
        "Auto-Submitted": "auto-generated",
    }
    if is_reminder:
        headers |= {"In-Reply-To": message_id_of(question), "References": message_id_of(question)}
    return EmailMessage(
        subject=f"{title} [{code_of(question)}]",
        body=text,
        to=[asked.email],
        reply_to=[settings.MAILBOX_ADDRESS] if settings.MAILBOX_URL else None,
        headers=headers,
    )


def _page(question: ExpertQuestion) -> str:
    """Where a member can answer; a contact does not sign in, and answers by mail."""
    if question.expert is None:
        return ""
    return settings.PUBLIC_URL + reverse("desk:question-detail", args=[question.pk])


def mail_question(*, question_id: int, at: dt.datetime) -> None:
    """Hand the letter over and note it; after a crash in between it goes again under its name."""
    open_ones = ExpertQuestion.objects.filter(status=ExpertQuestion.Status.OPEN, mailed_at=None)
    related = ("expert", "contact", "asked_by", "about")
    question = open_ones.select_related(*related).filter(pk=question_id).first()
    if question is None or question.addressee is None:
        return
    question_letter(question).send()
    ExpertQuestion.objects.filter(pk=question_id).update(mailed_at=at)


def remind_expert(*, question: ExpertQuestion, at: dt.datetime) -> None:
    """One reminder before the day; the intent is noted first, so that nobody gets two."""
    due = ExpertQuestion.objects.filter(
        pk=question.pk, status=ExpertQuestion.Status.OPEN, remind_at=question.remind_at
    )
    if due.update(remind_at=None, reminded_at=at):
        question_letter(question, is_reminder=True).send()
