"""How long the desk keeps cases."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.contacts.models import Contact, ContactFile
from klankbord.reputation.desk.live.models import Presence
from klankbord.reputation.desk.live.presence import ALIVE
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.search import forget_cases
from klankbord.trust.retention.contract import (
    Kept,
    Sweep,
    TimeClass,
    keep,
    rows_at_once,
    rows_before,
)


def _find(before: dt.datetime, after: int, limit: int) -> Sequence[int]:
    due = Case.objects.filter(closed_at__lt=before, pk__gt=after).order_by("pk")
    return list(due.values_list("pk", flat=True)[:limit])


def _contacts(before: dt.datetime) -> QuerySet[Contact]:
    is_asked = Q(asked_at__gte=before)
    return Contact.objects.filter(changed_at__lt=before).exclude(is_asked)


def _drop(ids: Sequence[int]) -> int:
    cases = Case.objects.filter(pk__in=ids)
    forget_cases(cases)
    cases.delete()
    return len(ids)


keep(
    Kept(
        key="desk.cases",
        label=_("Closed cases with their messages, notes and answers"),
        tables=(
            "desk.Case",
            "desk.CaseMessage",
            "desk.CaseEvent",
            "desk.Reply",
            "desk.ReplyPicture",
            "desk.NoteMention",
            "desk.ExpertQuestion",
            "desk.Citation",
            "desk.Approval",
        ),
        time=TimeClass.CASE,
        sweep=Sweep(find=_find, drop=_drop),
        can_be_held=True,
    ),
    Kept(
        key="desk.contacts",
        label=_("Contacts whom nobody changed or asked any more"),
        tables=("desk.Contact",),
        time=TimeClass.CASE,
        sweep=rows_before(_contacts),
    ),
    Kept(
        key="desk.contact-files",
        label=_("Files of contacts between looking and doing"),
        tables=("desk.ContactFile",),
        time=TimeClass.COPY,
        sweep=rows_before(lambda before: ContactFile.objects.filter(created_at__lt=before)),
    ),
    Kept(
        key="desk.clocks",
        label=_("Office hours and the times within which we want to answer"),
        tables=("desk.OfficeHours", "desk.Target"),
        time=TimeClass.SETTING,
        why=_("They go when somebody changes them"),
    ),
    Kept(
        key="desk.signs",
        label=_("Words and sites that the desk looks out for"),
        tables=("desk.Sign",),
        time=TimeClass.SETTING,
        why=_("They stay until somebody changes them"),
    ),
    Kept(
        key="desk.approval-rule",
        label=_("When an answer needs approval"),
        tables=("desk.ApprovalRule",),
        time=TimeClass.SETTING,
        why=_("It stays until somebody changes it"),
    ),
    Kept(
        key="desk.presence",
        label=_("Who has a case in view now"),
        tables=("desk.Presence",),
        time=TimeClass.MOMENT,
        sweep=rows_at_once(lambda before: Presence.objects.filter(seen_at__lt=before - ALIVE)),
    ),
    Kept(
        key="desk.numbers",
        label=_("The last case number of a year"),
        tables=("desk.CaseCounter",),
        time=TimeClass.COUNT,
    ),
)
