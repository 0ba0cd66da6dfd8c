"""Screens to write the situations of a clause, beside the clause in the draft."""

from itertools import zip_longest

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from klankbord.ambassadors.guidelines.awareness import actions
from klankbord.ambassadors.guidelines.awareness.forms import SceneForm, SituationForm
from klankbord.ambassadors.guidelines.awareness.models import Situation
from klankbord.ambassadors.guidelines.awareness.scene import Choice
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.ambassadors.guidelines.views import language_of
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import no_personal_data

TEXT = "a text about nobody"


@allow(Role.MANAGER)
@no_personal_data(TEXT)
@require_http_methods(["GET", "POST"])
def situation_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a situation for a clause."""
    clauses = Clause.objects.select_related("version")
    clause = get_object_or_404(clauses, pk=pk, version__published_at=None)
    form = SituationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.add_situation(clause=clause, kind=form.cleaned_data["kind"], scene=form.scene)
        return _to_draft(clause)
    return _page(request, clause, form)


@allow(Role.MANAGER)
@no_personal_data(TEXT)
@require_http_methods(["GET", "POST"])
def situation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a situation."""
    situation = _draft_situation_or_404(pk)
    data = request.POST if request.method == "POST" else None
    form = SituationForm(data, situation=situation)
    if request.method == "POST" and form.is_valid():
        values = {"kind": form.cleaned_data["kind"], "scene": form.scene}
        actions.edit_situation(situation=situation, **values)
        return _to_draft(situation.clause)
    return _page(request, situation.clause, form, situation=situation)


@allow(Role.MANAGER)
@no_personal_data(TEXT)
@require_http_methods(["GET", "POST"])
def situation_follow(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Write what happens after one choice, and what you could do then; or take it away."""
    situation = _draft_situation_or_404(pk)
    choice = situation.tree.choice_at(str(number))
    if choice is None:
        situation = get_object_or_404(Situation, pk=None)
    data = request.POST if request.method == "POST" else None
    form = SceneForm(data, scene=choice.then if choice else None)
    is_removed = "remove" in request.POST
    if request.method == "POST" and (is_removed or form.is_valid()):
        scene = None if is_removed else form.scene
        actions.follow_choice(situation=situation, number=number, scene=scene)
        return redirect("guidelines:situation-edit", pk=pk)
    return _page(request, situation.clause, form, situation=situation, choice=choice)


@allow(Role.MANAGER)
@no_personal_data(TEXT)
@require_http_methods(["GET", "POST"])
def situation_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a situation away."""
    situation = _draft_situation_or_404(pk)
    if request.method == "POST":
        actions.delete_situation(situation=situation)
        return _to_draft(situation.clause)
    language = language_of(request)
    context = {
        "situation": situation,
        "text": situation.tree.text_in(language),
        "clause": situation.clause,
        "language": language,
    }
    return render(request, "guidelines/situation_delete.html", context)


def _page(
    request: MemberRequest,
    clause: Clause,
    form: SceneForm,
    *,
    situation: Situation | None = None,
    choice: Choice | None = None,
) -> HttpResponse:
    language = language_of(request)
    follows = _follows(situation) if situation and choice is None else []
    context = {
        "clause": clause,
        "title": clause.title_in(language),
        "form": form,
        "situation": situation,
        "choice": choice,
        "chosen": choice.text_in(language) if choice else "",
        "choices": [
            each | {"follow": follow} for each, follow in zip_longest(form.choices, follows)
        ],
    }
    return render(request, "guidelines/situation_edit.html", context)


def _follows(situation: Situation) -> list[dict[str, object]]:
    """Where what happens next is written, for each choice that stands."""
    return [
        {
            "url": reverse("guidelines:situation-follow", args=[situation.pk, number]),
            "is_there": choice.then is not None,
        }
        for number, choice in enumerate(situation.tree.choices)
    ]


def _to_draft(clause: Clause) -> HttpResponse:
    address = redirect("guidelines:draft-detail", pk=clause.version.guideline_id)
    address["Location"] += f"#clause-{clause.number}"
    return address


def _draft_situation_or_404(pk: int) -> Situation:
    situations = Situation.objects.select_related("clause__version")
    return get_object_or_404(situations, pk=pk, clause__version__published_at=None)
