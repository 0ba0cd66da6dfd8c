"""Flows in versions, and the way that each case took through one."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member


class VersionAlreadyPublished(Exception):  # noqa: N818  # named after the broken promise
    """What is published is never changed: cases were decided by it."""


class StepIsHistory(Exception):  # noqa: N818  # named after the broken promise
    """A step that was taken is never changed."""


class Flow(models.Model):
    """One flow of the organisation; its words and nodes stand in its versions."""

    key = models.CharField(max_length=60, unique=True)
    title_nl = models.CharField(_("title in Dutch"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    created_at = models.DateTimeField()
    is_default = models.BooleanField(default=False)  # new cases take it
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["title_en", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="flow_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def title_in(self, language: str) -> str:
        """The title in a language; in the other one if it is missing."""
        return (language == "nl" and self.title_nl) or self.title_en or self.title_nl


class FlowVersion(models.Model):
    """One edition of a flow: worked on as a draft, then published and never changed."""

    flow = models.ForeignKey(Flow, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)  # of the draft: two editors never overwrite
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("flow", "number", name="flow_version_once"),
            models.UniqueConstraint(
                fields=["flow"],
                condition=models.Q(published_at=None),
                name="flow_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"flow {self.flow_id} version {self.number}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:  # changes go through actions, which look at the database
            raise VersionAlreadyPublished(str(self))
        super().save(**kwargs)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published_at is None


class FlowRun(models.Model):
    """The way of one case; where it stands is kept here, how it came there in its steps."""

    version = models.ForeignKey(FlowVersion, models.PROTECT, related_name="runs")
    platform = models.CharField(max_length=40, blank=True)
    node = models.CharField(max_length=60)
    n_steps = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    is_drill = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["started_at"], name="flow_run_started"),
            models.Index(fields=["version", "started_at"], name="flow_run_version"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} at {self.node}"


class RunStep(models.Model):
    """One event. `actor` numbers the people of a run, so that a replay needs no names.

    `waited` is the time that the node stood open; `to` is where the step led.
    """

    run = models.ForeignKey(FlowRun, models.CASCADE, related_name="steps", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    node = models.CharField(max_length=60, blank=True)
    choice = models.CharField(max_length=60, blank=True)
    to = models.CharField(max_length=60)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    actor = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, blank=True)  # as which an approval was given
    at = models.DateTimeField()
    waited = models.DurationField()
    proposed = models.CharField(max_length=60, blank=True)
    evidence = models.JSONField(default=dict)
    is_override = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint("run", "number", name="flow_step_once")]
        indexes = [models.Index(fields=["at"], name="flow_step_at")]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.number} {self.kind}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:
            raise StepIsHistory(str(self))
        super().save(**kwargs)
