"""The audit log and its head; the other topics of this room keep their own models modules."""

from django.db import models

from klankbord.trust.ballots.models import Ballot, BallotRound, IssuedToken
from klankbord.trust.council.models import Decision, NotedFunction
from klankbord.trust.disclosure.models import (
    DisclosureAnswer,
    DisclosureLimit,
    DisclosureRound,
    MeasuredAttribute,
    ToldGroup,
)
from klankbord.trust.retention.models import LegalHold, PurgeLine, PurgeReport
from klankbord.trust.rights.models import Departure, Erasure, GlassOpening, OwnExport
from klankbord.trust.vault.models import StoredSecret

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Ballot",
    "BallotRound",
    "Decision",
    "Departure",
    "DisclosureAnswer",
    "DisclosureLimit",
    "DisclosureRound",
    "Erasure",
    "GlassOpening",
    "IssuedToken",
    "LegalHold",
    "MeasuredAttribute",
    "NotedFunction",
    "OwnExport",
    "PurgeLine",
    "PurgeReport",
    "StoredSecret",
    "ToldGroup",
]


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
        indexes = [
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["object", "-id"], name="audit_by_object"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.act} {self.object}"


class AuditHead(models.Model):
    """Where the chain begins and ends, sealed with the installation's key: the one row there is.

    Whoever changes the database but has no key can rewrite the chain, and not this.
    """

    n_entries = models.BigIntegerField(default=0)
    n_purged = models.BigIntegerField(default=0)
    start_hash = models.CharField(max_length=64)
    end_hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.n_entries} {self.end_hash}"
