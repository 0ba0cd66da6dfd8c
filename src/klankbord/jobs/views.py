"""The queue on the screen. Who may come here is said in `site/urls.py`: jobs know no roles."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from klankbord.jobs import queries
from klankbord.jobs.models import Job, State
from klankbord.jobs.queries import PAGE, job_counts, jobs_page, progress_of, standing_jobs
from klankbord.jobs.queue import cancel_job, retry_job
from klankbord.jobs.registry import label_of


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Show jobs by state with their progress, and the standing jobs."""
    state = request.GET.get("state", "")
    before = request.GET.get("before", "")
    rows = list(jobs_page(state=state, before=int(before[:18]) if before.isdecimal() else None))
    jobs = rows[:PAGE]
    counts = job_counts()
    context = {
        "jobs": [{"row": job, "progress": progress_of(job)} for job in jobs],
        "state": state if state in State.values else "",
        "tabs": [(value, label, counts[value]) for value, label in State.choices],
        "n_jobs": sum(counts.values()),
        "next_before": jobs[-1].pk if len(rows) > PAGE else None,
        "standing": [{"row": clock, "label": label_of(clock.name)} for clock in standing_jobs()],
        "is_moving": bool(counts[State.WAITING] or counts[State.RUNNING]),
    }
    template = "jobs/_jobs.html" if request.headers.get("HX-Target") == "jobs" else None
    return render(request, template or "jobs/job_list.html", context)


@require_GET
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job: what it does, how far it is, and why it failed."""
    job = get_object_or_404(Job, pk=pk)
    return render(request, "jobs/job_detail.html", {"job": job, "progress": progress_of(job)})


@require_GET
def job_progress(request: HttpRequest) -> HttpResponse:
    """Show how far the job of one key is; other rooms put this on their screens."""
    progress = queries.job_progress(request.GET.get("key", ""))
    if progress is None:
        raise Http404
    return render(request, "jobs/_progress.html", {"progress": progress})


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed or cancelled job back in the queue."""
    if retry_job(job_id=pk, now=timezone.now()):
        messages.success(request, _("The job is back in the queue."))
    else:
        messages.warning(request, _("This job does not need another try: it is in the queue."))
    return redirect("jobs:job-detail", pk=get_object_or_404(Job, pk=pk).pk)


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job; a running one ends at its next step."""
    if cancel_job(job_id=pk, now=timezone.now()):
        messages.success(request, _("The job is cancelled. A running job ends at its next step."))
    else:
        messages.warning(request, _("This job had already ended."))
    return redirect("jobs:job-detail", pk=get_object_or_404(Job, pk=pk).pk)
