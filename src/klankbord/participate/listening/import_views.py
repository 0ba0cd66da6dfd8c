"""Screens of an import: bring a file, say what its columns mean, follow it."""

from pathlib import Path

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import propose_mapping, recognise
from klankbord.jobs.models import Job, State
from klankbord.jobs.queries import job_progress
from klankbord.jobs.queue import cancel_job
from klankbord.participate.listening.declarations import PREVIEW_SOURCE
from klankbord.participate.listening.forms import MappingForm, UploadForm
from klankbord.participate.listening.importing import (
    bring_file,
    drop_uploads,
    end_import,
    job_key,
    needs_mapping,
    start_import,
)
from klankbord.participate.listening.listing import Heard, heard_rows
from klankbord.participate.listening.models import FileImport, ImportState
from klankbord.participate.listening.previewing import preview_file
from klankbord.participate.listening.reasons import sentence
from klankbord.participate.listening.uploads import ImportUploadHandler, KeptUpload
from klankbord.participate.listening.views import CHANGERS, TEAM
from klankbord.people.access import MemberRequest, allow
from klankbord.people.queries import house_zone
from klankbord.trust.register import declares, no_personal_data


# The upload handler must stand before anything reads the form, and the CSRF check reads it: so the
# check comes one step later, in `_import_file`. Nothing is done before it.
@allow(*CHANGERS)
@declares(PREVIEW_SOURCE)
@require_http_methods(["GET", "POST"])
@csrf_exempt
def import_file(request: MemberRequest) -> HttpResponse:
    """Bring a file; it is written to disk while it comes in."""
    handler = ImportUploadHandler(request)
    request.upload_handlers = [handler]
    request.META["klankbord.upload"] = handler
    try:
        return _import_file(request)
    finally:
        drop_uploads(handler.paths)


@csrf_protect
def _import_file(request: MemberRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        handler = request.META["klankbord.upload"]
        if handler.is_too_large:
            form = UploadForm()
            form.is_bound = True
            form.full_clean()
            form.errors.clear()
            form.add_error(
                "file", _("This file is larger than 1 GB. Split it, or pack it with gzip.")
            )
        elif form.is_valid():
            return _take_up(request, form)
    return render(request, "listening/import_file.html", {"form": form})


def _take_up(request: MemberRequest, form: UploadForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    if not isinstance(upload, KeptUpload):
        raise BadRequest
    now, actor = timezone.now(), f"member:{request.user.pk}"
    try:
        brought, known = bring_file(
            path=upload.path, name=upload.name or "", is_ours=True, at=now, actor=actor
        )
    except ConnectorRefused as refusal:
        form.add_error("file", sentence(refusal.key, {**refusal.values, "name": upload.name}))
        return render(request, "listening/import_file.html", {"form": form})
    if needs_mapping(known):
        return redirect("listening:import-columns", pk=brought.source_id)
    start_import(file_import=brought, mapping=None, at=now, actor=actor)
    messages.success(request, _("The file is recognised, and being read."))
    return redirect("listening:source-detail", pk=brought.source_id)


@allow(*CHANGERS)
@declares(PREVIEW_SOURCE)
@require_http_methods(["GET", "POST"])
def import_columns(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which column holds what, see the first posts, and start."""
    brought = get_object_or_404(
        FileImport.objects.select_related("source"), source_id=pk, state=ImportState.DRAFT
    )
    try:
        known = recognise(Path(brought.path))
    except ConnectorRefused as refusal:
        messages.error(request, sentence(refusal.key, refusal.values))
        return redirect("listening:import-file")
    form = MappingForm(
        request.POST or None,
        columns=known.columns,
        proposal=known.mapping or propose_mapping(known.columns),
        time_zone=house_zone().key,
    )
    heard: Heard | None = None
    if request.method == "POST" and form.is_valid():
        heard = _first_look(brought, form)
        if heard and "start" in request.POST:
            now, actor = timezone.now(), f"member:{request.user.pk}"
            start_import(file_import=brought, mapping=form.mapping, at=now, actor=actor)
            messages.success(request, _("The file is being read."))
            return redirect("listening:source-detail", pk=pk)
    context = {"form": form, "file_import": brought, "known": known, "heard": heard}
    return render(request, "listening/import_columns.html", context)


def _first_look(brought: FileImport, form: MappingForm) -> Heard | None:
    try:
        return heard_rows(preview_file(Path(brought.path), form.mapping, brought.created_at))
    except ConnectorRefused as refusal:
        form.add_error(None, sentence(refusal.key, refusal.values))
        return None


@allow(*TEAM)
@no_personal_data("how far an import is")
@require_GET
def import_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Show how far the reading of a file is."""
    brought = get_object_or_404(FileImport.objects.select_related("source"), source_id=pk)
    context = {
        "file_import": brought,
        "progress": job_progress(job_key(brought)),
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "listening/_import.html", context)


@allow(*CHANGERS)
@no_personal_data("stops the reading of a file")
@require_POST
def import_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Stop reading; what was read stays until the source is deleted."""
    brought = get_object_or_404(FileImport, source_id=pk)
    now = timezone.now()
    job = Job.objects.filter(unique_key=job_key(brought)).order_by("-pk").first()
    if job is not None:
        cancel_job(job_id=job.pk, now=now)
        job.refresh_from_db()
    # A worker that reads now ends it at its next page; nobody else would.
    is_read = job is not None and job.state == State.RUNNING
    if not is_read and brought.state != ImportState.DONE:
        end_import(file_import=brought, state=ImportState.CANCELLED, at=now)
    messages.success(request, _("The reading stops. What was read already, stays."))
    return redirect("listening:source-detail", pk=pk)
