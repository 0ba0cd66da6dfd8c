"""What the sample colleagues answered: counted in crowds, as in a house that is used."""

import datetime as dt
from collections.abc import Iterable

from klankbord.ambassadors.guidelines.awareness.models import (
    Situation,
    SituationTally,
    SituationTurn,
)
from klankbord.ambassadors.guidelines.awareness.spacing import next_day
from klankbord.ambassadors.guidelines.models import GuidelineVersion
from klankbord.people.models import Member

UNCLEAR = 6  # the number of the clause that many understand otherwise
CLEAR_WAYS, UNCLEAR_WAYS = (22, 3, 2, 3), (6, 11, 7, 6)
N_CLAUSES, DAYS_AGO = 3, 9


def meet_situations(
    version: GuidelineVersion, members: Iterable[Member], *, at: dt.datetime
) -> None:
    """Let these members have answered the first clauses, and thirty the situations of all."""
    situations = Situation.objects.filter(clause__version=version).select_related("clause")
    SituationTally.objects.bulk_create(
        SituationTally(wording=each.wording, path=path, n=ways[number % len(ways)])
        for each in situations
        for ways in [UNCLEAR_WAYS if each.clause.number == UNCLEAR else CLEAR_WAYS]
        for number, path in enumerate(each.tree.paths)
    )
    day = (at - dt.timedelta(days=DAYS_AGO)).date()
    SituationTurn.objects.bulk_create(
        SituationTurn(
            member=member,
            wording=clause.wording,
            n_answered=1,
            answered_on=day,
            next_on=next_day(answered_on=day, n_answered=1),
        )
        for member in members
        for clause in version.clauses.order_by("number")[:N_CLAUSES]
    )
