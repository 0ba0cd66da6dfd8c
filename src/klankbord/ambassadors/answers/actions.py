"""Raise a point, give it an owner, answer it, and say that it was not answered."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from klankbord.ambassadors.answers.models import FINAL, Point, Step, Theme
from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.newsletters.models import Item
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.people.models import Member
from klankbord.trust import audit

ANSWER_WITHIN = dt.timedelta(days=14)
Kind = Step.Kind


class AnswerRefused(Exception):  # noqa: N818  # errors are named after the broken promise
    """A step that does not fit how the point stands; nothing was written."""

    key = ""


class PointChanged(AnswerRefused):
    """Somebody else was first."""

    key = "point-changed"


class ReasonMissing(AnswerRefused):
    """Nothing is answered without words and a reason."""

    key = "reason-missing"


class DayMissing(AnswerRefused):
    """What is being worked on has a day that is still to come; what is answered has none."""

    key = "day-missing"


class PointStillOpen(AnswerRefused):
    """There is no answer yet that could be wrong."""

    key = "point-still-open"


class PointAlreadyAnswered(AnswerRefused):
    """The answer stands."""

    key = "point-already-answered"


class AlreadyReopened(AnswerRefused):
    """A point opens again once: after that the answer stands."""

    key = "already-reopened"


class OwnAnswer(AnswerRefused):
    """Who answered does not judge the answer."""

    key = "own-answer"


class OwnerGone(AnswerRefused):
    """Nobody can look after a point who cannot sign in."""

    key = "owner-gone"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a point came from; `HAND` has nothing beside it."""

    origin: str = Point.Origin.HAND
    theme: Theme | None = None
    post: Post | None = None
    pulse_round: PulseRound | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What colleagues are told: the decision, what it means, why, and what it rests on."""

    kind: str
    text: str
    because: str
    until: dt.date | None = None
    sources: str = ""
    clause_key: uuid.UUID | None = None
    item: Item | None = None


@transaction.atomic
def raise_point(
    *,
    title: str,
    about: str,
    owner: Member,
    due_on: dt.date,
    by: Member,
    at: dt.datetime,
    source: Source | None = None,
    is_sample: bool = False,
) -> Point:
    """Put something that colleagues raised in the ledger; raises `OwnerGone`."""
    if not owner.is_active:
        raise OwnerGone
    point = Point.objects.create(
        title=title.strip(),
        about=about.strip(),
        owner=owner,
        due_on=due_on,
        raised_at=at,
        raised_by=by,
        is_sample=is_sample,
        **vars(source or Source()),
    )
    _record("answers.point-raised", point, by, at, owner=owner.pk)
    return point


@transaction.atomic
def give_point(*, point: Point, owner: Member, by: Member, at: dt.datetime) -> None:
    """Let somebody else see to it; they are told. Raises `OwnerGone`, `PointAlreadyAnswered`."""
    if not owner.is_active:
        raise OwnerGone
    if stand_of(point) in FINAL:
        raise PointAlreadyAnswered
    Point.objects.filter(pk=point.pk).update(owner=owner, told_on=None)
    _record("answers.point-given", point, by, at, owner=owner.pk)


@transaction.atomic
def answer_point(*, point: Point, number: int, answer: Answer, by: Member, at: dt.datetime) -> Step:
    """Tell colleagues what is done, or not, and why; `number` is the last step that was seen.

    What is being worked on promises a new day and stays open. Raises an `AnswerRefused`.
    """
    if stand_of(point) in FINAL:
        raise PointAlreadyAnswered
    if not answer.text.strip() or not answer.because.strip():
        raise ReasonMissing
    is_working = answer.kind == Kind.WORKING
    if is_working != (answer.until is not None):
        raise DayMissing
    if answer.until is not None:
        if answer.until <= timezone.localdate(at):
            raise DayMissing
        Point.objects.filter(pk=point.pk).update(due_on=answer.until)
    words = {"text": answer.text.strip(), "because": answer.because.strip()}
    step = _add_step(point, number, Step(**vars(answer) | words, by=by, at=at))
    _record(_ACTS[answer.kind], point, by, at, number=step.number)
    return step


@transaction.atomic
def reopen_point(*, point: Point, number: int, text: str, by: Member, at: dt.datetime) -> Step:
    """Say that the answer does not answer it; once a point. Its owner is told, with a new day."""
    if stand_of(point) not in FINAL:
        raise PointStillOpen
    if point.steps.filter(kind=Kind.REOPENED).exists():
        raise AlreadyReopened
    if point.steps.filter(number=number, by=by).exists():
        raise OwnAnswer
    if not text.strip():
        raise ReasonMissing
    step = _add_step(point, number, Step(kind=Kind.REOPENED, text=text.strip(), by=by, at=at))
    due_on = timezone.localdate(at) + ANSWER_WITHIN
    Point.objects.filter(pk=point.pk).update(due_on=due_on, told_on=None)
    # Without a name: who says that an answer is none is nobody's business.
    audit.record(
        at=at,
        actor="answers",
        act="answers.point-reopened",
        object=f"point:{point.pk}",
        declaration="answers.steps",
    )
    return step


def stand_of(point: Point) -> str:
    """The kind of the newest step; "" before the first."""
    newest = point.steps.order_by("-number").first()
    return newest.kind if newest else ""


def _add_step(point: Point, number: int, step: Step) -> Step:
    """The step after one that was seen; of two people one goes first."""
    newest = point.steps.order_by("-number").first()
    if number != (newest.number if newest else 0):
        raise PointChanged
    step.point, step.number = point, number + 1
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as refused:
        raise PointChanged from refused
    return step


_ACTS: dict[str, str] = {
    Kind.DONE: "answers.point-done",
    Kind.NOT_DONE: "answers.point-not-done",
    Kind.WORKING: "answers.point-worked-on",
}


def _record(act: str, point: Point, by: Member, at: dt.datetime, **detail: object) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"point:{point.pk}",
        declaration="answers.points",
        detail=detail,
    )
