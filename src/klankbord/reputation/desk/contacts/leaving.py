"""A contact asks what we keep of them, or goes: their questions are taken back."""

import datetime as dt
from typing import Any

from django.db import transaction

from klankbord.people.models import Member
from klankbord.reputation.desk.asking.actions import withdraw_question
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.contacts.recording import record


def remove_contact(*, contact: Contact, by: Member, at: dt.datetime) -> None:
    """Forget a contact; the history of cases names them by number only, so it needs no change."""
    with transaction.atomic():
        for question in _questions(contact).select_related("case"):
            withdraw_question(question=question, by=by, at=at)
        record(at, by, "desk.contact-removed", contact.pk)
        Contact.objects.filter(pk=contact.pk).delete()


def everything_of(contact: Contact, *, by: Member, at: dt.datetime) -> dict[str, Any]:
    """All that is kept of a contact, as plain values; that it was asked for is recorded."""
    record(at, by, "desk.contact-exported", contact.pk)
    asked = _questions(contact).order_by("asked_at")
    return {
        "name": contact.name,
        "email": contact.email,
        "unit": contact.unit,
        "knows_about": contact.subjects,
        "language": contact.language,
        "changed_at": contact.changed_at,
        "last_asked_at": contact.asked_at,
        "questions": list(asked.values("text", "asked_at", "answer", "answered_at")),
    }


def _questions(contact: Contact) -> Any:
    return ExpertQuestion.objects.filter(contact=contact)
