"""What a step of the flow asks of its case: a deadline, and the turn of somebody else.

Whose turn it is stands on the event of the step, with who was called for it: step, event and calls
are one transaction, so that a call is made once or not at all. It is over when somebody with that
role takes the case up, or when the flow goes on.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db.models import QuerySet

from klankbord.core.flow import Chart, State
from klankbord.core.flow.chart import Outcome
from klankbord.core.flow.words import Result
from klankbord.people.models import Member, Role
from klankbord.reputation.desk.actions import change_severity
from klankbord.reputation.desk.calls.calling import call_members
from klankbord.reputation.desk.clocks.running import Changes, deadline_changes
from klankbord.reputation.desk.models import Case, CaseEvent, Severity
from klankbord.reputation.flowcharts.models import FlowRun
from klankbord.reputation.flowcharts.queries import chart_of, state_of

PASSED_ON = frozenset({Result.STOPPED, Result.ESCALATED, Result.HANDED_OVER})
_URGENT = frozenset({Result.STOPPED, Result.ESCALATED})
MOST_CALLED = 20


@dataclass(frozen=True)
class Asked:
    """What the flow asks now: changes of the case, and what its event tells of who is called."""

    changes: Changes = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    def call(self, event: CaseEvent, at: dt.datetime) -> None:
        """Call those whose turn it is, at once: a flow does not wait for working hours."""
        call_members(event=event, members=self.told.get("named", ()), at=at)


def asked_by_flow(case: Case, run: FlowRun, *, by: Member, at: dt.datetime) -> Asked:
    """What the flow asks of a case where it stands; nothing twice while the same role is awaited.

    Whoever took the step and has the role is at it already.
    """
    chart, state = chart_of(run.version), state_of(run)
    changes = deadline_changes(case, state.deadlines, at)
    role = _awaited(chart, state)
    role = "" if role in by.roles else role
    if role == case.awaited_role:
        return Asked(changes)
    changes["awaited_role"] = role
    if not role:
        return Asked(changes)
    named = members_with(role).values_list("pk", flat=True)[:MOST_CALLED]
    awaits = msgspec.to_builtins(chart.by_id[state.node].title)
    return Asked(changes, {"awaits": awaits, "named": list(named)})


def members_with(role: str) -> QuerySet[Member]:
    """Who may be called for a role."""
    return Member.objects.filter(is_active=True, role_grants__role=role).distinct()


def raise_alarm(*, case: Case, end: Outcome, by: Member, at: dt.datetime) -> Case:
    """Danger, and what may become a crisis, make a case urgent."""
    if end.result in _URGENT and case.severity < Severity.URGENT:
        return change_severity(case=case, by=by, at=at, severity=Severity.URGENT)
    return case


def _awaited(chart: Chart, state: State) -> str:
    """The role whose turn it is; while a step waits for approval, that is told in its own way."""
    node = chart.by_id[state.node]
    is_over = isinstance(node, Outcome) and node.result not in PASSED_ON
    is_nobodys = is_over or state.is_waiting_for_approval or state.owner not in Role.values
    return "" if is_nobodys else state.owner
