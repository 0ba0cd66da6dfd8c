"""Who asked whom to look at an answer, and what was said of it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member, Role
from klankbord.reputation.desk.models import Reply, Severity

USUAL = dt.timedelta(hours=24)


class ApprovalRule(models.Model):
    """When an answer needs somebody else's eyes. One row; without it only flows ask."""

    from_severity = models.PositiveSmallIntegerField(
        _("needed from this severity on"), choices=Severity, null=True, blank=True
    )
    lasts = models.DurationField(_("an approval holds for"), default=USUAL)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"{self.from_severity} {self.lasts}"


class Approval(models.Model):
    """One request, for these words and pictures on these facts before these readers."""

    class Status(models.TextChoices):
        """What came of it."""

        ASKED = "asked", _("Waits")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")
        VOID = "void", _("Overtaken")

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="approvals", db_index=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    role = models.CharField(max_length=20, choices=Role, default=Role.APPROVER)
    asked_text = models.TextField()
    text = models.TextField()  # as it may go out: the approver may have changed it
    facts = models.JSONField(default=list)  # the versions that it stands on
    pictures = models.JSONField(default=list)  # [[digest, alt]]: which go along, so described
    visibility = models.CharField(max_length=40, blank=True)  # who will read it, as on the answer
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "desk"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "reply",
                condition=Q(status__in=["asked", "approved"]),
                name="desk_one_approval_in_force",
            ),
        ]
        indexes = [
            models.Index(fields=["reply"], name="desk_approval_reply"),
            models.Index(
                fields=["asked_at"], condition=Q(status="asked"), name="desk_approval_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.status}"

    @property
    def is_changed(self) -> bool:
        """Whether the approver put it in other words."""
        return self.text != self.asked_text
