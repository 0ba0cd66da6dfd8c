"""Screens to write a guideline: a draft, its clauses, and the moment it is published."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.guidelines import actions, queries
from klankbord.ambassadors.guidelines.awareness.queries import clauses_short_of_situations
from klankbord.ambassadors.guidelines.consultation.declarations import CONSENT_GIVEN
from klankbord.ambassadors.guidelines.consultation.queries import (
    ConsentState,
    consent_to,
    consultation_of,
)
from klankbord.ambassadors.guidelines.declarations import CLAUSE_OWNER
from klankbord.ambassadors.guidelines.forms import (
    ChangeForm,
    ClauseForm,
    GuidelineForm,
    PublishForm,
)
from klankbord.ambassadors.guidelines.linting.queries import draft_clauses, lint_of, reading_of
from klankbord.ambassadors.guidelines.models import Clause, Guideline, GuidelineVersion
from klankbord.ambassadors.guidelines.views import language_of
from klankbord.core.guidelines.difference import Difference
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares, no_personal_data


@allow(Role.MANAGER)
@no_personal_data("the title of a guideline")
@require_http_methods(["GET", "POST"])
def guideline_add(request: MemberRequest) -> HttpResponse:
    """Begin a guideline: with our ready text, or empty."""
    is_blank = request.POST.get("start") == "blank"
    form = GuidelineForm(request.POST if is_blank else None)
    if request.method == "POST" and not is_blank:
        draft = actions.create_starter_guideline(by=request.user, at=timezone.now())
        return redirect("guidelines:draft-detail", pk=draft.guideline_id)
    if request.method == "POST" and form.is_valid():
        draft = actions.create_guideline(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("guidelines:draft-detail", pk=draft.guideline_id)
    return render(request, "guidelines/guideline_add.html", {"form": form})


@allow(Role.MANAGER)
@no_personal_data("starts a draft")
@require_POST
def draft_start(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on from the version in force."""
    guideline = get_object_or_404(Guideline, pk=pk)
    actions.start_draft(guideline=guideline, by=request.user, at=timezone.now())
    return redirect("guidelines:draft-detail", pk=pk)


@allow(Role.MANAGER)
@declares(CLAUSE_OWNER)
@require_GET
def draft_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The draft with its clauses, to work on."""
    draft = _draft_or_404(pk)
    language = language_of(request)
    clauses = list(queries.clauses_of(draft))
    linted = lint_of(clauses, on=timezone.localdate())
    prefetch_related_objects(clauses, "situations")
    context = {
        "guideline": draft.guideline,
        "title": draft.guideline.title_in(language),
        "draft": draft,
        "before": queries.version_before(draft),
        "rows": draft_clauses(clauses, linted, language),
        "whole": [each for each in linted.whole if each.language == language],
        "reading": reading_of("\n\n".join(each.text_in(language) for each in clauses), language),
        "linted": linted,
        "n_elsewhere": linted.n_by_language["en" if language == "nl" else "nl"],
        "consultation": consultation_of(draft),
        "language": language,
    }
    return render(request, "guidelines/draft_detail.html", context)


@allow(Role.MANAGER)
@no_personal_data("deletes a draft")
@require_http_methods(["GET", "POST"])
def draft_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    draft = _draft_or_404(pk)
    if request.method == "POST":
        actions.delete_draft(version=draft, by=request.user, at=timezone.now())
        return redirect("guidelines:guideline-list")
    context = {"guideline": draft.guideline, "draft": draft}
    return render(request, "guidelines/draft_delete.html", context)


@allow(Role.MANAGER)
@declares(CONSENT_GIVEN)
@require_http_methods(["GET", "POST"])
def version_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the draft in force."""
    draft = _draft_or_404(pk)
    consent = consent_to(draft)
    needs_reason = consent.state is not ConsentState.GIVEN
    form = PublishForm(request.POST or None) if needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["without_consent"] if form else ""
        return _published(request, draft, reason)
    changes = queries.clause_changes(draft, language_of(request))
    consultation = consultation_of(draft)
    context = {
        "guideline": draft.guideline,
        "draft": draft,
        "n_to_read": sum(1 for each in changes if each.state in {"new", "changed"}),
        "n_short": clauses_short_of_situations(draft),
        "n_clauses": sum(1 for each in changes if each.state != "gone"),
        "consultation": consultation,
        "may_publish": consultation is None or consultation.closed_at is not None,
        "consent": consent,
        "form": form,
    }
    return render(request, "guidelines/version_publish.html", context)


def _published(request: MemberRequest, draft: GuidelineVersion, reason: str) -> HttpResponse:
    try:
        actions.publish_version(
            version=draft, by=request.user, at=timezone.now(), without_consent=reason
        )
    except actions.VersionIncomplete:
        words = _("Not published: there must be a clause, and each needs Dutch and English.")
    except actions.ConsultationOpen:
        words = _("Not published: the consultation still runs. Answer everything and end it first.")
    except actions.ConsentMissing:
        words = _("Not published: the works council took its consent back just now. Look again.")
    else:
        messages.success(request, _("Published. Colleagues are asked to read what changed."))
        return redirect("guidelines:guideline-detail", pk=draft.guideline_id)
    messages.error(request, words)
    return redirect("guidelines:draft-detail", pk=draft.guideline_id)


@allow(Role.MANAGER)
@declares(CLAUSE_OWNER)
@require_http_methods(["GET", "POST"])
def clause_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a clause."""
    draft = _draft_or_404(pk)
    form = ClauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_clause(version=draft, **form.cleaned_data)
        return redirect("guidelines:draft-detail", pk=pk)
    context = {"form": form, "guideline": draft.guideline}
    return render(request, "guidelines/clause_add.html", context)


@allow(Role.MANAGER)
@declares(CLAUSE_OWNER)
@require_http_methods(["GET", "POST"])
def clause_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a clause."""
    clause = _draft_clause_or_404(pk)
    form = ClauseForm(request.POST or None, instance=clause)
    if request.method == "POST" and form.is_valid():
        actions.edit_clause(clause=clause, **form.cleaned_data)
        return redirect("guidelines:draft-detail", pk=clause.version.guideline_id)
    context = {"form": form, "clause": clause, "guideline": clause.version.guideline}
    return render(request, "guidelines/clause_edit.html", context)


@allow(Role.MANAGER)
@no_personal_data("what kind of change a clause saw")
@require_http_methods(["GET", "POST"])
def change_say(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a change was judged wrongly, and why."""
    clause = _draft_clause_or_404(pk)
    guideline = clause.version.guideline
    language = language_of(request)
    changes = queries.clause_changes(clause.version, language)
    change = next((each for each in changes if each.clause == clause), None)
    if change is None or change.judged is None or change.state == "same":
        return redirect("guidelines:version-compare", pk=guideline.pk, number=clause.version.number)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.say_of_change(
            clause=clause,
            difference=Difference(form.cleaned_data["difference"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect("guidelines:version-compare", pk=guideline.pk, number=clause.version.number)
    context = {"form": form, "change": change, "guideline": guideline, "language": language}
    return render(request, "guidelines/change_say.html", context)


@allow(Role.MANAGER)
@no_personal_data("the order of clauses")
@require_POST
def clause_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a clause one place up or down."""
    clause = _draft_clause_or_404(pk)
    step = -1 if request.POST.get("to") == "up" else 1
    actions.move_clause(clause=clause, to=clause.number + step)
    return redirect("guidelines:draft-detail", pk=clause.version.guideline_id)


@allow(Role.MANAGER)
@no_personal_data("deletes a clause of a draft")
@require_http_methods(["GET", "POST"])
def clause_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a clause out of the draft."""
    clause = _draft_clause_or_404(pk)
    if request.method == "POST":
        actions.delete_clause(clause=clause)
        return redirect("guidelines:draft-detail", pk=clause.version.guideline_id)
    title = clause.title_in(language_of(request))
    context = {"clause": clause, "title": title, "guideline": clause.version.guideline}
    return render(request, "guidelines/clause_delete.html", context)


def _draft_or_404(guideline_pk: int) -> GuidelineVersion:
    drafts = GuidelineVersion.objects.select_related("guideline")
    return get_object_or_404(drafts, guideline=guideline_pk, published_at=None)


def _draft_clause_or_404(pk: int) -> Clause:
    clauses = Clause.objects.select_related("version__guideline")
    return get_object_or_404(clauses, pk=pk, version__published_at=None)
