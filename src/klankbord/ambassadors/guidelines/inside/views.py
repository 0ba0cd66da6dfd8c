"""Screens of what stays inside: for managers, who keep the list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.guidelines.declarations import INSIDE_OWNER, PHOTO_REFUSAL
from klankbord.ambassadors.guidelines.inside import actions, queries
from klankbord.ambassadors.guidelines.inside.forms import DocumentForm, RefusalForm, TermForm
from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm, PhotoRefusal
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares


@allow(Role.MANAGER)
@declares(INSIDE_OWNER, PHOTO_REFUSAL)
@require_GET
def inside_list(request: MemberRequest) -> HttpResponse:
    """Everything that stays inside for now."""
    context = {
        "terms": queries.terms_listed(),
        "refusals": queries.refusals_listed(),
        "documents": queries.documents_listed(),
        "n_lost": queries.documents_of_another_key(),
        "today": timezone.localdate(),
    }
    return render(request, "guidelines/inside_list.html", context)


@allow(Role.MANAGER)
@declares(INSIDE_OWNER)
@require_http_methods(["GET", "POST"])
def term_add(request: MemberRequest) -> HttpResponse:
    """Keep a word inside."""
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.keep_term(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("From now on the check sees it."))
        return redirect("guidelines:inside-list")
    return render(request, "guidelines/term_add.html", {"form": form})


@allow(Role.MANAGER)
@declares(INSIDE_OWNER)
@require_POST
def term_free(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a word go out."""
    term = get_object_or_404(InsideTerm, pk=pk)
    actions.free_term(term=term, by=request.user, at=timezone.now())
    messages.success(request, _("The check does not mind it any more."))
    return redirect("guidelines:inside-list")


@sensitive_post_parameters("text")
@allow(Role.MANAGER)
@declares(INSIDE_OWNER)
@require_http_methods(["GET", "POST"])
def document_add(request: MemberRequest) -> HttpResponse:
    """Register a document by its fingerprints."""
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if is_sent else DocumentForm()
    if is_sent and form.is_valid():
        values = {name: form.cleaned_data[name] for name in _KEPT}
        try:
            actions.register_document(**values, by=request.user, at=timezone.now())
        except actions.DocumentTooShort:
            form.add_error(None, _("Too short: at least 40 letters, or it cannot be told apart."))
        else:
            messages.success(request, _("Registered. Its words were not kept."))
            return redirect("guidelines:inside-list")
    return render(request, "guidelines/document_add.html", {"form": form})


_KEPT = ("title", "text", "is_public", "until", "owner")


@allow(Role.MANAGER)
@declares(INSIDE_OWNER)
@require_POST
def document_free(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a document go."""
    document = get_object_or_404(InsideDocument, pk=pk)
    actions.free_document(document=document, by=request.user, at=timezone.now())
    messages.success(request, _("The check does not mind it any more."))
    return redirect("guidelines:inside-list")


@sensitive_post_parameters("name")
@allow(Role.MANAGER)
@declares(INSIDE_OWNER, PHOTO_REFUSAL)
@require_http_methods(["GET", "POST"])
def refusal_add(request: MemberRequest) -> HttpResponse:
    """Note somebody who wants no picture."""
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_refusal(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValueError:
            form.add_error("name", _("Write first name and surname: at least two words."))
        else:
            messages.success(request, _("Noted. The name itself was not kept."))
            return redirect("guidelines:inside-list")
    return render(request, "guidelines/refusal_add.html", {"form": form})


@allow(Role.MANAGER)
@declares(PHOTO_REFUSAL)
@require_POST
def refusal_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget that somebody wanted no picture."""
    refusal = get_object_or_404(PhotoRefusal, pk=pk)
    actions.drop_refusal(refusal=refusal, by=request.user, at=timezone.now())
    messages.success(request, _("Forgotten."))
    return redirect("guidelines:inside-list")
