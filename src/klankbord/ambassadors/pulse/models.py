"""Rounds of a survey with what was asked and, after the close, what may be told of the answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.pulse.instruments import Instrument, of_content
from klankbord.trust.ballots.models import BallotRound


class LoadedInstrument(models.Model):
    """A survey from a file, by somebody who says that the organisation holds the licence."""

    key = models.CharField(max_length=30, unique=True)
    content = models.JSONField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.survey)

    @property
    def survey(self) -> Instrument:
        """What it asks."""
        return of_content(self.content)


class PulseRound(models.Model):
    """One wave: the same questions to everybody, between two moments.

    `told` is what came out of the gateway, and all that is kept: no answer of anybody. The sample
    has rounds without a `vote`, for nobody voted.
    """

    title = models.CharField(_("title"), max_length=120)
    instrument = models.CharField(max_length=30)
    content = models.JSONField()
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    n_entitled = models.PositiveIntegerField()
    vote = models.OneToOneField(BallotRound, models.SET_NULL, null=True, related_name="+")
    told = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-closes_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="pulse_round_lasts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def survey(self) -> Instrument:
        """What was asked in this round."""
        return of_content(self.content)
