"""The ledger: what waits, what is overdue, one point with its steps, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.ambassadors.answers import actions, queries, wording
from klankbord.ambassadors.answers.declarations import POINTS, STEPS, THEMES
from klankbord.ambassadors.answers.forms import AnswerForm, OwnerForm, PointForm, ReopenForm
from klankbord.ambassadors.answers.models import FINAL, Point, Step, Theme
from klankbord.ambassadors.answers.report import origin_words
from klankbord.ambassadors.community.audience import posts_for_everybody
from klankbord.ambassadors.pulse.queries import rounds_told
from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.trust.register import declares

CONFLICT = 409
_SHOWN = 100


@allow_members
@declares(POINTS, THEMES)
@require_GET
def point_list(request: MemberRequest) -> HttpResponse:
    """What waits for an answer, and how well we answer."""
    now = timezone.now()
    today = timezone.localdate(now)
    counts = {each: queries.points_of_view(each, on=today).count() for each in queries.VIEWS}
    view = request.GET.get("view", "")
    if view not in queries.VIEWS:
        view = "overdue" if counts["overdue"] else "waiting" if counts["waiting"] else "all"
    rows = list(queries.points_of_view(view, on=today)[: _SHOWN + 1])
    newest = queries.newest_steps(rows)
    figures = queries.figures_of_year(at=now, on=today)
    is_keeper = request.user.has_role(Role.MANAGER)
    context = {
        "rows": [
            (point, wording.badge_of(point, on=today), newest.get(point.pk))
            for point in rows[:_SHOWN]
        ],
        "tabs": [
            (each, wording.VIEW_LABELS[each], counts[each], each == view) for each in queries.VIEWS
        ],
        "is_cut": len(rows) > _SHOWN,
        "figures": figures,
        "headline": wording.headline(figures),
        "is_keeper": is_keeper,
        "themes": queries.themes_told(),
        "questions": queries.questions_to_raise() if is_keeper else (),
        "wave": rounds_told().first() if is_keeper else None,
        "mine": queries.points_of_view("all", on=today)
        .exclude(stands__in=FINAL)
        .filter(owner=request.user),
    }
    return render(request, "answers/point_list.html", context)


@allow_members
@declares(POINTS, STEPS)
@require_GET
def point_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One point: what is raised, the answer that stands, and every step before."""
    point = _find(pk)
    return render(request, "answers/point_detail.html", _context(request, point))


@allow(Role.MANAGER)
@declares(POINTS)
@require_http_methods(["GET", "POST"])
def point_add(request: MemberRequest) -> HttpResponse:
    """Put something in the ledger: a question of the community, a round, or what was heard."""
    source = _source(request)
    form = PointForm(request.POST or None, initial=_begun_by(source))
    if request.method == "POST" and form.is_valid():
        try:
            point = actions.raise_point(
                **form.cleaned_data, source=source, by=request.user, at=timezone.now()
            )
        except actions.AnswerRefused as refused:
            form.add_error("owner", wording.refusal(refused))
        else:
            messages.success(request, _("It stands in the ledger, and its owner gets a letter."))
            return redirect("answers:point-detail", pk=point.pk)
    return render(request, "answers/point_add.html", {"form": form, "source": source})


@allow_members
@declares(POINTS)
@require_http_methods(["GET", "POST"])
def point_give(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody else see to it."""
    point = _find_own(request, pk)
    form = OwnerForm(request.POST or None, initial={"owner": point.owner_id})
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        try:
            actions.give_point(point=point, owner=owner, by=request.user, at=timezone.now())
        except actions.AnswerRefused as refused:
            form.add_error("owner", wording.refusal(refused))
        else:
            messages.success(request, _("%(name)s sees to it now.") % {"name": owner.name})
            return redirect("answers:point-detail", pk=pk)
    return render(request, "answers/point_give.html", {"form": form, "point": point})


@allow_members
@declares(POINTS)
@require_http_methods(["GET", "POST"])
def point_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell colleagues what is done, or not, and why."""
    point = _find_own(request, pk)
    number = _n_steps(point)
    form = AnswerForm(request.POST or None, initial={"number": number})
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_point(
                point=point,
                number=form.cleaned_data["number"],
                answer=form.answer,
                by=request.user,
                at=timezone.now(),
            )
        except actions.AnswerRefused as refused:
            # What was typed stays, and is now an answer after what stands here by now.
            form = AnswerForm({**request.POST.dict(), "number": str(number)})
            form.add_error("until" if refused.key == "day-missing" else None, _why(refused))
            status = CONFLICT
        else:
            messages.success(request, _("Everybody can read this now."))
            return redirect("answers:point-detail", pk=pk)
    context = _context(request, point) | {"form": form}
    return render(request, "answers/point_answer.html", context, status=status)


@allow_members
@declares(POINTS, STEPS)
@require_http_methods(["GET", "POST"])
def point_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the answer does not answer it."""
    point = _find(pk)
    form = ReopenForm(request.POST or None, initial={"number": _n_steps(point)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_point(
                point=point, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except actions.AnswerRefused as refused:
            messages.error(request, _why(refused))
        else:
            messages.success(request, _("The point is open again. Its owner gets a letter."))
        return redirect("answers:point-detail", pk=pk)
    return render(request, "answers/point_reopen.html", _context(request, point) | {"form": form})


def _find(pk: int) -> Point:
    point: Point | None = queries.points().filter(pk=pk).first()
    if point is None:
        raise Http404
    return point


def _find_own(request: MemberRequest, pk: int) -> Point:
    """A point that this member may answer; to others the screen is not there."""
    point = _find(pk)
    if not queries.may_answer(request.user, point):
        raise Http404
    return point


def _n_steps(point: Point) -> int:
    return int(getattr(point, "n_steps", 0))


def _source(request: MemberRequest) -> actions.Source:
    """Where the address says that it comes from; anything else was heard and written down."""
    question, wave = request.GET.get("question", ""), request.GET.get("round", "")
    asked = request.GET.get("theme", "")
    if asked.isdecimal():
        theme = next((each for each, _p in queries.themes_told() if str(each.pk) == asked), None)
        if theme is not None:
            return actions.Source(origin=Point.Origin.THEME, theme=theme)
    if question.isdecimal():
        post = next(
            (each for each in queries.questions_to_raise() if str(each.pk) == question), None
        )
        if post is not None:
            return actions.Source(origin=Point.Origin.QUESTION, post=post)
    if wave.isdecimal():
        round_ = next((each for each in rounds_told() if str(each.pk) == wave), None)
        if round_ is not None:
            return actions.Source(origin=Point.Origin.PULSE, pulse_round=round_)
    return actions.Source()


def _begun_by(source: actions.Source) -> dict[str, str]:
    """What the form says before anybody typed."""
    theme: Theme | None = source.theme
    if theme is None:
        return {}
    return {"title": theme.terms[0].capitalize(), "about": wording.theme_words(theme)}


def _why(refused: actions.AnswerRefused) -> str:
    return wording.refusal(refused)


def _context(request: MemberRequest, point: Point) -> dict[str, Any]:
    steps = list(point.steps.select_related("by", "item__edition").order_by("-number"))
    newest = steps[0] if steps else None
    clauses = queries.clauses_by_key([step.clause_key for step in steps])
    is_final = newest is not None and newest.is_final
    was_reopened = any(step.kind == Step.Kind.REOPENED for step in steps)
    language = "nl" if (get_language() or "").startswith("nl") else "en"
    clause = clauses.get(newest.clause_key) if newest and newest.clause_key else None
    return {
        "point": point,
        "badge": wording.badge_of(point, on=timezone.localdate()),
        "newest": newest,
        "earlier": steps[1:],
        "is_final": is_final,
        "clause": clause,
        "clause_title": clause.title_in(language) if clause else "",
        "may_answer": not is_final and queries.may_answer(request.user, point),
        "may_reopen": is_final
        and not was_reopened
        and newest is not None
        and newest.by_id != request.user.pk,
        "was_reopened": was_reopened,
        "sources": newest.sources.split("\n") if newest and newest.sources else (),
        "origin": origin_words(point),
        "question": posts_for_everybody().filter(pk=point.post_id or 0).first(),
    }
