"""Ask for approval, give it, give it with other words, or refuse it; each exactly once."""

import datetime as dt
from contextlib import suppress

from django.db import transaction

from klankbord.core.flow import StepKind, StepRefused
from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.approvals.gate import refuse_open_blanks
from klankbord.reputation.desk.approvals.models import USUAL, Approval, ApprovalRule
from klankbord.reputation.desk.approvals.queries import (
    able_to_approve,
    approval_rule,
    facts_of,
    is_about,
    look_at,
)
from klankbord.reputation.desk.citing.actions import refuse_unsound
from klankbord.reputation.desk.citing.queries import cited_facts
from klankbord.reputation.desk.clocks.running import Changes
from klankbord.reputation.desk.following import Asked, asked_by_flow
from klankbord.reputation.desk.holding import resumed_from
from klankbord.reputation.desk.ledger import Act, change_case
from klankbord.reputation.desk.models import Case, CaseEvent, Reply, State, WaitingFor
from klankbord.reputation.desk.picturing.keeping import named
from klankbord.reputation.desk.replying import Drafted, refuse_on_its_way, work_by
from klankbord.reputation.desk.ways import circle_of
from klankbord.reputation.flowcharts.queries import standing_of
from klankbord.reputation.flowcharts.walking import RunChanged, take_step
from klankbord.trust import audit

Kind = CaseEvent.Kind
Status = Approval.Status


def ask_approval(*, reply: Reply, by: Member, at: dt.datetime) -> Approval:
    """Ask who has to agree to look at an answer; the case waits for them."""
    with transaction.atomic():
        refuse_on_its_way(reply)
        refuse_open_blanks(reply)
        refuse_unsound(reply, at=at)
        case = Case.objects.select_related("flow_run__version").get(pk=reply.case_id)
        role = look_at(reply, case, at=at).role
        if not able_to_approve(role, but=by).exists():
            raise errors.NobodyCanApprove(case)
        in_force = reply.approvals.filter(status__in=(Status.ASKED, Status.APPROVED))
        in_force.update(status=Status.VOID)
        approval = Approval.objects.create(
            reply=reply,
            role=role,
            asked_text=reply.text,
            text=reply.text,
            facts=facts_of(reply),
            pictures=named(reply),
            visibility=circle_of(reply),
            asked_by=by,
            asked_at=at,
        )

        def decide(fresh: Case) -> Changes:
            waits = {"state": State.WAITING, "waiting_for": WaitingFor.APPROVAL}
            return {**work_by(by, at)(fresh), **({} if fresh.is_concluded else waits)}

        data = {"reply": reply.pk, "approval": approval.pk}
        change_case(case, Act(Kind.APPROVAL_ASKED, by, at), decide, data)
        enqueue("desk.tell_approvers", payload={"approval_id": approval.pk}, at=at)
    return approval


def approve_reply(*, approval: Approval, by: Member, at: dt.datetime, text: str = "") -> Drafted:
    """Agree, with the words as they are or with `text` instead; of two at once, the first counts.

    Raises `ApprovalSettled`, `OwnWork` or `FactNotCurrent`.
    """
    text = text.strip() or approval.text
    with transaction.atomic():
        reply = _refuse_unfit(approval, by)
        refuse_unsound(reply, at=at)
        given = {"status": Status.APPROVED, "text": text, "expires_at": _expiry(reply, at)}
        _settle(approval, by, at, **given)
        if text != reply.text:
            Reply.objects.filter(pk=reply.pk).update(text=text, sending_key=reply.key_after_change)
        data = {"reply": reply.pk, "approval": approval.pk, "is_changed": text != reply.text}
        asked = _agree_in_flow(reply.case, by=by, at=at)
        act = Act(Kind.APPROVED, by, at)
        case, event = change_case(
            reply.case, act, lambda now: {**_resumed(now), **asked.changes}, {**data, **asked.told}
        )
        asked.call(event, at)
        reply.refresh_from_db()
    return Drafted(case, reply)


def refuse_approval(*, approval: Approval, by: Member, at: dt.datetime, because: str) -> Drafted:
    """Say no, with the reason; the answer goes back to who wrote it."""
    with transaction.atomic():
        reply = _refuse_unfit(approval, by)
        _settle(approval, by, at, status=Status.REFUSED, because=because.strip())
        data = {"reply": reply.pk, "approval": approval.pk, "because": because.strip()}
        act = Act(Kind.APPROVAL_REFUSED, by, at)
        case, _event = change_case(reply.case, act, _resumed, data)
    return Drafted(case, reply)


def change_approval_rule(
    *, from_severity: int | None, lasts: dt.timedelta, by: Member, at: dt.datetime
) -> ApprovalRule:
    """Say from which severity on an answer needs another pair of eyes, and how long these hold."""
    values = {"from_severity": from_severity, "lasts": lasts, "changed_at": at}
    with transaction.atomic():
        before = _as_detail(approval_rule())
        rule = ApprovalRule.objects.update_or_create(pk=1, defaults=values)[0]
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="desk.approval-rule-changed",
            object="approval-rule",
            detail={"before": before, "after": _as_detail(rule)},
        )
    return rule


def _as_detail(rule: ApprovalRule | None) -> dict[str, object]:
    lasts = rule.lasts if rule else USUAL
    return {
        "from_severity": rule.from_severity if rule else None,
        "hours": lasts / dt.timedelta(hours=1),
    }


def _refuse_unfit(approval: Approval, by: Member) -> Reply:
    """The answer, if this member may decide about it, and nobody changed it since."""
    reply = Reply.objects.select_related("case").get(pk=approval.reply_id)
    if by.pk in {approval.asked_by_id, reply.by_id} or approval.role not in by.roles:
        raise errors.OwnWork(reply.case)
    if reply.text != approval.asked_text or not is_about(approval, reply):
        raise errors.ApprovalSettled(reply.case)
    return reply


def _settle(approval: Approval, by: Member, at: dt.datetime, **values: object) -> None:
    waiting = Approval.objects.filter(pk=approval.pk, status=Status.ASKED)
    if not waiting.update(decided_by=by, decided_at=at, **values):
        raise errors.ApprovalSettled(Case.objects.get(replies=approval.reply_id))


def _expiry(reply: Reply, at: dt.datetime) -> dt.datetime:
    """When the approval is over: after the time of the house, or with the first of its facts."""
    rule = approval_rule()
    ends = [checked.newest.expires_at for checked in cited_facts(reply, at=at)]
    return min([at + (rule.lasts if rule else USUAL), *ends])


def _resumed(fresh: Case) -> Changes:
    return resumed_from(WaitingFor.APPROVAL, fresh)


def _agree_in_flow(case: Case, *, by: Member, at: dt.datetime) -> Asked:
    """Where the flow waits for the same word, it has been given; what it asks then."""
    fresh = Case.objects.select_related("flow_run__version").get(pk=case.pk)
    run = fresh.flow_run
    if run is None or not (standing := standing_of(run)).state.is_waiting_for_approval:
        return Asked()
    with suppress(StepRefused, RunChanged), transaction.atomic():
        run = take_step(run=run, kind=StepKind.APPROVED, by=by, at=at, node=standing.node.id)
        return asked_by_flow(fresh, run, by=by, at=at)
    return Asked()
