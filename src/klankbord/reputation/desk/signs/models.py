"""Words and sites that a house looks out for; without a row of a kind, ours count."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a line tells of a message; the danger that needs the quickest help comes first."""

    SELF_HARM = "self_harm", _("Somebody in distress")
    THREAT = "threat", _("A threat")
    LEGAL = "legal", _("A legal claim")
    OWN = "own", _("Our own pages")
    AMONG_USERS = "among_users", _("Places of users among themselves")
    PROVOKING = "provoking", _("Places that live to provoke")


DANGERS = (Kind.SELF_HARM, Kind.THREAT, Kind.LEGAL)
PLACES = (Kind.OWN, Kind.AMONG_USERS, Kind.PROVOKING)


class Sign(models.Model):
    """The lines of one kind: queries where it is about words, addresses where it is about sites."""

    kind = models.CharField(max_length=11, choices=Kind, primary_key=True)
    lines = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.kind
