"""Screens to read and acknowledge a guideline."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.ambassadors.guidelines import actions, queries
from klankbord.ambassadors.guidelines.consultation.declarations import CONSENT_GIVEN
from klankbord.ambassadors.guidelines.consultation.queries import (
    consent_to,
    consultation_of,
    consultations_open,
)
from klankbord.ambassadors.guidelines.declarations import (
    ACKNOWLEDGEMENT,
    CLAUSE_OWNER,
    COVERAGE,
)
from klankbord.ambassadors.guidelines.forms import AcknowledgeForm
from klankbord.ambassadors.guidelines.grounds import grounds_of
from klankbord.ambassadors.guidelines.models import Clause, Guideline, GuidelineVersion
from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.trust.register import declares

LANGUAGES = ("nl", "en")


@allow_members
@declares(ACKNOWLEDGEMENT)
@require_GET
def guideline_list(request: MemberRequest) -> HttpResponse:
    """All guidelines, and which ask something of me."""
    may_edit = request.user.has_role(Role.MANAGER)
    guidelines = queries.guidelines_listed(with_drafts=may_edit)
    language = language_of(request)
    context = {
        "guidelines": [(each, each.title_in(language)) for each in guidelines],
        "to_read": queries.guidelines_to_read(request.user),
        "may_edit": may_edit,
        "consultations": [
            {
                "title": each.version.guideline.title_in(language),
                "guideline": each.version.guideline_id,
                "number": each.version.number,
                "last": each.closes_on,
            }
            for each in consultations_open(timezone.localdate())
        ],
    }
    return render(request, "guidelines/guideline_list.html", context)


@allow_members
@declares(ACKNOWLEDGEMENT, CLAUSE_OWNER, CONSENT_GIVEN)
@require_http_methods(["GET", "POST"])
def guideline_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the guideline in force; say that I read it."""
    guideline = get_object_or_404(Guideline, pk=pk)
    version = queries.current_version(guideline)
    may_edit = request.user.has_role(Role.MANAGER)
    if version is None:
        # Before the first publication there is only a draft, and drafts are for managers.
        get_object_or_404(GuidelineVersion, guideline=guideline if may_edit else None)
        return redirect("guidelines:draft-detail", pk=pk)
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.acknowledge_version(version=version, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. You are asked again only when something changes."))
        return redirect("guidelines:guideline-detail", pk=pk)
    language = language_of(request)
    clauses = clauses_in(version, language)
    grounds = grounds_of([clause.key for clause, *_words in clauses])
    context = {
        "guideline": guideline,
        "title": guideline.title_in(language),
        "version": version,
        "clauses": clauses,
        "grounds": {
            clause.pk: grounds[clause.key] for clause, *_words in clauses if clause.key in grounds
        },
        "to_read": queries.clauses_to_read(version, request.user),
        "overdue": {
            clause.pk
            for clause, *_words in clauses
            if clause.review_on
            and clause.review_on < timezone.localdate()
            and (may_edit or clause.owner_id == request.user.pk)
        },
        "form": form,
        "language": language,
        "may_edit": may_edit,
        "before": queries.version_before(version),
        "consent": consent_to(version),
        "consultation": consultation_of(version),
    }
    return render(request, "guidelines/guideline_detail.html", context)


@allow_members
@declares(CLAUSE_OWNER)
@require_GET
def version_compare(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """See what changed since the version before; drafts are for managers."""
    version = get_object_or_404(GuidelineVersion, guideline=pk, number=number)
    if version.is_draft and not request.user.has_role(Role.MANAGER):
        version = get_object_or_404(GuidelineVersion, pk=None)
    language = language_of(request)
    context = {
        "guideline": version.guideline,
        "title": version.guideline.title_in(language),
        "version": version,
        "before": queries.version_before(version),
        "changes": queries.clause_changes(version, language),
        "may_edit": request.user.has_role(Role.MANAGER),
        "language": language,
    }
    return render(request, "guidelines/version_compare.html", context)


@allow(Role.MANAGER)
@declares(COVERAGE)
@require_GET
def coverage(request: MemberRequest, pk: int) -> HttpResponse:
    """How far the guideline is read: departments of ten and more, and no names."""
    guideline = get_object_or_404(Guideline, pk=pk)
    version = queries.current_version(guideline)
    context = {
        "guideline": guideline,
        "title": guideline.title_in(language_of(request)),
        "version": version,
        "coverage": queries.coverage_of(version, at=timezone.now()) if version else None,
    }
    return render(request, "guidelines/coverage.html", context)


def language_of(request: MemberRequest) -> str:
    """The language to read in: as asked in the address, or else the reader's own."""
    asked = request.GET.get("language", "")
    own = "nl" if (get_language() or "").startswith("nl") else "en"
    return asked if asked in LANGUAGES else own


def clauses_in(version: GuidelineVersion, language: str) -> list[tuple[Clause, str, str, str]]:
    """List each clause with title, text and reason in one language."""
    return [
        (clause, clause.title_in(language), clause.text_in(language), clause.reason_in(language))
        for clause in queries.clauses_of(version)
    ]
