"""Screens to carry a community over: bring the file, choose, follow, take back."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community.declarations import IMPORTS
from klankbord.ambassadors.community.imports import actions
from klankbord.ambassadors.community.imports.counting import BROUGHT, NOT_BROUGHT, told
from klankbord.ambassadors.community.imports.forgetting import forget_voice
from klankbord.ambassadors.community.imports.forms import ChoiceForm, ExportForm, VoiceForm
from klankbord.ambassadors.community.imports.models import UNDONE_WITHIN, CommunityImport, Voice
from klankbord.ambassadors.community.imports.undoing import posts_answered
from klankbord.jobs.queries import job_progress
from klankbord.participate.listening.reasons import sentence
from klankbord.participate.listening.uploads import ImportUploadHandler, KeptUpload
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Member, Role
from klankbord.trust.register import declares, no_personal_data

State = CommunityImport.State
SHOWN = 20
NAMES = 50


# The upload handler must stand before anything reads the form, and the CSRF check reads it: so the
# check comes one step later, in `_import_add`. Nothing is done before it.
@allow(Role.ADMINISTRATOR)
@declares(IMPORTS)
@require_http_methods(["GET", "POST"])
@csrf_exempt
def import_add(request: MemberRequest) -> HttpResponse:
    """Bring an export; it is written to disk while it comes in."""
    handler = ImportUploadHandler(request, folder=actions.import_folder())
    request.upload_handlers = [handler]
    request.META["klankbord.upload"] = handler
    try:
        return _import_add(request)
    finally:
        actions.drop_uploads(handler.paths)


@csrf_protect
def _import_add(request: MemberRequest) -> HttpResponse:
    form = ExportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if request.META["klankbord.upload"].is_too_large:
            form.is_bound = True  # what was sent stopped halfway
            form.full_clean()
            form.errors.clear()
            form.add_error("file", _("This file is larger than 1 GB. Export a shorter time."))
        elif form.is_valid():
            upload = form.cleaned_data["file"]
            if not isinstance(upload, KeptUpload):
                raise BadRequest
            brought = actions.take_up(
                path=upload.path, file_name=upload.name or "", by=request.user, at=timezone.now()
            )
            return redirect("community:import-detail", pk=brought.pk)
    earlier = CommunityImport.objects.select_related("by")[:SHOWN]
    context = {"form": form, "earlier": earlier, "has_voices": Voice.objects.exists()}
    return render(request, "community/import_add.html", context)


@allow(Role.ADMINISTRATOR)
@declares(IMPORTS)
@require_http_methods(["GET", "POST"])
def voice_forget(request: MemberRequest) -> HttpResponse:
    """Forget somebody of elsewhere who has no account here: all their words go."""
    form = VoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.voice:
        n_words = forget_voice(voice=form.voice, by=request.user, at=timezone.now())
        said = ngettext("%(n)s message is gone.", "%(n)s messages are gone.", n_words)
        messages.success(request, said % {"n": n_words})
        return redirect("community:import-add")
    return render(request, "community/voice_forget.html", {"form": form})


@allow(Role.ADMINISTRATOR)
@declares(IMPORTS)
@require_http_methods(["GET", "POST"])
def import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """See what is in the file, choose, follow it, and read what came of it."""
    brought = _import_or_404(request, pk)
    if brought.state == State.READY:
        return _choose(request, brought)
    return render(request, "community/import_detail.html", _outcome(brought))


def _choose(request: MemberRequest, brought: CommunityImport) -> HttpResponse:
    found = actions.found_in(brought)
    form = ChoiceForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.choices:
            return _start(request, brought, form)
        form.add_error(None, _("Choose at least one group, or throw the file away."))
    here = Member.objects.in_bulk([pk for _name, pk in found.matched])
    context = {
        "brought": brought,
        "found": found,
        "form": form,
        "n_said": sum(place.n_posts + place.n_comments for place in found.places),
        "matched": [(name, here[pk].name) for name, pk in found.matched[:NAMES] if pk in here],
        "n_matched_more": max(found.n_matched - NAMES, 0),
        "unmatched": found.unmatched[:NAMES],
        "n_unmatched_more": max(found.n_unmatched - NAMES, 0),
        "not_brought": told(found.counts, NOT_BROUGHT),
    }
    return render(request, "community/import_choose.html", context)


def _start(request: MemberRequest, brought: CommunityImport, form: ChoiceForm) -> HttpResponse:
    try:
        actions.start_import(
            brought=brought,
            choices=form.choices,
            has_voices=form.cleaned_data["has_voices"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.NotReady:
        messages.info(request, _("It was started already."))
    return redirect("community:import-detail", pk=brought.pk)


def _outcome(brought: CommunityImport) -> dict[str, object]:
    at = timezone.now()
    may_be_undone = brought.may_be_undone(at)
    return {
        "brought": brought,
        "progress": job_progress(actions.job_key(brought)),
        "lines": told(brought.counts, BROUGHT),
        "not_brought": told(brought.counts, NOT_BROUGHT),
        "refused": sentence(brought.refusal, brought.refusal_values) if brought.refusal else "",
        "may_be_undone": may_be_undone,
        "undone_until": brought.finished_at + UNDONE_WITHIN if brought.finished_at else None,
        "n_answered": posts_answered(brought).count() if may_be_undone else 0,
    }


@allow(Role.ADMINISTRATOR)
@no_personal_data("how far an import is")
@require_GET
def import_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far it is; when there is something new to read, the page loads again."""
    brought = _import_or_404(request, pk)
    context = {"brought": brought, "progress": job_progress(actions.job_key(brought))}
    answer = render(request, "community/_import_progress.html", context)
    if not brought.is_live:
        answer["HX-Refresh"] = "true"
    return answer


@allow(Role.ADMINISTRATOR)
@declares(IMPORTS)
@require_POST
def import_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop, or throw a file away that waits for a choice."""
    brought = _import_or_404(request, pk)
    if brought.is_live or brought.state == State.READY:
        actions.cancel_import(brought=brought, by=request.user, at=timezone.now())
        messages.success(request, _("It stops, and the file is thrown away."))
    return redirect("community:import-detail", pk=pk)


@allow(Role.ADMINISTRATOR)
@declares(IMPORTS)
@require_POST
def import_undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back what was brought and nobody answered."""
    brought = _import_or_404(request, pk)
    try:
        actions.undo_import(brought=brought, by=request.user, at=timezone.now())
    except actions.NotReady:
        messages.error(request, _("This import can no longer be taken back."))
    return redirect("community:import-detail", pk=pk)


def _import_or_404(request: MemberRequest, pk: int) -> CommunityImport:
    """Names out of a file are for who brought it; what came of it is for each administrator."""
    named = Q(state__in=[State.LOOKING, State.READY])
    return get_object_or_404(CommunityImport.objects.filter(~named | Q(by=request.user)), pk=pk)
