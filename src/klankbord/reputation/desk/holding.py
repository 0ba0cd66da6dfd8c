"""Who holds a case, and what its state does not allow: the rules that every act keeps."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.models import Case, State, WaitingFor

CLAIM_LASTS = dt.timedelta(minutes=30)


def refuse_closed(case: Case) -> None:
    """Raise `CaseAlreadyClosed` if it is."""
    if case.is_closed:
        raise errors.CaseAlreadyClosed(case)


def refuse_concluded(case: Case) -> None:
    """Raise if the case was closed, answered, watched or let stand."""
    refuse_closed(case)
    if case.is_concluded:
        raise errors.CaseAlreadyConcluded(case)


def refuse_held_by_another(case: Case, by: Member, at: dt.datetime) -> None:
    """Raise `CaseAlreadyClaimed` if somebody else is at work on it."""
    if case.claimed_by_id != by.pk and case.is_held(at):
        raise errors.CaseAlreadyClaimed(case)


def owned_by(case: Case, by: Member, at: dt.datetime) -> Changes:
    """The changes that make a member the owner, and a new case an assessed one."""
    return {
        "claimed_by": by,
        "claimed_at": case.claimed_at if case.claimed_by_id == by.pk else at,
        "claim_expires_at": at + CLAIM_LASTS,
        "state": State.ASSESSING if case.state == State.NEW else case.state,
        **awaited_no_longer(case, by=by),
    }


def awaited_no_longer(case: Case, *, by: Member) -> Changes:
    """The changes when somebody with the role that the flow waits for is at it."""
    return {"awaited_role": ""} if case.awaited_role and by.has_role(case.awaited_role) else {}


def given_to(member: Member, at: dt.datetime) -> Changes:
    """Given, not yet taken up: the claim has run out already, so that anybody may help."""
    return {"claimed_by": member, "claimed_at": at, "claim_expires_at": at}


def unowned(case: Case) -> Changes:
    """The changes that make a case nobody's."""
    return {
        "claimed_by": None,
        "claimed_at": None,
        "claim_expires_at": None,
        "state": State.NEW if case.state == State.ASSESSING else case.state,
    }


def resumed_from(waited_for: WaitingFor, case: Case) -> Changes:
    """Who waited for this waits no longer; the case stays with its owner."""
    if case.waiting_for != waited_for:
        return {}
    return {"state": State.ASSESSING, "waiting_for": "", "look_again_at": None}


def open_case_of(thread: str) -> Case | None:
    """The case that holds a conversation now."""
    return Case.objects.filter(thread=thread, closed_at=None).first() if thread else None


def reopened(case: Case, at: dt.datetime) -> Changes:
    """The changes that begin a case again; raises `ThreadHasCase` if its talk goes on elsewhere."""
    other = open_case_of(case.thread)
    if other is not None and other.pk != case.pk:
        raise errors.ThreadHasCase(other)
    return {
        "state": State.ASSESSING if case.claimed_by_id else State.NEW,
        "let_stand_reason": "",
        "let_stand_at": None,
        "look_again_at": None,
        "awaited_role": "",
        "concluded_at": None,
        "closed_at": None,
        "due_at": case.due_at if case.first_response_at else None,  # set anew by its clock
        "reopened_at": at,
        "n_reopened": case.n_reopened + 1,
    }
