"""What can be done to a case: one function an act, all or nothing, safe for two at once."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from klankbord.people.models import Department, Member, Role
from klankbord.people.quiet_hours import waking_hour
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.approvals.queries import approval_rule
from klankbord.reputation.desk.calls.calling import call_members
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.holding import (
    awaited_no_longer,
    given_to,
    owned_by,
    refuse_closed,
    refuse_concluded,
    refuse_held_by_another,
    reopened,
    unowned,
)
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    Reason,
    Reply,
    Severity,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.search import forget_cases

CHANGERS = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
Kind = CaseEvent.Kind


def claim_case(
    *, case: Case, by: Member, at: dt.datetime, take_over_from: Member | None = None
) -> Case:
    """Become the owner for half an hour; each own act afterwards adds half an hour.

    Somebody else's claim stands until it runs out, unless the caller names who is taken over from.
    """
    before: dict[str, int | None] = {}

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if take_over_from is None or fresh.claimed_by_id != take_over_from.pk:
            refuse_held_by_another(fresh, by, at)
        before["from"] = fresh.claimed_by_id if fresh.claimed_by_id != by.pk else None
        return owned_by(fresh, by, at)

    return change_case(case, Act(Kind.CLAIMED, by, at), decide, before)[0]


def release_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Let go, so that a colleague can take it up."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if fresh.claimed_by_id != by.pk:
            raise errors.CaseNotYours(fresh)
        return unowned(fresh)

    return change_case(case, Act(Kind.RELEASED, by, at, version), decide)[0]


def assign_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    department: Department | None = None,
    member: Member | None = None,
    version: int | None = None,
) -> Case:
    """Hand over: to a department, where nobody owns it yet, or to one member."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if member is None:
            return {"department": department, **unowned(fresh)}
        if not (member.is_active and member.has_role(*CHANGERS)):
            raise errors.MemberCannotOwn(fresh)
        return {"department": department, **given_to(member, at)}

    return change_case(case, Act(Kind.ASSIGNED, by, at, version), decide)[0]


def add_note(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    text: str,
    named: Iterable[Member] = (),
) -> CaseEvent:
    """Write down something for colleagues, on any case; `named` are those called with @.

    They get their letter when people are at work.
    """
    told_at = waking_hour(at)
    members = sorted({member.pk for member in named})
    data = {"text": text, "named": members}
    with transaction.atomic():
        decide = partial(awaited_no_longer, by=by)  # who was awaited has spoken
        _case, event = change_case(case, Act(Kind.NOTED, by, at), decide, data)
        call_members(event=event, members=members, at=told_at)
    return event


def change_severity(
    *,
    case: Case,
    by: Member | None,
    at: dt.datetime,
    severity: Severity,
    version: int | None = None,
) -> Case:
    """Say how urgent it is; without `by` a rule or a clock says so.

    Raises `LoweringNeedsApprover` where its answer would need no approval any more: only who may
    approve takes that away, from the answers of others; the event says so, see `waived_by`.
    """
    told: dict[str, bool] = {}

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        is_waived = by is not None and _is_past_approval(fresh, severity)
        if is_waived and by is not None and not by.has_role(Role.APPROVER):
            raise errors.LoweringNeedsApprover(fresh)
        told["waives_approval"] = is_waived
        return {"severity": severity}

    return change_case(case, Act(Kind.SEVERITY_CHANGED, by, at, version), decide, told)[0]


def hold_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    waiting_for: WaitingFor,
    look_again_at: dt.datetime | None = None,
    version: int | None = None,
) -> Case:
    """Wait for somebody else; the case stays with its owner."""

    def decide(fresh: Case) -> Changes:
        refuse_concluded(fresh)
        refuse_held_by_another(fresh, by, at)
        return {
            **owned_by(fresh, by, at),
            "state": State.WAITING,
            "waiting_for": waiting_for,
            "look_again_at": look_again_at,
        }

    return change_case(case, Act(Kind.HELD, by, at, version), decide)[0]


def resume_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Take up a case that waited."""

    def decide(fresh: Case) -> Changes:
        if fresh.state != State.WAITING:
            raise errors.CaseNotWaiting(fresh)
        refuse_held_by_another(fresh, by, at)
        return {
            **owned_by(fresh, by, at),
            "state": State.ASSESSING,
            "waiting_for": "",
            "look_again_at": None,
        }

    return change_case(case, Act(Kind.RESUMED, by, at, version), decide)[0]


def let_stand(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    reason: Reason,
    explanation: str = "",
    look_again_at: dt.datetime | None = None,
    version: int | None = None,
) -> Case:
    """Conclude without an answer: an entry in the silence ledger, with its reason and owner.

    Not while an answer is on its way: the ledger would call silent what is answered a moment later.
    """
    act = Act(Kind.LET_STAND, by, at, version)
    silent = partial(_silent, act=act, reason=reason, look_again_at=look_again_at)
    decide = partial(silent, state=State.LET_STAND)
    return change_case(case, act, decide, {"explanation": explanation})[0]


def monitor_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    reason: Reason,
    look_again_at: dt.datetime,
    explanation: str = "",
    version: int | None = None,
) -> Case:
    """Say nothing now, and keep an eye on it: a silence that always has its day to look again.

    It comes back on that day, with a new message of the conversation, or when it spreads.
    """
    act = Act(Kind.MONITORED, by, at, version)
    silent = partial(_silent, act=act, reason=reason, look_again_at=look_again_at)
    decide = partial(silent, state=State.MONITORING)
    return change_case(case, act, decide, {"explanation": explanation})[0]


def close_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Put away what was answered, watched or let stand."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if not fresh.is_concluded:
            raise errors.CaseNotConcluded(fresh)
        # What was let stand may still have to be looked at again: the ledger outlives the closing.
        again = fresh.look_again_at if fresh.let_stand_at else None
        return {"state": State.CLOSED, "closed_at": at, "look_again_at": again}

    return change_case(case, Act(Kind.CLOSED, by, at, version), decide)[0]


def reopen_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Start again; the first response stays counted."""

    def decide(fresh: Case) -> Changes:
        if not fresh.is_concluded:
            raise errors.CaseStillOpen(fresh)
        return {**reopened(fresh, at), **owned_by(fresh, by, at), "state": State.ASSESSING}

    return change_case(case, Act(Kind.REOPENED, by, at, version), decide)[0]


def bring_back(*, case: Case, at: dt.datetime) -> Case:
    """The day to look again has come: the case is work again, with whoever had it."""

    def decide(fresh: Case) -> Changes:
        if fresh.look_again_at is None or fresh.look_again_at > at:
            raise errors.CaseChanged(fresh, since=case.version)
        if fresh.is_concluded:
            return reopened(fresh, at)
        return {"state": State.ASSESSING, "waiting_for": "", "look_again_at": None}

    return change_case(case, Act(Kind.LOOKED_AGAIN, None, at), decide)[0]


def remove_sample_cases() -> int:
    """Delete the cases of the sample organisation, their words included; returns how many."""
    samples = Case.objects.filter(is_sample=True)
    with transaction.atomic():
        n_cases = samples.count()
        forget_cases(samples)
        samples.delete()
    return n_cases


def _silent(
    fresh: Case, *, act: Act, reason: Reason, look_again_at: dt.datetime | None, state: State
) -> Changes:
    if act.by is None:
        raise TypeError(act)  # a silence has an owner
    refuse_concluded(fresh)
    refuse_held_by_another(fresh, act.by, act.at)
    if fresh.replies.filter(status=Reply.Status.SENDING).exists():
        raise errors.ReplyOnItsWay(fresh)
    return {
        **owned_by(fresh, act.by, act.at),
        "state": state,
        "let_stand_reason": reason,
        "let_stand_at": act.at,
        "waiting_for": "",
        "look_again_at": look_again_at,
        "concluded_at": act.at,
    }


def _is_past_approval(case: Case, severity: Severity) -> bool:
    """Whether the answer needs approval for its severity now, and would not any more."""
    rule = approval_rule()
    bound = rule.from_severity if rule else None
    return bound is not None and severity < bound <= case.severity
