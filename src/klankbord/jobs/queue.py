"""What people and other rooms do with the queue: ask for work, cancel it, try it again."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from klankbord.jobs.models import LIVE, Job, State
from klankbord.jobs.registry import find_job


def enqueue(
    name: str,
    *,
    at: dt.datetime,
    payload: dict[str, Any] | None = None,
    unique_key: str = "",
    priority: int = 0,
    run_at: dt.datetime | None = None,
) -> Job:
    """Ask for a job, in the caller's transaction; higher priority goes first.

    With a `unique_key` there is one live job of that key: asking again gives the one there is.
    """
    job = Job(
        name=name,
        payload=payload or {},
        unique_key=unique_key,
        priority=priority,
        run_at=run_at or at,
        created_at=at,
        max_attempts=find_job(name).max_attempts,
    )
    return _insert_once(job) if unique_key else _insert(job)


def _insert_once(job: Job) -> Job:
    """Insert, or find the live job of the same key; it may end just between the two."""
    for _attempt in range(5):
        live = Job.objects.filter(unique_key=job.unique_key, state__in=LIVE).first()
        if live is not None:
            return live
        try:
            return _insert(job)
        except IntegrityError:
            continue
    return _insert(job)


def _insert(job: Job) -> Job:
    with transaction.atomic():
        job.save(force_insert=True)
    return job


def cancel_job(*, job_id: int, now: dt.datetime) -> bool:
    """Take a waiting job out at once; ask a running one to end at its next step."""
    waiting = Job.objects.filter(pk=job_id, state=State.WAITING)
    if waiting.update(state=State.CANCELLED, finished_at=now):
        return True
    running = Job.objects.filter(pk=job_id, state=State.RUNNING)
    return bool(running.update(is_cancel_requested=True))


def retry_job(*, job_id: int, now: dt.datetime) -> bool:
    """Put a failed or cancelled job back in the queue; False if it is not one, or has a twin."""
    ended = Job.objects.filter(pk=job_id, state__in=[State.FAILED, State.CANCELLED])
    try:
        with transaction.atomic():
            n_jobs = ended.update(
                state=State.WAITING,
                run_at=now,
                n_attempts=0,
                finished_at=None,
                is_cancel_requested=False,
                last_error="",
                traceback="",
            )
    except IntegrityError:  # somebody asked for the same work again: that job is live
        return False
    return bool(n_jobs)


def purge_jobs(*, now: dt.datetime, keep: dt.timedelta = dt.timedelta(days=14)) -> int:
    """Delete jobs that ended well long ago; failed ones stay three months for who must look."""
    done = Job.objects.filter(
        state__in=[State.FINISHED, State.CANCELLED], finished_at__lt=now - keep
    )
    failed = Job.objects.filter(
        state=State.FAILED, finished_at__lt=now - max(keep, dt.timedelta(days=90))
    )
    return done.delete()[0] + failed.delete()[0]
