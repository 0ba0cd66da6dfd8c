"""Promise another moment for the answer, or take the promise back; the history says why."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.errors import AlreadyAnswered
from klankbord.reputation.desk.holding import refuse_concluded
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent


def promise_answer(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    promised_at: dt.datetime | None,
    because: str,
    version: int | None = None,
) -> Case:
    """Set the moment before which we answer, None for the clock of the desk; both clocks follow.

    Raises `AlreadyAnswered` once there is a first answer.
    """

    def decide(fresh: Case) -> Changes:
        refuse_concluded(fresh)
        if fresh.first_response_at is not None:
            raise AlreadyAnswered(fresh)
        # Without a target no clock is left where a promise is taken back.
        return {"promised_at": promised_at, "due_at": None}

    act = Act(CaseEvent.Kind.PROMISED, by, at, version)
    return change_case(case, act, decide, {"because": because.strip()})[0]
