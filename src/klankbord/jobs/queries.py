"""What screens ask of the queue."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from klankbord.jobs.models import LIVE, Job, Standing, State
from klankbord.jobs.registry import STANDING, label_of

PAGE = 50


@dataclass(frozen=True)
class Progress:
    """How far one job is, without what it is about: any member may see this."""

    key: str
    label: str | Promise
    state: State
    n_done: int
    n_total: int | None

    @property
    def is_live(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in LIVE

    @property
    def n_rest(self) -> int | None:
        """What is still to do; None when the end is not known."""
        return None if self.n_total is None else max(self.n_total - self.n_done, 0)


def job_progress(unique_key: str) -> Progress | None:
    """How far the newest job of this key is; None when there was none."""
    if not unique_key:
        return None
    job = Job.objects.filter(unique_key=unique_key).order_by("-id").first()
    return progress_of(job) if job else None


def progress_of(job: Job) -> Progress:
    """How far this job is."""
    return Progress(job.unique_key, label_of(job.name), State(job.state), job.n_done, job.n_total)


def job_counts() -> dict[str, int]:
    """Number of jobs in every state."""
    rows = Job.objects.order_by().values_list("state").annotate(n=Count("id"))
    counts = dict(rows)
    return {state: counts.get(state, 0) for state in State.values}


def jobs_page(*, state: str = "", before: int | None = None) -> QuerySet[Job]:
    """One page of jobs, newest first, one more than fits, so that we know if there is a next."""
    jobs = Job.objects.defer("traceback", "payload", "saved")
    if state in State.values:
        jobs = jobs.filter(state=state)
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    return jobs.order_by("-id")[: PAGE + 1]


def standing_jobs() -> QuerySet[Standing]:
    """The clocks of the standing jobs that this version of the program knows."""
    return Standing.objects.filter(name__in=STANDING).defer("traceback", "saved")
