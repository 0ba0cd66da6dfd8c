"""Read what waits for a member at the desk."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet

from klankbord.people.models import Member
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import approvals_of, approvals_waiting
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.citing.queries import cited_facts
from klankbord.reputation.desk.models import Case, Reply
from klankbord.reputation.facts.models import Fact
from klankbord.reputation.facts.queries import Checked, facts_to_look_at

SHOWN = 30


@dataclass(frozen=True)
class Unsound:
    """An answer that is not sent yet, and the facts in it that do not hold."""

    reply: Reply
    facts: list[Checked]


@dataclass(frozen=True, kw_only=True)
class ForYou:
    """Everything that waits for one member."""

    calls: list[NoteMention]
    to_approve: list[Approval]
    decided: list[Approval]
    given: list[Case]
    unsound: list[Unsound]
    facts: list[Fact]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not any(vars(self).values())


def calls_of(member: Member) -> QuerySet[NoteMention]:
    """Notes that call a member and were not ticked off, the newest first."""
    calls = NoteMention.objects.filter(member=member, seen_at=None)
    return calls.select_related("event__case", "event__by").order_by("-event__at")


def n_waiting(member: Member) -> int:
    """How many people wait for this member: calls and requests."""
    return calls_of(member).count() + approvals_waiting(member).count()


def for_you(member: Member, *, at: dt.datetime) -> ForYou:
    """All that waits for a member, each kind cut at a screenful."""
    decided = approvals_of(member).filter(
        status__in=(Approval.Status.APPROVED, Approval.Status.REFUSED)
    )
    given = Case.objects.filter(
        claimed_by=member, concluded_at=None, claim_expires_at=F("claimed_at")
    )
    return ForYou(
        calls=list(calls_of(member)[:SHOWN]),
        to_approve=list(approvals_waiting(member)[:SHOWN]),
        decided=list(decided.exclude(reply__status=Reply.Status.SENT)[:SHOWN]),
        given=list(given.order_by("-claimed_at")[:SHOWN]),
        unsound=_unsound(member, at),
        facts=list(facts_to_look_at(member, at=at)[:SHOWN]),
    )


def _unsound(member: Member, at: dt.datetime) -> list[Unsound]:
    """Open answers of a member that stand on something we do not say any more."""
    mine = Reply.objects.filter(by=member).exclude(citations=None)
    mine = mine.exclude(status__in=(Reply.Status.SENT, Reply.Status.SENDING))
    found = []
    for reply in mine.select_related("case").distinct().order_by("-drafted_at")[:SHOWN]:
        facts = [each for each in cited_facts(reply, at=at) if not each.is_current]
        if facts:
            found.append(Unsound(reply, facts))
    return found
