"""Read approvals: what is needed, what holds, and what waits for whom."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum, unique

from django.db.models import Q, QuerySet

from klankbord.core.flow.chart import Action, Check, guard_of
from klankbord.people.models import Member, Role
from klankbord.reputation.desk.approvals.models import Approval, ApprovalRule
from klankbord.reputation.desk.models import Case, CaseEvent, Reply
from klankbord.reputation.desk.picturing.keeping import named
from klankbord.reputation.desk.ways import circle_of
from klankbord.reputation.flowcharts.queries import chart_of, state_of

Status = Approval.Status


@unique
class Consent(StrEnum):
    """How far the approval of an answer is."""

    NOT_NEEDED = "not-needed"
    NEEDED = "needed"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    CHANGED = "changed"
    OVER = "over"


@dataclass(frozen=True)
class Look:
    """What another pair of eyes said of an answer; `role` has to agree."""

    consent: Consent
    role: Role
    approval: Approval | None

    @property
    def is_ready(self) -> bool:
        """Whether the answer may go out, as far as approval goes."""
        return self.consent in {Consent.NOT_NEEDED, Consent.GIVEN}


def approval_rule() -> ApprovalRule | None:
    """The rule of the house; None if nobody made one."""
    return ApprovalRule.objects.first()


def needed_role(case: Case, *, writer: int | None = None) -> Role | None:
    """Who has to agree before a case is answered: the flow says so, or the severity does.

    Whoever made a case less severe agreed to the answers of others, and to none of their own.
    """
    if case.flow_run is not None:
        chart, state = chart_of(case.flow_run.version), state_of(case.flow_run)
        acts = [chart.by_id[key] for key in reversed(state.path)]
        asked = (guard_of(node).approval for node in acts if isinstance(node, Action | Check))
        role = next((role for role in asked if role), "")
        if role in Role.values:
            return Role(role)
    rule = approval_rule()
    if rule is None or not rule.from_severity:
        return None
    is_own = writer is not None and waived_by(case) == writer
    return Role.APPROVER if is_own or case.severity >= rule.from_severity else None


def waived_by(case: Case) -> int | None:
    """The member who last made a case so little severe that its answer needs no approval."""
    lowered = CaseEvent.objects.filter(case=case, kind=CaseEvent.Kind.SEVERITY_CHANGED)
    waived = lowered.filter(data__waives_approval=True)
    return waived.order_by("-version").values_list("by", flat=True).first()


def look_at(
    reply: Reply | None, case: Case, *, at: dt.datetime, writer: Member | None = None
) -> Look:
    """How far the approval of an answer is; before there is one, whether `writer` will need any."""
    by = reply.by_id if reply else writer.pk if writer else None
    needed = needed_role(case, writer=by)
    last = reply.approvals.order_by("-pk").first() if reply else None
    role = Role(last.role) if last else needed or Role.APPROVER
    if last is None or reply is None:
        return Look(Consent.NEEDED if needed else Consent.NOT_NEEDED, role, None)
    return Look(_consent(last, reply, at), role, last)


def _consent(last: Approval, reply: Reply, at: dt.datetime) -> Consent:
    """Once somebody was asked, only a word of theirs on these very words lets the answer go."""
    if last.status == Status.REFUSED:
        return Consent.REFUSED
    if last.status == Status.VOID or not stands_on(last, reply):
        return Consent.CHANGED
    if last.status == Status.ASKED:
        return Consent.ASKED
    is_over = last.expires_at is not None and last.expires_at <= at
    return Consent.OVER if is_over else Consent.GIVEN


def stands_on(approval: Approval, reply: Reply) -> bool:
    """Whether an approval is of the words, pictures, facts and readers that the answer has now."""
    return approval.text == reply.text and is_about(approval, reply)


def is_about(approval: Approval, reply: Reply) -> bool:
    """Whether it was asked for the pictures, facts and readers that the answer has now."""
    is_same = approval.facts == facts_of(reply) and approval.visibility == circle_of(reply)
    return is_same and approval.pictures == named(reply)


def facts_of(reply: Reply) -> list[int]:
    """The versions of facts that an answer stands on, always in the same order."""
    return sorted(reply.citations.values_list("version", flat=True))


def able_to_approve(role: str, *, but: Member | None = None) -> QuerySet[Member]:
    """Who may approve, without the one whose words they are."""
    able = Member.objects.filter(is_active=True, role_grants__role=role)
    return able.exclude(pk=but.pk) if but else able


def approvals_waiting(member: Member) -> QuerySet[Approval]:
    """What waits for a member's word, the oldest first."""
    waiting = _with_case().filter(status=Status.ASKED, role__in=member.roles)
    own = Q(asked_by=member) | Q(reply__by=member)
    return waiting.exclude(own).order_by("asked_at")


def approvals_of(member: Member) -> QuerySet[Approval]:
    """What a member asked for, the newest first."""
    return _with_case().filter(asked_by=member).order_by("-asked_at")


def approvals_decided() -> QuerySet[Approval]:
    """What was decided, the newest first."""
    decided = _with_case().filter(status__in=(Status.APPROVED, Status.REFUSED))
    return decided.order_by("-decided_at")


def approval_before(approval: Approval) -> Approval | None:
    """The request before this one, to see what is different."""
    earlier = Approval.objects.filter(reply=approval.reply_id, pk__lt=approval.pk)
    return earlier.order_by("-pk").first()


def _with_case() -> QuerySet[Approval]:
    return Approval.objects.select_related("reply__case", "asked_by", "decided_by")
