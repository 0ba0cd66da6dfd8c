"""What was purged, and what is held back from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 300


class LegalHold(models.Model):
    """A row that the purge and erasure pass by, with the reason and the day it ends."""

    kind = models.CharField(_("what"), max_length=60)
    row = models.BigIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    until_on = models.DateField(_("until"))
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]
        indexes = [models.Index(fields=["kind", "until_on"], name="hold_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} until {self.until_on}"


class PurgeReport(models.Model):
    """One run of the daily purge."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class PurgeLine(models.Model):
    """What went of one kind: all that was older than `until_at`, but for what is held."""

    report = models.ForeignKey(PurgeReport, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=60)
    until_at = models.DateTimeField()
    n_dropped = models.PositiveBigIntegerField(default=0)
    n_held = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint("report", "kind", name="purge_line_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.n_dropped}"
