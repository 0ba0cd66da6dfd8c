"""The audit log."""

from django.db import models


class AuditEntry(models.Model):
    """One act; `hash` binds it to the entry before it, so that no entry can change unseen."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    act = models.CharField(max_length=80, db_index=True)
    object = models.CharField(max_length=120, blank=True)
    declaration = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            # Two entries behind one and the same entry would be a fork of the chain.
            models.UniqueConstraint("previous_hash", name="audit_no_fork"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.act} {self.object}"
