"""Situations, when somebody is asked again, and how often a way was chosen: by nobody known.

What a member chose has no column anywhere. A turn says that somebody answered, a tally how many
chose; a tally is written for a whole crowd at once, and has no time.
"""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.awareness.scene import Scene, scene_of


class Situation(models.Model):
    """One short situation of a clause: a chance to take or a risk to see."""

    class Kind(models.TextChoices):
        CHANCE = "chance", _("chance")
        RISK = "risk", _("risk")

    clause = models.ForeignKey("guidelines.Clause", models.CASCADE, related_name="situations")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    scene = models.JSONField()
    is_starter = models.BooleanField(default=False)
    wording = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return f"situation {self.number} of clause {self.clause_id}"

    @property
    def tree(self) -> Scene:
        """The scene with its choices."""
        return scene_of(self.scene)

    def reckon_wording(self) -> str:
        """What was asked, in exactly these words: another text is counted anew."""
        words = json.dumps(self.scene, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()


class SituationTurn(models.Model):
    """How far a member is with one clause in one wording: how many situations, not which choice."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    wording = models.CharField(max_length=64)
    n_answered = models.PositiveSmallIntegerField()
    answered_on = models.DateField()
    next_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "wording", name="situation_turn_once"),
        ]
        indexes = [models.Index(fields=["wording"], name="situation_turn_wording")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.wording[:8]} {self.n_answered}"


class SituationTally(models.Model):
    """How many of the crowds that were counted went one way through a situation."""

    wording = models.CharField(max_length=64)
    path = models.CharField(max_length=10)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("wording", "path", name="situation_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.wording[:8]} {self.path}"
