"""Put labels on a case, or take them off."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from klankbord.people.models import Member
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent
from klankbord.reputation.desk.search import index_case
from klankbord.reputation.desk.tags import tidy_tags


def tag_case(
    *,
    case: Case,
    by: Member | None,
    at: dt.datetime,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> Case:
    """Put labels on a case, or take them off; nothing is written where that changes nothing."""
    gone = set(tidy_tags(remove))

    def wanted(fresh: Case) -> list[str]:
        return [tag for tag in tidy_tags([*fresh.tags, *add]) if tag not in gone]

    def decide(fresh: Case) -> Changes:
        return {"tags": wanted(fresh)}

    current = Case.objects.get(pk=case.pk)
    if wanted(current) == current.tags:
        return current
    with transaction.atomic():
        fresh, _event = change_case(case, Act(CaseEvent.Kind.TAGGED, by, at), decide)
        index_case(fresh)
    return fresh
