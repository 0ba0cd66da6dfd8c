"""A situation for a colleague: one page, one minute. Two steps, whatever they choose.

The steps look alike from outside: which choice was made, and whether it led further, stands in no
address, no log and no session. Only the last step is noted, and without the choice.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.ambassadors.guidelines.awareness import actions, figures, queries
from klankbord.ambassadors.guidelines.awareness.forms import AnswerForm, in_order_for
from klankbord.ambassadors.guidelines.awareness.models import Situation
from klankbord.ambassadors.guidelines.awareness.scene import Choice, Scene
from klankbord.ambassadors.guidelines.declarations import AWARENESS, SITUATION
from klankbord.ambassadors.guidelines.models import Guideline
from klankbord.ambassadors.guidelines.queries import current_version
from klankbord.ambassadors.guidelines.views import language_of
from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.trust.register import declares

CHANGED = 409


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@allow_members
@declares(SITUATION)
@require_http_methods(["GET", "POST"])
def situation(request: MemberRequest) -> HttpResponse:
    """Meet a situation, choose, see what comes of it."""
    if request.method != "POST":
        return _invited(request, is_asked_for="now" in request.GET)
    form = AnswerForm(request.POST)
    shown = _shown(form)
    if shown is None:
        return render(request, "guidelines/situation_gone.html", status=CHANGED)
    path = form.cleaned_data["path"] or form.cleaned_data["begun"]
    choice = shown.tree.choice_at(path) if path else None
    if choice is None:
        return _asked(request, shown, form.cleaned_data["n_before"], is_missing=True)
    if "done" in request.POST:
        return _noted(request, shown, form.cleaned_data["n_before"], path, choice)
    return _outcome(request, shown, form.cleaned_data["n_before"], path, choice)


@allow(Role.MANAGER)
@declares(AWARENESS)
@require_GET
def awareness(request: MemberRequest, pk: int) -> HttpResponse:
    """See which text to look at again, and whom the situations reach; no names, no ranks."""
    guideline = get_object_or_404(Guideline, pk=pk)
    version = current_version(guideline)
    context = {
        "guideline": guideline,
        "title": guideline.title_in(language_of(request)),
        "version": version,
        "language": language_of(request),
        "clauses": figures.clause_items(version) if version else [],
        "reach": figures.reach_of(version, at=timezone.now()) if version else None,
    }
    return render(request, "guidelines/awareness.html", context)


@sensitive_variables()
def _shown(form: AnswerForm) -> Situation | None:
    """The situation that an answer is about; None if it is not in force any more."""
    if not form.is_valid():
        return None
    return (
        Situation.objects.filter(
            pk=form.cleaned_data["situation"], clause__version__published_at__isnull=False
        )
        .select_related("clause__version", "clause__owner")
        .first()
    )


def _invited(request: MemberRequest, *, is_asked_for: bool) -> HttpResponse:
    found = queries.invitation(request.user, at=timezone.now())
    is_waiting = (found.is_quiet or found.is_done_today) and not is_asked_for
    if found.due is None or is_waiting:
        return render(request, "guidelines/situation_none.html", {"found": found})
    return _asked(request, found.due.situation, found.due.n_before)


@sensitive_variables()
def _asked(
    request: MemberRequest, shown: Situation, n_before: int, *, is_missing: bool = False
) -> HttpResponse:
    context = _about(request, shown, n_before) | {
        "choices": _choices(request, shown.tree),
        "is_missing": is_missing,
    }
    return render(request, "guidelines/situation.html", context)


@sensitive_variables()
def _outcome(
    request: MemberRequest, shown: Situation, n_before: int, path: str, choice: Choice
) -> HttpResponse:
    language = language_of(request)
    others = [each for each in shown.tree.choices if each is not choice]
    context = _about(request, shown, n_before) | {
        "path": path,
        "fits": choice.fits,
        "chosen": choice.text_in(language),
        "outcome": choice.outcome_in(language),
        "others": [(each.text_in(language), each.outcome_in(language)) for each in others],
        "then": choice.then.text_in(language) if choice.then else "",
        "choices": _choices(request, choice.then) if choice.then else [],
        "is_missing": "done" in request.POST,
    }
    return render(request, "guidelines/situation_outcome.html", context)


@sensitive_variables()
def _noted(
    request: MemberRequest, shown: Situation, n_before: int, path: str, choice: Choice
) -> HttpResponse:
    """Answer at once: a redirect would have to carry the choice."""
    if choice.then is not None:  # a way that stops half: the page asks for the rest again
        return _outcome(request, shown, n_before, path, choice)
    now = timezone.now()
    today = queries.today_of(request.user, at=now)
    actions.answer_situation(
        situation=shown, n_before=n_before, path=path, by=request.user, on=today, at=now
    )
    context = _about(request, shown, n_before) | {
        "fits": choice.fits,
        "outcome": choice.outcome_in(language_of(request)) if "." in path else "",
        "found": queries.invitation(request.user, at=now),
    }
    return render(request, "guidelines/situation_done.html", context)


def _choices(request: MemberRequest, scene: Scene) -> list[tuple[int, str]]:
    language = language_of(request)
    ordered = in_order_for(request.user.pk, scene.choices)
    return [(number, choice.text_in(language)) for number, choice in ordered]


def _about(request: MemberRequest, shown: Situation, n_before: int) -> dict[str, object]:
    language = language_of(request)
    return {
        "shown": shown,
        "text": shown.tree.text_in(language),
        "title": shown.clause.title_in(language),
        "agreed": shown.clause.text_in(language),
        "n_before": n_before,
        "language": language,
    }
