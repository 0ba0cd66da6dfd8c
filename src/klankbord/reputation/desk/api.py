"""The desk over the API: see cases, open one. Answers are JSON; refusals carry a key."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime

from klankbord.participate.archive.queries import mention as archived_mention
from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.models import Driver
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Department
from klankbord.people.routers import Router
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.approvals import api as approvals_api
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.figures import api as figures_api
from klankbord.reputation.desk.figures.api import FIRST_DAY, LAST_DAY
from klankbord.reputation.desk.listing import (
    FOLLOWERS,
    OUTCOMES,
    UNKNOWN,
    Filters,
    case_page,
    read_order,
)
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, Channel, Reason, Severity
from klankbord.reputation.desk.queries import VIEWS
from klankbord.reputation.desk.views import SEERS
from klankbord.trust.register import declares

router = Router(tags=["desk"])
router.add_router("/approvals", approvals_api.router)
router.add_router("/figures", figures_api.router)
_LARGEST_ID = 2**63 - 1
_NOT_FOUND = 404


class CaseOut(Schema):
    """One case in a list."""

    id: int
    number: str
    title: str
    state: str
    severity: str
    channel: str
    driver: str
    stakeholder_group: str
    platform: str
    author: str
    is_by_bot: bool
    department: str | None
    owner: str | None
    opened_at: dt.datetime
    runs_out_at: dt.datetime | None
    first_response_at: dt.datetime | None
    concluded_at: dt.datetime | None
    closed_at: dt.datetime | None
    version: int


class CasePageOut(Schema):
    """One page; `after` is the key of the next, null on the last."""

    cases: list[CaseOut]
    after: str | None


class MessageOut(Schema):
    """One message of the conversation."""

    direction: str
    platform: str
    author_handle: str
    author_name: str
    text: str
    url: str
    published_at: dt.datetime


class EventOut(Schema):
    """One event of the history."""

    version: int
    kind: str
    at: dt.datetime
    by: str | None


class CaseWhole(CaseOut):
    """One case with its conversation and history."""

    messages: list[MessageOut]
    events: list[EventOut]


class Asked(Schema):
    """Which cases, and which page."""

    view: str = Field("open", pattern=f"^({'|'.join(VIEWS)})$")
    severity: str = Field("", pattern="^(low|normal|high|urgent)?$")
    department: int | None = Field(None, ge=1, le=_LARGEST_ID)
    platform: str = Field("", max_length=40)
    driver: str = Field("", pattern=f"^({'|'.join([*Driver.values, UNKNOWN])})?$")
    group: str = Field("", pattern=f"^({'|'.join([*dict(GIVEN_CHOICES), UNKNOWN])})?$")
    since: dt.date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="Opened from here.")
    until: dt.date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY, description="Up to this day.")
    outcome: str = Field("", pattern=f"^({'|'.join(OUTCOMES)})?$")
    reason: str = Field("", pattern=f"^({'|'.join(Reason.values)})?$")
    language: str = Field("", max_length=8)
    followers: str = Field("", pattern=f"^({'|'.join([*FOLLOWERS, UNKNOWN])})?$")
    q: str = Field("", max_length=200)
    order: str = Field("newest", pattern="^(newest|oldest|urgent|due)$")
    after: str = Field("", max_length=80)


class CaseIn(Schema):
    """A case to open: from a mention, or from a text."""

    title: str = Field(min_length=1, max_length=200)
    mention: int | None = Field(None, ge=1, le=_LARGEST_ID)
    text: str = Field("", max_length=20_000)
    author: str = Field("", max_length=300)
    channel: str = Field("hand", pattern="^(mail|phone|tip|form|hand)$")
    severity: str = Field("normal", pattern="^(low|normal|high|urgent)$")
    department: int | None = Field(None, ge=1, le=_LARGEST_ID)
    answer_before: AwareDatetime | None = Field(
        None, description="A moment that somebody was promised; else the clock of the desk counts."
    )


@router.get("/cases", response=CasePageOut, url_name="case-list")
@allow(*SEERS)
@declares(CASES, WORK)
def case_list(request: MemberRequest, asked: Query[Asked]) -> CasePageOut:
    """Cases of one view, paged by key."""
    filters = Filters(
        view=asked.view,
        severity=Severity[asked.severity.upper()] if asked.severity else None,
        department=asked.department,
        platform=asked.platform,
        driver=asked.driver,
        group=asked.group,
        since=asked.since,
        until=asked.until,
        outcome=asked.outcome,
        reason=asked.reason,
        language=asked.language,
        followers=asked.followers,
        text=asked.q.replace("\0", "").strip(),
        order=read_order(asked.order, view=asked.view),
        after=asked.after,
    )
    page = case_page(filters, member=request.user)
    return CasePageOut(cases=[_case(case) for case in page.cases], after=page.next_key or None)


@router.get("/cases/{int:pk}", response=CaseWhole, url_name="case-detail")
@allow(*SEERS)
@declares(CASES, WORK)
def case_detail(request: HttpRequest, pk: int) -> CaseWhole:  # noqa: ARG001  # ninja calls it by name
    """One case with its conversation and history."""
    case = Case.objects.select_related("department", "claimed_by").filter(pk=pk).first()
    if case is None:
        raise HttpError(_NOT_FOUND, "There is no such case.")
    return CaseWhole(
        **_case(case).dict(),
        messages=[_message(message) for message in case.messages.all()],
        events=[_event(event) for event in case.events.select_related("by")],
    )


@router.post("/cases", response={200: CaseOut, 201: CaseOut}, url_name="case-open")
@allow(*actions.CHANGERS)
@declares(CASES, WORK)
def case_open(request: MemberRequest, asked: CaseIn) -> Status[CaseOut]:
    """Open a case: 201, or 200 with the case that holds the conversation already."""
    now = timezone.now()
    opened = opening.open_case(
        by=request.user,
        at=now,
        title=asked.title,
        channel=Channel.MENTION if asked.mention else Channel(asked.channel),
        message=_said(asked, now),
        severity=Severity[asked.severity.upper()],
        department=_department(asked.department),
        promised_at=asked.answer_before,
    )
    return Status(201 if opened.is_new else 200, _case(opened.case))


def _said(asked: CaseIn, now: dt.datetime) -> opening.Message | None:
    if asked.mention is not None:
        mention = archived_mention(asked.mention)
        if mention is None:
            raise HttpError(_NOT_FOUND, "There is no such mention.")
        return opening.message_of(mention)
    if not asked.text:
        return None
    return opening.Message(text=asked.text, published_at=now, author_name=asked.author)


def _department(pk: int | None) -> Department | None:
    if pk is None:
        return None
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        raise HttpError(_NOT_FOUND, "There is no such department.")
    return department


def _case(case: Case) -> CaseOut:
    return CaseOut(
        id=case.pk,
        number=case.number,
        title=case.title,
        state=case.state,
        severity=Severity(case.severity).name.lower(),
        channel=case.channel,
        driver=case.driver,
        stakeholder_group=case.stakeholder_group,
        platform=case.platform,
        author=case.author_handle,
        is_by_bot=case.is_by_bot,
        department=case.department.name if case.department else None,
        owner=case.claimed_by.name if case.claimed_by else None,
        opened_at=case.opened_at,
        runs_out_at=None if case.is_concluded else case.runs_out_at,
        first_response_at=case.first_response_at,
        concluded_at=case.concluded_at,
        closed_at=case.closed_at,
        version=case.version,
    )


def _message(message: CaseMessage) -> MessageOut:
    return MessageOut(
        direction=message.direction,
        platform=message.platform,
        author_handle=message.author_handle,
        author_name=message.author_name,
        text=message.text,
        url=message.url,
        published_at=message.published_at,
    )


def _event(event: CaseEvent) -> EventOut:
    return EventOut(
        version=event.version,
        kind=event.kind,
        at=event.at,
        by=event.by.name if event.by else None,
    )
