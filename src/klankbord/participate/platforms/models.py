"""What is measured of platforms, what was found out by hand, and what was decided."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member

MOST = 5


class Figures(models.Model):
    """Mentions of some days on one platform; both ends count. Made anew every day."""

    platform = models.CharField(max_length=40, primary_key=True)
    since = models.DateField()
    until = models.DateField()
    n_mentions = models.PositiveIntegerField()
    n_in_topics = models.PositiveIntegerField()
    hours = models.JSONField(default=list)  # mentions by hour of the day, 24 of them
    measured_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "figures"

    def __str__(self) -> str:
        return self.platform


class Verdict(models.TextChoices):
    """What the organisation does with a platform."""

    OPEN = "open", _("not decided")
    JOIN = "join", _("take part")
    LISTEN = "listen", _("only listen")
    LEAVE = "leave", _("leave it")


class Research(models.Model):
    """What people found out about a platform, and what they decided."""

    platform = models.CharField(max_length=40, primary_key=True)
    effort = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MOST)])
    notes = models.TextField(blank=True)
    verdict = models.CharField(max_length=6, choices=Verdict.choices, default=Verdict.OPEN)
    review_on = models.DateField(null=True)
    changed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "research"

    def __str__(self) -> str:
        return self.platform


class Weights(models.Model):
    """How much each part counts in the fit, 0 to 5; one row, or none for the defaults."""

    heard = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(MOST)])
    focus = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(MOST)])
    audience = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(MOST)])
    reach = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(MOST)])
    ease = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(MOST)])

    class Meta:
        verbose_name_plural = "weights"

    def __str__(self) -> str:
        return str(self.pk)
