"""Where a flow ends at somebody else: they are called at once, and danger makes a case urgent."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.core.flow.chart import Outcome
from klankbord.core.flow.words import Result
from klankbord.people.models import Member
from klankbord.people.queries import house_language
from klankbord.reputation.desk.actions import add_note, change_severity
from klankbord.reputation.desk.models import Case, Severity
from klankbord.reputation.flowcharts.page import title_of

PASSED_ON = frozenset({Result.STOPPED, Result.ESCALATED, Result.HANDED_OVER})
_URGENT = frozenset({Result.STOPPED, Result.ESCALATED})
_MOST_CALLED = 20


def pass_on(*, case: Case, end: Outcome, by: Member, at: dt.datetime) -> Case:
    """Call who has the role that the outcome names; nobody where it ends with one of them."""
    if end.result in _URGENT and case.severity < Severity.URGENT:
        case = change_severity(case=case, by=by, at=at, severity=Severity.URGENT)
    if end.owner in by.roles:
        return case
    able = Member.objects.filter(is_active=True, role_grants__role=end.owner).distinct()
    with translation.override(house_language()):
        text = _("The flowchart ends at “%(end)s”. It is your turn now.") % {"end": title_of(end)}
    add_note(case=case, by=by, at=at, text=text, named=able[:_MOST_CALLED], is_urgent=True)
    return Case.objects.get(pk=case.pk)
