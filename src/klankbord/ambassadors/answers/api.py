"""The ledger over the API: read points, write one down, answer it, say that it was not answered."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema, Status
from ninja.errors import HttpError

from klankbord.ambassadors.answers import actions, queries
from klankbord.ambassadors.answers.declarations import POINTS, STEPS, THEMES
from klankbord.ambassadors.answers.models import Point, Step
from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.trust.register import declares

router = Router(tags=["answers"])
_MOST = 500


class StepOut(Schema):
    """What was told about a point; a step `reopened` has no reason and no name."""

    number: int
    kind: str
    text: str
    because: str
    sources: str
    until: dt.date | None
    clause_key: uuid.UUID | None
    at: dt.datetime


class PointOut(Schema):
    """A point; `stands` is the kind of its newest step, empty before the first."""

    id: int
    title: str
    about: str
    origin: str
    owner: str | None
    due_on: dt.date
    raised_at: dt.datetime
    stands: str
    is_overdue: bool
    newest: StepOut | None


class PointWhole(PointOut):
    """A point with every step, the newest first."""

    steps: list[StepOut]


class LedgerOut(Schema):
    """How the points of the last year stand; no figure is about one owner."""

    n_points: int
    n_answered: int
    n_working: int
    n_waiting: int
    n_overdue: int
    percent_answered: int | None
    median_days: int | None


class ColleagueThemeOut(Schema):
    """What many colleagues write about: shared words; counts are rounded to five."""

    terms: list[str]
    week: str
    n_people: int
    n_messages: int
    is_rising: bool
    point: int | None


class PointsAsked(Schema):
    """Which points."""

    view: str = Field("all", pattern=f"^({'|'.join(queries.VIEWS)})$")


class PointIn(Schema):
    """Something that colleagues raise; it is yours to answer until you hand it over."""

    title: str = Field(min_length=1, max_length=120, pattern=r"\S")
    about: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    due_on: dt.date = Field(ge=dt.date(2000, 1, 1), lt=dt.date(9000, 1, 1))


class AnswerIn(Schema):
    """An answer with its reason; `number` is the last step that you saw, 0 before the first."""

    number: int = Field(ge=0, le=100_000)
    kind: Literal["done", "not", "working"]
    text: str = Field(min_length=1, max_length=4000)
    because: str = Field(min_length=1, max_length=4000)
    until: dt.date | None = Field(None, ge=dt.date(2000, 1, 1), lt=dt.date(9000, 1, 1))
    sources: str = Field("", max_length=2000)


class ReopenIn(Schema):
    """What the answer misses; `number` is the answer that you saw."""

    number: int = Field(ge=1, le=100_000)
    text: str = Field(min_length=1, max_length=500)


@router.get("/points", response=list[PointOut], url_name="point-list")
@allow_members
@declares(POINTS)
def point_list(request: HttpRequest, asked: Query[PointsAsked]) -> list[PointOut]:  # noqa: ARG001  # ninja calls it by name
    """The points of one view, at most 500."""
    rows = list(queries.points_of_view(asked.view, on=timezone.localdate())[:_MOST])
    newest = queries.newest_steps(rows)
    return [_point(row, newest.get(row.pk)) for row in rows]


@router.get("/figures", response=LedgerOut, url_name="figures")
@allow_members
@declares(POINTS)
def figures(request: HttpRequest) -> LedgerOut:  # noqa: ARG001  # ninja calls it by name
    """How well we answer: of the last year, and of what still waits from before."""
    now = timezone.now()
    found = queries.figures_of_year(at=now, on=timezone.localdate(now))
    return LedgerOut(**vars(found), percent_answered=found.percent_answered)


@router.get("/themes", response=list[ColleagueThemeOut], url_name="theme-list")
@allow_members
@declares(THEMES)
def theme_list(request: HttpRequest) -> list[ColleagueThemeOut]:  # noqa: ARG001  # ninja calls it by name
    """What colleagues talked about before the last week closed, what rises first."""
    names = ("terms", "week", "n_people", "n_messages", "is_rising")
    return [
        ColleagueThemeOut(
            **{name: getattr(theme, name) for name in names}, point=point.pk if point else None
        )
        for theme, point in queries.themes_told()
    ]


@router.get("/points/{int:pk}", response=PointWhole, url_name="point-detail")
@allow_members
@declares(POINTS)
def point_detail(request: HttpRequest, pk: int) -> PointWhole:  # noqa: ARG001  # ninja calls it by name
    """One point with all its steps, the newest first."""
    return _whole(_find(pk))


@router.post("/points", response={201: PointWhole}, url_name="point-add")
@allow(Role.MANAGER)
@declares(POINTS)
def point_add(request: MemberRequest, asked: PointIn) -> Status[PointWhole]:
    """Write a point down."""
    point = actions.raise_point(
        title=asked.title.replace("\0", ""),
        about=asked.about.replace("\0", ""),
        owner=request.user,
        due_on=asked.due_on,
        by=request.user,
        at=timezone.now(),
    )
    return Status(201, _whole(_find(point.pk)))


@router.post("/points/{int:pk}/answers", response={201: PointWhole}, url_name="point-answer")
@allow_members
@declares(POINTS)
def point_answer(request: MemberRequest, pk: int, asked: AnswerIn) -> Status[PointWhole]:
    """Answer a point that is yours; 409 if it cannot be answered so, with the reason."""
    point = _find(pk)
    if not queries.may_answer(request.user, point):
        raise HttpError(404, "There is no such point of yours.")
    words = {
        name: getattr(asked, name).replace("\0", "") for name in ("text", "because", "sources")
    }
    try:
        actions.answer_point(
            point=point,
            number=asked.number,
            answer=actions.Answer(kind=asked.kind, until=asked.until, **words),
            by=request.user,
            at=timezone.now(),
        )
    except actions.AnswerRefused as refused:
        raise HttpError(409, refused.key) from refused
    return Status(201, _whole(_find(pk)))


@router.post("/points/{int:pk}/reopen", response={201: PointWhole}, url_name="point-reopen")
@allow_members
@declares(POINTS, STEPS)
def point_reopen(request: MemberRequest, pk: int, asked: ReopenIn) -> Status[PointWhole]:
    """Say that an answer is none; 409 if it is open, was opened again before, or is yours."""
    text = asked.text.replace("\0", "")
    try:
        actions.reopen_point(
            point=_find(pk), number=asked.number, text=text, by=request.user, at=timezone.now()
        )
    except actions.AnswerRefused as refused:
        raise HttpError(409, refused.key) from refused
    return Status(201, _whole(_find(pk)))


def _find(pk: int) -> Point:
    point: Point | None = queries.points().filter(pk=pk).first()
    if point is None:
        raise HttpError(404, "There is no such point.")
    return point


def _whole(point: Point) -> PointWhole:
    steps = list(point.steps.order_by("-number"))
    told = _point(point, steps[0] if steps else None).dict()
    return PointWhole(**told, steps=[_step(each) for each in steps])


def _point(point: Point, newest: Step | None) -> PointOut:
    is_final = newest is not None and newest.is_final
    return PointOut(
        id=point.pk,
        title=point.title,
        about=point.about,
        origin=point.origin,
        owner=point.owner.name if point.owner else None,
        due_on=point.due_on,
        raised_at=point.raised_at,
        stands=newest.kind if newest else "",
        is_overdue=not is_final and point.due_on < timezone.localdate(),
        newest=_step(newest) if newest else None,
    )


def _step(step: Step) -> StepOut:
    names = ("number", "kind", "text", "because", "sources", "until", "clause_key", "at")
    return StepOut(**{name: getattr(step, name) for name in names})
