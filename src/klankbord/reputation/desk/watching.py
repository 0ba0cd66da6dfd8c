"""The watch on the clocks: what is running out or late becomes an event, once."""

import datetime as dt

from django.db.models import QuerySet

from klankbord.reputation.desk.clocks import Changes, target_of
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, ClockLevel, Severity

Kind = CaseEvent.Kind


def clocks_due(*, at: dt.datetime) -> QuerySet[Case]:
    """Cases whose clock has reached a step that is not written down yet."""
    return Case.objects.filter(clock_at__lte=at)


def watch_clock(*, case: Case, at: dt.datetime) -> None:
    """Write down that time runs out, or is over; what is late may become more urgent."""
    is_first = case.first_response_at is None
    due = case.due_at if is_first else case.conclude_due_at
    if case.concluded_at is not None or due is None:
        Case.objects.filter(pk=case.pk, version=case.version).update(clock_at=None)
        return
    is_late = at >= due

    def decide(fresh: Case) -> Changes:
        if not is_late:
            return {"clock_level": ClockLevel.WARNED, "clock_at": due}
        return {"clock_level": ClockLevel.BREACHED, "clock_at": None, **_urgent(fresh)}

    # Of the version that was looked at: a case that was answered just now is left alone.
    act = Act(Kind.BREACHED if is_late else Kind.WARNED, None, at, case.version)
    data = {"clock": "first" if is_first else "conclusive", "due": due.isoformat()}
    change_case(case, act, decide, data)


def _urgent(case: Case) -> Changes:
    target = target_of(case)
    if target is None or not target.raises_severity or case.severity >= Severity.URGENT:
        return {}
    return {"severity": case.severity + 1}
