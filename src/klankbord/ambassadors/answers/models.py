"""Points that colleagues raised, and what was answered: only an answer closes a point.

No field says that a point is closed. It stands where its newest step stands, and a step that
answers has words and a reason: the database takes none without.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.newsletters.models import Item
from klankbord.ambassadors.pulse.models import PulseRound

TITLE_LENGTH = 120
ABOUT_LENGTH = 2_000
TEXT_LENGTH = 4_000


class StepIsHistory(TypeError):  # noqa: N818  # named after the broken promise
    """Somebody tried to change what was told to colleagues: a new step says what is new."""


class Theme(models.Model):
    """What many colleagues wrote about before a week closed: words that they share, rounded counts.

    Nothing here leads to a text or to a colleague. `key` goes on from week to week.
    """

    key = models.CharField(max_length=80)
    week = models.CharField(max_length=10)
    terms = models.JSONField()  # words and pairs of words, most telling first
    closed_at = models.DateTimeField()
    n_people = models.PositiveIntegerField()
    n_messages = models.PositiveIntegerField()
    is_rising = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-closed_at", "-is_rising", "-n_people", "id"]
        constraints = [models.UniqueConstraint("key", "week", name="theme_once_a_week")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called."""
        return " · ".join(self.terms)


class Point(models.Model):
    """Something that colleagues raised, with who sees to it that it is answered, by which day."""

    class Origin(models.TextChoices):
        """Where it came from."""

        THEME = "theme", _("what colleagues talk about")
        QUESTION = "question", _("a question in the community")
        PULSE = "pulse", _("a round of the pulse")
        HAND = "hand", _("heard and written down")

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    about = models.TextField(_("what colleagues raise"), max_length=ABOUT_LENGTH)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.HAND)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    pulse_round = models.ForeignKey(PulseRound, models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(_("answer by"))
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    told_on = models.DateField(null=True, editable=False)  # by letter, to who has to answer
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["raised_at"], name="point_raised")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """What was told about a point, or that it was not answered yet; never changed after."""

    class Kind(models.TextChoices):
        """Where a point stands after it."""

        DONE = "done", _("done")
        NOT_DONE = "not", _("not done, because")
        WORKING = "working", _("being worked on")
        REOPENED = "reopened", _("not answered, says a colleague")

    point = models.ForeignKey(Point, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    text = models.TextField(_("answer"), max_length=TEXT_LENGTH)
    because = models.TextField(_("why"), max_length=TEXT_LENGTH)
    sources = models.TextField(_("sources"), max_length=ABOUT_LENGTH, blank=True)
    until = models.DateField(_("until"), null=True)
    clause_key = models.UUIDField(null=True)  # the same in every version of the guideline
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["point", "number"]
        constraints = [
            models.UniqueConstraint("point", "number", name="step_once"),
            models.UniqueConstraint(
                "point", condition=models.Q(kind="reopened"), name="step_reopened_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["done", "not", "working", "reopened"]),
                name="step_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reopened")
                | GreaterThan(Length(Trim("text")), 0) & GreaterThan(Length(Trim("because")), 0),
                name="step_answers_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="working", until__isnull=False)
                | ~models.Q(kind="working") & models.Q(until=None),
                name="step_working_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id}.{self.number} {self.kind}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:
            raise StepIsHistory(str(self))
        super().save(**kwargs)

    @property
    def is_final(self) -> bool:
        """Whether nothing more is promised."""
        return self.kind in FINAL


FINAL = (Step.Kind.DONE, Step.Kind.NOT_DONE)
