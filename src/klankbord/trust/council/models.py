"""What the council decided, and what this installation has seen of its own functions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NotedFunction(models.Model):
    """A declared function as this installation knows it: since when, how wide, open or not."""

    key = models.CharField(max_length=80, unique=True)
    scope = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    since = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=False)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Decision(models.Model):
    """A decision that opens one locked function, in the scope that it had on that day."""

    class Kind(models.TextChoices):
        """Who decided; a meeting of all personnel only where fewer than 50 people work."""

        COUNCIL = "council", _("Decision of the works council")
        MEETING = "meeting", _("Record of the personnel meeting")

    function = models.CharField(max_length=80, db_index=True)
    declared = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(_("who decided"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("decided on"))
    scope = models.TextField(_("scope"), max_length=4000)
    conditions = models.TextField(_("conditions"), max_length=4000, blank=True)
    expires_on = models.DateField(_("valid until and including"))
    n_staff = models.PositiveIntegerField(_("people who work here"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_because = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("decided_on")), name="decision_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(confirmed_by=F("recorded_by")),
                name="decision_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.function}"
