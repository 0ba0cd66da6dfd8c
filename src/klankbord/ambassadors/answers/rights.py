"""What the ledger does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.answers.models import Point, Step
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_points(member: int) -> Iterator[Mapping[str, Any]]:
    for point in Point.objects.filter(owner=member).order_by("pk").iterator(chunk_size=500):
        yield {"title": point.title, "answer_by": point.due_on, "raised_at": point.raised_at}


def _own_steps(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Step.objects.filter(by=member).select_related("point").order_by("at", "pk")
    for step in rows.iterator(chunk_size=500):
        yield {
            "point": step.point.title,
            "kind": step.kind,
            "text": step.text,
            "because": step.because,
            "at": step.at,
        }


def _count(member: int) -> int:
    return Point.objects.filter(owner=member).count() + Step.objects.filter(by=member).count()


def _hand_over(member: int) -> int:
    """Points without an owner are told to who keeps the ledger, and stand so on its page."""
    return Point.objects.filter(owner=member).update(owner=None, told_on=None)


def _remove(member: int) -> int:
    """What the house answered stays without the name; what a colleague missed goes."""
    Point.objects.filter(raised_by=member).update(raised_by=None)
    n_reopened = Step.objects.filter(by=member, kind=Step.Kind.REOPENED).update(by=None, text="")
    n_steps = Step.objects.filter(by=member).update(by=None)
    return _hand_over(member) + n_reopened + n_steps


offer(
    OwnData(key="answers.points", label=_("Points that you see to"), rows=_own_points),
    OwnData(key="answers.steps", label=_("What you said in the answer ledger"), rows=_own_steps),
    Leaver(
        key="answers.points",
        label=_("Points they see to (handed over) and answers (they stay, without the name)"),
        count=_count,
        remove=_remove,
        keep=_hand_over,
    ),
)
