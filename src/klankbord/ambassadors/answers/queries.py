"""Read the ledger: where each point stands, and how well we answer."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from klankbord.ambassadors.answers.models import FINAL, Point, Step, Theme
from klankbord.ambassadors.community.audience import posts_for_everybody
from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.ambassadors.guidelines.queries import current_versions
from klankbord.ambassadors.newsletters.models import Edition, Item
from klankbord.core.measure.survival import survival_curve, wait_at
from klankbord.people.models import Member, Role

DAY = dt.timedelta(days=1)
YEAR = 365 * DAY
VIEWS = ("waiting", "overdue", "working", "answered", "all")
_EDITIONS = 6
_QUESTIONS = 10
OPEN = Q(stands__in=["", Step.Kind.REOPENED])


@dataclass(frozen=True)
class LedgerFigures:
    """How the points of a span stand; the median counts those that still wait.

    `median_days` is None while fewer than half are answered. Nothing here is about one owner.
    """

    n_points: int
    n_answered: int
    n_working: int
    n_waiting: int
    n_overdue: int
    median_days: int | None

    @property
    def percent_answered(self) -> int | None:
        """The share with an answer that stands; None without points."""
        return round(100 * self.n_answered / self.n_points) if self.n_points else None


def points() -> QuerySet[Any, Any]:
    """All points, with the kind of their newest step as `stands` ("" before the first)."""
    newest = Step.objects.filter(point=OuterRef("pk")).order_by("-number")
    rows = Point.objects.annotate(
        stands=Coalesce(Subquery(newest.values("kind")[:1]), Value("")),
        stood_at=Subquery(newest.values("at")[:1]),
        n_steps=Coalesce(Subquery(newest.values("number")[:1]), Value(0)),
    )
    return rows.select_related("owner", "theme", "post__group", "pulse_round")


def points_of_view(view: str, *, on: dt.date) -> QuerySet[Any, Any]:
    """The points of one tab; what has to be answered first stands first."""
    views = {
        "waiting": OPEN,
        "overdue": ~Q(stands__in=FINAL) & Q(due_on__lt=on),
        "working": Q(stands=Step.Kind.WORKING),
        "answered": Q(stands__in=FINAL),
        "all": Q(),
    }
    order = ("-stood_at", "-pk") if view == "answered" else ("due_on", "pk")
    return points().filter(views[view]).order_by(*order)


def newest_steps(rows: Collection[Point]) -> dict[int, Step]:
    """The newest step of each of these points that has one."""
    steps = Step.objects.filter(point__in=[row.pk for row in rows]).order_by("number")
    return {step.point_id: step for step in steps.select_related("item__edition")}


def ledger_figures(rows: Collection[Point], *, at: dt.datetime, on: dt.date) -> LedgerFigures:
    """Count points as `points` gives them; waiting takes from raising to the answer that stands."""
    stands = [_stands(row) for row in rows]
    is_final = [kind in FINAL for kind in stands]
    waits = [
        max(((_stood_at(row) if final else at) - row.raised_at) / DAY, 0.0)
        for row, final in zip(rows, is_final, strict=True)
    ]
    median = wait_at(survival_curve(waits, is_final)).at if waits else None
    overdue = [row.due_on < on and not final for row, final in zip(rows, is_final, strict=True)]
    return LedgerFigures(
        n_points=len(stands),
        n_answered=sum(is_final),
        n_working=stands.count(Step.Kind.WORKING),
        n_waiting=len(stands) - sum(is_final) - stands.count(Step.Kind.WORKING),
        n_overdue=sum(overdue),
        median_days=None if median is None else round(median),
    )


def figures_of_year(*, at: dt.datetime, on: dt.date) -> LedgerFigures:
    """Of what was raised in a year, and of all that still waits from before."""
    lately = points().filter(Q(raised_at__gt=at - YEAR) | ~Q(stands__in=FINAL))
    return ledger_figures(list(lately), at=at, on=on)


def points_between(since: dt.datetime, until: dt.datetime) -> QuerySet[Point]:
    """What was raised or answered in a span, the oldest first."""
    within = Q(raised_at__gte=since, raised_at__lt=until)
    within |= Q(steps__at__gte=since, steps__at__lt=until)
    return points().filter(within).distinct().order_by("raised_at", "pk")


def points_without_owner() -> QuerySet[Point]:
    """Points that wait for nobody who is here."""
    return points().exclude(stands__in=FINAL).filter(Q(owner=None) | Q(owner__is_active=False))


def points_to_tell(*, on: dt.date, again_after: dt.timedelta) -> QuerySet[Point]:
    """Points whose owner gets a letter: given to them, overdue, or overdue for a while again."""
    again = Q(told_on__lte=F("due_on")) | Q(told_on__lte=on - again_after)
    due = Q(told_on=None) | Q(due_on__lt=on) & again
    return points().exclude(stands__in=FINAL).filter(due).order_by("due_on", "pk")


def may_answer(member: Member, point: Point) -> bool:
    """Whether a member may answer a point and hand it over: its owner, or who keeps the ledger."""
    return point.owner_id == member.pk or member.has_role(Role.MANAGER)


def members_to_choose() -> QuerySet[Member]:
    """Who may own a point: every colleague who can sign in."""
    return Member.objects.filter(is_active=True).order_by("name", "pk")


def managers() -> QuerySet[Member]:
    """Who keeps the ledger."""
    return members_to_choose().filter(role_grants__role=Role.MANAGER).distinct()


def clauses_in_force() -> QuerySet[Clause]:
    """The clauses that an answer can point to."""
    found = Clause.objects.filter(version__in=current_versions())
    return found.select_related("version__guideline").order_by("version__guideline", "number", "pk")


def clauses_by_key(keys: Collection[uuid.UUID | None]) -> dict[uuid.UUID, Clause]:
    """Clauses in force by what stays the same of them."""
    return {
        clause.key: clause
        for clause in clauses_in_force().filter(key__in=[key for key in keys if key])
    }


def items_to_choose() -> QuerySet[Item]:
    """What stands in the newest newsletters that went out."""
    sent = Edition.objects.filter(state=Edition.State.SENT).order_by("-sent_at", "-pk")
    newest = list(sent.values_list("pk", flat=True)[:_EDITIONS])
    rows = Item.objects.filter(edition__in=newest, is_included=True).select_related("edition")
    return rows.order_by("-edition__sent_at", "position", "pk")


def questions_to_raise() -> QuerySet[Post]:
    """Questions that everybody can read, without a best answer and not in the ledger yet."""
    asked = posts_for_everybody().filter(is_question=True, best_answer=None)
    raised = Point.objects.exclude(post=None).values("post")
    return asked.exclude(pk__in=raised).select_related("group").order_by("-created_at")[:_QUESTIONS]


def themes_told() -> list[tuple[Theme, Point | None]]:
    """What colleagues talked about before the last week closed, with the point it became."""
    newest = Theme.objects.order_by("-closed_at", "-pk").values("week")[:1]
    themes = list(Theme.objects.filter(week=Subquery(newest)))
    raised = Point.objects.filter(theme__key__in=[theme.key for theme in themes])
    points = {point.theme.key: point for point in raised.select_related("theme") if point.theme}
    return [(theme, points.get(theme.key)) for theme in themes]


def points_of_clauses(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Point]]:
    """The points whose newest step names each of these clauses."""
    found: dict[uuid.UUID, list[Point]] = {}
    steps = Step.objects.filter(clause_key__in=keys).select_related("point").order_by("-at", "-pk")
    for step in steps:
        named = found.setdefault(step.clause_key, [])  # type: ignore[arg-type]  # filtered above
        if step.point not in named:
            named.append(step.point)
    return found


def _stands(row: Point) -> str:
    return str(getattr(row, "stands", ""))


def _stood_at(row: Point) -> dt.datetime:
    at: dt.datetime = row.stood_at  # type: ignore[attr-defined]  # annotated by `points`
    return at
