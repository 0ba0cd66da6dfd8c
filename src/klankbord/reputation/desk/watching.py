"""The watch on the clocks: what is running out or late becomes an event, once."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from klankbord.reputation.desk.actions import CHANGERS, bring_back
from klankbord.reputation.desk.clocks.models import Target
from klankbord.reputation.desk.clocks.running import Changes, target_of
from klankbord.reputation.desk.errors import CaseChanged, ThreadHasCase
from klankbord.reputation.desk.holding import given_to, unowned
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, ClockLevel, Severity
from klankbord.reputation.desk.telling import ask_to_tell

Kind = CaseEvent.Kind


def clocks_due(*, at: dt.datetime) -> QuerySet[Case]:
    """Cases whose clock has reached a step that is not written down yet."""
    return Case.objects.filter(clock_at__lte=at)


def cases_to_look_at(*, at: dt.datetime) -> QuerySet[Case]:
    """Cases whose day to look again has come."""
    return Case.objects.filter(look_again_at__lte=at).order_by("look_again_at")


def look_at_case(*, case: Case, at: dt.datetime) -> None:
    """Bring a case back; where its conversation goes on in another one, its day is taken away."""
    try:
        bring_back(case=case, at=at)
    except CaseChanged:
        return  # somebody was quicker
    except ThreadHasCase:
        Case.objects.filter(pk=case.pk, version=case.version).update(look_again_at=None)


def watch_clock(*, case: Case, at: dt.datetime) -> None:
    """Write down that time runs out, or is over; what is late may become more urgent."""
    is_first = case.first_response_at is None
    due = case.runs_out_at
    if case.concluded_at is not None or due is None:
        Case.objects.filter(pk=case.pk, version=case.version).update(clock_at=None)
        return
    is_late = at >= due

    def decide(fresh: Case) -> Changes:
        if not is_late:
            return {"clock_level": ClockLevel.WARNED, "clock_at": due}
        changes = {"clock_level": ClockLevel.BREACHED, "clock_at": None}
        return {**changes, **_urgent(fresh, target), **_handed_over(fresh, target, at)}

    target = target_of(case)
    # Of the version that was looked at: a case that was answered just now is left alone.
    act = Act(Kind.BREACHED if is_late else Kind.WARNED, None, at, case.version)
    data = {"clock": "first" if is_first else "conclusive", "due": due.isoformat()}
    with transaction.atomic():
        _fresh, event = change_case(case, act, decide, data)
        if target is not None and target.tells_when_hurried:
            ask_to_tell(event, at=at)


def _urgent(case: Case, target: Target | None) -> Changes:
    if target is None or not target.raises_severity or case.severity >= Severity.URGENT:
        return {}
    return {"severity": case.severity + 1}


def _handed_over(case: Case, target: Target | None, at: dt.datetime) -> Changes:
    """To the colleague or the department that the target names; who is at work on it goes on."""
    if target is None or case.is_held(at):
        return {}
    changes: Changes = {}
    if target.late_department is not None:
        changes |= {"department": target.late_department, **unowned(case)}
    if target.late_member is not None and target.late_member.has_role(*CHANGERS):
        changes |= given_to(target.late_member, at)
    return changes
