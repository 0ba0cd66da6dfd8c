"""What was asked under somebody's rights, and what came of it. Members are numbers here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """An author outside who is forgotten; who that was stands here only until it is done."""

    platform = models.CharField(_("platform"), max_length=40, blank=True)
    handle = models.CharField(_("handle"), max_length=300, blank=True)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    fingerprint = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)
    backups_until = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)  # canonical JSON, exactly what is signed
    signature = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class OwnExport(models.Model):
    """A member's own data as one file, for a week."""

    member = models.BigIntegerField(db_index=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    name = models.CharField(max_length=80)  # of the file below DATA/files/own

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"export {self.pk} of {self.member}"


class Departure(models.Model):
    """A member who left, and what they (or we) chose for their words."""

    class Way(models.TextChoices):
        """What happens to contributions."""

        NAME = "name", _("Keep them under the name")
        PSEUDONYM = "pseudonym", _("Keep them as “former colleague”")
        REMOVE = "remove", _("Remove them")

    member = models.BigIntegerField(unique=True)
    way = models.CharField(max_length=10, choices=Way)
    left_at = models.DateTimeField()
    noted_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-left_at"]

    def __str__(self) -> str:
        return f"{self.member} {self.way}"


class GlassOpening(models.Model):
    """A closed space that two people opened to read, for some hours; its members hear of it."""

    space = models.CharField(max_length=80)  # such as community-group:7
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    n_hours = models.PositiveSmallIntegerField(_("hours"), default=1)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("asked_by")),
                name="glass_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(n_hours__gte=1, n_hours__lte=4), name="glass_four_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} {self.pk}"
