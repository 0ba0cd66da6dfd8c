"""One act on many cases: a transaction each, so that one refusal keeps nothing else from it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member
from klankbord.reputation.desk import actions
from klankbord.reputation.desk.errors import CaseAlreadyClaimed, DeskRefused
from klankbord.reputation.desk.forms import (
    AssignForm,
    LetStandForm,
    MonitorForm,
    SeverityForm,
    TagForm,
)
from klankbord.reputation.desk.models import Case, State
from klankbord.reputation.desk.queries import IN_HAND
from klankbord.reputation.desk.tagging import tag_case

AT_ONCE = 200
_LOOKED_AT = 50


@dataclass(frozen=True)
class Bulk:
    """An act that can be done on many cases; with a form where it needs to know more."""

    name: str
    label: Promise
    icon: str
    key: str  # on the keyboard
    act: Callable[..., object]
    form: type[forms.Form] | None = None


_ACTS = (
    Bulk("claim", _("Claim"), "claim", "C", actions.claim_case),
    Bulk("assign", _("Hand over"), "assign", "A", actions.assign_case, AssignForm),
    Bulk("severity", _("Severity"), "flag", "S", actions.change_severity, SeverityForm),
    Bulk("tag", _("Label"), "topic", "T", tag_case, TagForm),
    Bulk("let-stand", _("Let stand"), "eye", "L", actions.let_stand, LetStandForm),
    Bulk("monitor", _("Watch"), "eye", "M", actions.monitor_case, MonitorForm),
    Bulk("close", _("Close"), "check", "E", actions.close_case),
)
BULK = {each.name: each for each in _ACTS}


@dataclass(frozen=True)
class Refused:
    """A case on which nothing was done, and why."""

    case: Case
    refusal: DeskRefused


@dataclass(frozen=True)
class Report:
    """What an act on many cases did."""

    done: list[Case]
    refused: list[Refused]


def act_on_each(cases: Sequence[Case], act: Callable[[Case], object]) -> Report:
    """Do one act on each case in its order; a refusal stands in the report and changes nothing."""
    done: list[Case] = []
    refused: list[Refused] = []
    for case in cases:
        try:
            act(case)
        except DeskRefused as refusal:
            refused.append(Refused(case, refusal))
        else:
            done.append(case)
    return Report(done, refused)


def cases_chosen(numbers: Sequence[int]) -> list[Case]:
    """The cases of a selection, in its order; ones that are gone are left out."""
    found = Case.objects.select_related("department", "claimed_by").in_bulk(numbers[:AT_ONCE])
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def take_next(*, by: Member, at: dt.datetime) -> Case | None:
    """Claim the case that has to be taken up first: the most urgent, of one's own room, oldest.

    Of two who ask at once, each gets another one. None where nothing waits.
    """
    waiting = Case.objects.filter(IN_HAND, claimed_by=None).exclude(state=State.WAITING)
    first = list(waiting.order_by("-severity", "opened_at", "id")[:_LOOKED_AT])
    first.sort(key=lambda case: (-case.severity, case.department_id != by.department_id))
    for case in first:
        try:
            return actions.claim_case(case=case, by=by, at=at)
        except CaseAlreadyClaimed:
            continue
    return None
