"""Say what a case is about, and who speaks; what nobody knows stays open."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.reputation.desk.clocks.running import Changes
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


def set_bot(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    is_by_bot: bool,
    because: str,
    version: int | None = None,
) -> Case:
    """Say that a program wrote the message, or a person, and how one knows; of a closed case too.

    Figures leave out what programs write, so the reason stays in the history.
    """
    current = Case.objects.get(pk=case.pk)
    if current.is_by_bot == is_by_bot:
        return current
    act = Act(CaseEvent.Kind.BOT_SET, by, at, version)
    told = {"because": because}
    return change_case(case, act, lambda _fresh: {"is_by_bot": is_by_bot}, told)[0]
