"""The queue as it lies in the database: jobs that run once, and standing jobs that come back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands; failed means: given up, a person must look (the dead letters)."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (State.WAITING, State.RUNNING)


class Leased(models.Model):
    """What a worker holds for a while: it keeps the lease by a heartbeat, or loses it."""

    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    n_done = models.PositiveBigIntegerField(default=0)
    n_total = models.PositiveBigIntegerField(null=True)
    saved = models.JSONField(default=dict)  # the checkpoint, written in the job's own transaction
    last_error = models.CharField(max_length=300, blank=True)
    traceback = models.TextField(blank=True)

    class Meta:
        abstract = True


class Job(Leased):
    """One piece of work, done once."""

    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField()
    n_attempts = models.PositiveSmallIntegerField(default=0)  # since the last checkpoint
    max_attempts = models.PositiveSmallIntegerField()
    is_cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "unique_key",
                condition=models.Q(state__in=LIVE) & ~models.Q(unique_key=""),
                name="jobs_one_live_job_a_key",
            ),
        ]
        indexes = [
            models.Index(
                models.F("priority").desc(),
                "run_at",
                "id",
                condition=models.Q(state=State.WAITING),
                name="jobs_next",
            ),
            models.Index("lease_until", condition=models.Q(state=State.RUNNING), name="jobs_lapse"),
            models.Index("state", models.F("id").desc(), name="jobs_by_state"),
            models.Index("unique_key", models.F("id").desc(), name="jobs_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Standing(Leased):
    """The clock of one standing job."""

    name = models.CharField(max_length=120, unique=True)
    next_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    n_failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
