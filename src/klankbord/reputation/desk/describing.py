"""Say what a case is about and in which capacity its author speaks; empty is not known."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.reputation.desk.clocks import Changes
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent


def describe_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    driver: str = "",
    stakeholder_group: str = "",
    version: int | None = None,
) -> Case:
    """Set both, on any case, a closed one too; nothing is written where that changes nothing."""
    wanted: Changes = {"driver": driver, "stakeholder_group": stakeholder_group}
    current = Case.objects.get(pk=case.pk)
    if all(getattr(current, name) == value for name, value in wanted.items()):
        return current
    act = Act(CaseEvent.Kind.DESCRIBED, by, at, version)
    return change_case(case, act, lambda _fresh: wanted)[0]
