"""Screens of a consultation: speak, answer, consent."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.guidelines import queries as guidelines
from klankbord.ambassadors.guidelines.consultation import actions, queries
from klankbord.ambassadors.guidelines.consultation.declarations import COMMENT, CONSENT_GIVEN
from klankbord.ambassadors.guidelines.consultation.forms import (
    AnswerForm,
    CommentForm,
    ConsentForm,
    PeriodForm,
    RevokeForm,
)
from klankbord.ambassadors.guidelines.consultation.models import (
    ClauseComment,
    Consent,
    Consultation,
)
from klankbord.ambassadors.guidelines.models import Clause, GuidelineVersion
from klankbord.ambassadors.guidelines.views import language_of
from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.trust.register import declares, no_personal_data

HERE = "guidelines:consultation-detail"


@allow(Role.MANAGER)
@no_personal_data("the first and last day of a consultation")
@require_http_methods(["GET", "POST"])
def consultation_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose from when until when people may speak about the draft."""
    drafts = GuidelineVersion.objects.select_related("guideline")
    version = get_object_or_404(drafts, guideline=pk, published_at=None)
    running = queries.consultation_of(version)
    if running and running.closed_at:
        return redirect(HERE, pk=pk, number=version.number)
    form = PeriodForm(request.POST or None, today=timezone.localdate(), running=running)
    if request.method == "POST" and form.is_valid():
        actions.open_consultation(
            version=version, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        return redirect(HERE, pk=pk, number=version.number)
    context = {"form": form, "guideline": version.guideline, "running": running}
    return render(request, "guidelines/consultation_open.html", context)


@allow_members
@declares(COMMENT, CONSENT_GIVEN)
@require_GET
def consultation_detail(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Read the text that is talked about, with what was said and answered."""
    consultation = _consultation_or_404(pk, number)
    version = consultation.version
    language = language_of(request)
    today = timezone.localdate()
    waiting = queries.comments_waiting(consultation).count()
    context = {
        "guideline": version.guideline,
        "title": version.guideline.title_in(language),
        "version": version,
        "consultation": consultation,
        "spoken": _spoken_in(consultation, language),
        "is_open": queries.is_open(consultation, today),
        "is_early": consultation.opens_on > today,
        "n_waiting": waiting,
        "may_close": not waiting and today > consultation.closes_on,
        "consent": queries.consent_to(version),
        "consents": queries.consents_of(version),
        "language": language,
        "may_edit": request.user.has_role(Role.MANAGER),
        "is_council": request.user.has_role(Role.COUNCIL),
    }
    return render(request, "guidelines/consultation_detail.html", context)


@allow_members
@declares(COMMENT)
@require_http_methods(["GET", "POST"])
def comment_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Say something of a clause."""
    clause = get_object_or_404(Clause.objects.select_related("version__guideline"), pk=pk)
    consultation = get_object_or_404(Consultation, version=clause.version_id)
    is_council = request.user.has_role(Role.COUNCIL)
    form = CommentForm(request.POST or None, is_council=is_council)
    if request.method == "POST" and form.is_valid():
        try:
            comment = actions.write_comment(
                consultation=consultation,
                clause=clause,
                text=form.cleaned_data["text"],
                is_named=form.cleaned_data.get("is_named", is_council),
                by=request.user,
                on=timezone.localdate(),
            )
        except actions.ConsultationClosed:
            messages.error(request, _("The consultation is not open now. Nothing was kept."))
            return redirect(_address(clause.version))
        messages.success(request, _("Thank you. You get an answer here."))
        return redirect(f"{_address(clause.version)}#comment-{comment.pk}")
    language = language_of(request)
    context = {
        "form": form,
        "clause": clause,
        "title": clause.title_in(language),
        "text": clause.text_in(language),
        "language": language,
        "version": clause.version,
        "is_council": is_council,
    }
    return render(request, "guidelines/comment_add.html", context)


@allow_members
@declares(COMMENT)
@require_POST
def comment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    comment = get_object_or_404(_comments(), pk=pk, author=request.user)
    actions.remove_comment(comment=comment, by=request.user)
    return redirect(_address(comment.consultation.version))


@allow(Role.MANAGER)
@declares(COMMENT)
@require_http_methods(["GET", "POST"])
def comment_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what is done with a comment."""
    comment = get_object_or_404(_comments(), pk=pk, is_removed=False)
    version = comment.consultation.version
    form = AnswerForm(request.POST or None, instance=comment)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_comment(
                comment=comment, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.ConsultationClosed:
            messages.error(request, _("The consultation is over; answers stay as they are."))
        return redirect(f"{_address(version)}#comment-{pk}")
    clause = version.clauses.filter(key=comment.key).first()
    title = clause.title_in(language_of(request)) if clause else comment.clause_title
    context = {"form": form, "comment": comment, "title": title, "version": version}
    return render(request, "guidelines/comment_answer.html", context)


@allow(Role.MANAGER)
@no_personal_data("ends a consultation")
@require_POST
def consultation_close(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """End the consultation; refused while anything waits for an answer."""
    consultation = _consultation_or_404(pk, number)
    try:
        actions.close_consultation(
            consultation=consultation,
            by=request.user,
            at=timezone.now(),
            on=timezone.localdate(),
        )
    except actions.ConsultationUnfinished as unfinished:
        messages.error(request, _why_not(unfinished))
    else:
        messages.success(request, _("The consultation is over. Now the works council decides."))
    return redirect(HERE, pk=pk, number=number)


@allow(Role.COUNCIL)
@declares(CONSENT_GIVEN)
@require_http_methods(["GET", "POST"])
def consent_decide(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Consent to the words as they stand, or say why not."""
    version = _consultation_or_404(pk, number).version
    form = ConsentForm(request.POST or None)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_consent(
                version=version,
                is_given=form.cleaned_data["decision"] == "given",
                words=form.cleaned_data["words"],
                seen=seen,
                by=request.user,
                at=timezone.now(),
            )
        except actions.WordsChanged:
            seen = ""
            form.add_error(None, _("A clause changed while you read. Nothing was recorded. Read the"
                                   " words below again, then decide."))  # fmt: skip
        else:
            messages.success(request, _("Your decision is recorded, with these words."))
            return redirect(HERE, pk=pk, number=number)
    language = language_of(request)
    context: dict[str, Any] = {
        "form": form,
        "guideline": version.guideline,
        "version": version,
        "seen": seen or queries.words_seal(version.clauses.all()),  # before the words are read
        "changes": guidelines.clause_changes(version, language),
        "language": language,
    }
    return render(request, "guidelines/consent_decide.html", context)


@allow(Role.COUNCIL)
@declares(CONSENT_GIVEN)
@require_http_methods(["GET", "POST"])
def consent_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a consent back, with the reason."""
    given = Consent.objects.select_related("version__guideline")
    consent = get_object_or_404(given, pk=pk, is_given=True, revoked_at=None)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke_consent(
            consent=consent, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        return redirect(_address(consent.version))
    context = {"form": form, "consent": consent, "version": consent.version}
    return render(request, "guidelines/consent_revoke.html", context)


def _consultation_or_404(pk: int, number: int) -> Consultation:
    found = Consultation.objects.select_related("version__guideline", "opened_by")
    return get_object_or_404(found, version__guideline=pk, version__number=number)


def _comments() -> QuerySet[ClauseComment]:
    return ClauseComment.objects.select_related("consultation__version__guideline", "author")


def _spoken_in(consultation: Consultation, language: str) -> list[tuple[queries.Spoken, str, str]]:
    clauses = list(guidelines.clauses_of(consultation.version))
    return [
        (
            each,
            each.clause.title_in(language) if each.clause else each.title,
            each.clause.text_in(language) if each.clause else "",
        )
        for each in queries.comments_by_clause(consultation, clauses)
    ]


def _address(version: GuidelineVersion) -> str:
    return reverse(HERE, kwargs={"pk": version.guideline_id, "number": version.number})


def _why_not(unfinished: actions.ConsultationUnfinished) -> str:
    if unfinished.n_waiting:
        n = unfinished.n_waiting
        return ngettext(
            "%(n)d comment has no answer yet.", "%(n)d comments have no answer yet.", n
        ) % {"n": n}
    return _("People may speak until the last day. You can choose an earlier one, and tell them.")
