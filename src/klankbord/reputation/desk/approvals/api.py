"""Approvals over the API: what waits for a word, and the word itself."""

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Schema
from ninja.errors import HttpError

from klankbord.people.access import MemberRequest, allow
from klankbord.people.routers import Router
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.approvals import actions
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import approvals_waiting
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.picturing.keeping import pictures_listed
from klankbord.reputation.desk.views import SEERS
from klankbord.trust.register import declares

router = Router(tags=["desk"])
_MOST = 100


class PictureOut(Schema):
    """A picture that goes along: where it can be seen, and what it shows."""

    url: str
    alt: str


class ApprovalOut(Schema):
    """One request: the words and pictures that may go out, before whom, in which case."""

    id: int
    status: str
    case: int
    number: str
    title: str
    text: str
    pictures: list[PictureOut]
    visibility: str
    asked_by: str | None
    asked_at: dt.datetime
    decided_by: str | None
    because: str
    expires_at: dt.datetime | None


class DecisionIn(Schema):
    """Yes, with other words if need be; or no, with the reason."""

    decision: Literal["approve", "refuse"]
    text: str = Field("", max_length=20_000)
    because: str = Field("", max_length=2000)


@router.get("", response=list[ApprovalOut], url_name="approval-list")
@allow(*SEERS)
@declares(CASES, WORK)
def approval_list(request: MemberRequest) -> list[ApprovalOut]:
    """What waits for your word, the oldest first; your own answers are not among it."""
    return [_approval(each) for each in approvals_waiting(request.user)[:_MOST]]


@router.get("/{int:pk}", response=ApprovalOut, url_name="approval-detail")
@allow(*SEERS)
@declares(CASES, WORK)
def approval_detail(request: HttpRequest, pk: int) -> ApprovalOut:  # noqa: ARG001  # ninja calls it by name
    """One request, and what was decided."""
    return _approval(_find(pk))


@router.post("/{int:pk}", response=ApprovalOut, url_name="approval-detail")
@allow(*SEERS)
@declares(CASES, WORK)
def approval_decide(request: MemberRequest, pk: int, asked: DecisionIn) -> ApprovalOut:
    """Decide, once; 409 if it was decided or changed, is your own, or a fact ended."""
    approval, now = _find(pk), timezone.now()
    is_refusal = asked.decision == "refuse"
    if is_refusal and not asked.because.strip():
        raise HttpError(422, "Say in `because` what has to be different.")
    try:
        if is_refusal:
            actions.refuse_approval(
                approval=approval, by=request.user, at=now, because=asked.because
            )
        else:
            actions.approve_reply(approval=approval, by=request.user, at=now, text=asked.text)
    except errors.DeskRefused as refused:
        raise HttpError(409, refused.key) from refused
    return _approval(_find(pk))


def _find(pk: int) -> Approval:
    related = ("reply__case", "asked_by", "decided_by")
    approval = Approval.objects.select_related(*related).filter(pk=pk).first()
    if approval is None:
        raise HttpError(404, "There is no such request.")
    return approval


def _approval(approval: Approval) -> ApprovalOut:
    case = approval.reply.case
    return ApprovalOut(
        id=approval.pk,
        status=approval.status,
        case=case.pk,
        number=case.number,
        title=case.title,
        text=approval.text,
        pictures=[
            PictureOut(url=reverse("desk:reply-picture", args=[row.pk]), alt=row.alt)
            for row in pictures_listed(approval.reply)
        ],
        visibility=approval.visibility,
        asked_by=approval.asked_by.name if approval.asked_by else None,
        asked_at=approval.asked_at,
        decided_by=approval.decided_by.name if approval.decided_by else None,
        because=approval.because,
        expires_at=approval.expires_at,
    )
