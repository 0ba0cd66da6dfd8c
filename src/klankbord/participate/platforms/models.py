"""What is counted on platforms, what was found out by hand, and what was decided."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member

MOST = 5


class DayPlatform(models.Model):
    """Mentions of one day on one platform: at which hours, and how many are about our topics.

    A day is always counted anew as a whole. `n_matches` is only there to see that topics changed.
    """

    day = models.DateField()
    platform = models.CharField(max_length=40)
    n_mentions = models.PositiveIntegerField()
    n_in_topics = models.PositiveIntegerField()
    n_matches = models.PositiveIntegerField()
    hours = models.JSONField(default=list)  # mentions by hour of the day, 24 of them

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "platform"], name="platforms_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.platform} {self.n_mentions}"


class Verdict(models.TextChoices):
    """What the organisation does with a platform."""

    JOIN = "join", _("take part")
    LISTEN = "listen", _("only listen")
    OPEN = "open", _("not decided")
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


class Fact(models.Model):
    """A fact about a platform in our own words, with where it was read and how old it is.

    With `starter` it stands in the place of one that came with the program; `is_gone` takes that
    one away without a substitute.
    """

    platform = models.CharField(max_length=40)
    starter = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=2000, blank=True)
    as_of = models.DateField(null=True)
    is_gone = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["starter"],
                condition=~models.Q(starter=""),
                name="platforms_fact_starter_once",
            )
        ]

    def __str__(self) -> str:
        return self.words


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
