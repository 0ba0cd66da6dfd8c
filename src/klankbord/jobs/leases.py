"""How workers take work up and lay it down: conditional updates, and the rows are counted."""

import datetime as dt
import random

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from klankbord.jobs.models import Job, Standing, State
from klankbord.jobs.registry import STANDING, StandingKind
from klankbord.jobs.run import Claim, Lease

FIRST_PAUSE = dt.timedelta(seconds=2)
LONGEST_PAUSE = dt.timedelta(hours=1)
DIED = gettext_noop("The worker died while it did this.")


def claim_job(*, token: str, lease: Lease, now: dt.datetime) -> Claim | None:
    """Take up the next job that is due, or None. Many workers may ask at once."""
    due = Job.objects.filter(state=State.WAITING, run_at__lte=now)
    if not due.exists():  # a look costs no lock; only then take one
        return None
    with transaction.atomic():
        queue = due.order_by(F("priority").desc(), "run_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            queue = queue.select_for_update(skip_locked=True)
        job = queue.first()
        if job is None or not _take(job, token=token, lease=lease, now=now):
            return None
    job.refresh_from_db()
    return Claim(row=job, token=token, lease=lease)


def _take(job: Job, *, token: str, lease: Lease, now: dt.datetime) -> int:
    return Job.objects.filter(pk=job.pk, state=State.WAITING).update(
        state=State.RUNNING,
        leased_by=token,
        lease_until=now + lease.length,
        n_attempts=F("n_attempts") + 1,
        started_at=now,
    )


def claim_standing(
    kind: StandingKind, *, token: str, lease: Lease, now: dt.datetime
) -> Claim | None:
    """Take up a standing job if it is due and nobody holds it."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    taken = Standing.objects.filter(free, name=kind.name, next_at__lte=now).update(
        leased_by=token, lease_until=now + lease.length, last_run_at=now
    )
    if not taken:
        return None
    return Claim(row=Standing.objects.get(name=kind.name), token=token, lease=lease)


def set_up_standing(*, now: dt.datetime) -> None:
    """Give every standing job its clock."""
    Standing.objects.bulk_create(
        (Standing(name=name, next_at=now) for name in STANDING), ignore_conflicts=True
    )


def take_back_lapsed(*, now: dt.datetime) -> int:
    """Return the jobs of dead workers to the queue; give up those that killed too many."""
    lapsed = Job.objects.filter(state=State.RUNNING, lease_until__lt=now)
    if not lapsed.exists():
        return 0
    free = {"leased_by": "", "lease_until": None, "last_error": DIED}
    n_cancelled = lapsed.filter(is_cancel_requested=True).update(
        state=State.CANCELLED, finished_at=now, **free
    )
    n_failed = lapsed.filter(n_attempts__gte=F("max_attempts")).update(
        state=State.FAILED, finished_at=now, **free
    )
    return n_cancelled + n_failed + lapsed.update(state=State.WAITING, run_at=now, **free)


def pause_after(n_failures: int, error: BaseException | None = None) -> dt.timedelta:
    """Rest before the next attempt: doubling, scattered, or what the other side asked for."""
    asked = getattr(error, "retry_after", None)
    if isinstance(asked, dt.timedelta):
        return asked
    pause: dt.timedelta = min(FIRST_PAUSE * 2 ** min(n_failures - 1, 20), LONGEST_PAUSE)
    scatter: float = random.uniform(0.75, 1.25)  # noqa: S311  # spreads retries, guards nothing
    return pause * scatter


def release_all(*, now: dt.datetime) -> None:
    """End every lease at once, when it is sure that no worker lives: nobody waits for them."""
    Job.objects.filter(state=State.RUNNING).update(lease_until=now)
    Standing.objects.exclude(lease_until=None).update(lease_until=None, leased_by="")
