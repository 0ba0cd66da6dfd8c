"""The last look at who answers, repeats and names whom; the next look replaces it whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Author


class Role(models.TextChoices):
    """What somebody does for the conversation."""

    STARTS = "starts", _("Starts conversations")
    CARRIES = "carries", _("Carries messages on")
    BRIDGES = "bridges", _("Connects circles")
    TRUSTED = "trusted", _("Is turned to in their circle")


class Look(models.Model):
    """One look at the mentions of some days; both ends count."""

    since = models.DateField()
    until = models.DateField()
    n_people = models.PositiveIntegerField()
    n_acts = models.PositiveIntegerField()
    n_circles = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.since} {self.until}"


class Circle(models.Model):
    """People who have more to do with each other than with the rest; 0 is the largest."""

    look = models.ForeignKey(Look, models.CASCADE, related_name="circles")
    number = models.PositiveIntegerField()
    n_people = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["look", "number"], name="keyfigures_circle_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class KeyFigure(models.Model):
    """One public author in one role, with the counts that say why.

    `n_people` and `n_besides` are what `core.graph.roles` counts; `mention_ids` are the mentions in
    which the `n_times` acts were done, packed signed 64-bit, little-endian, sorted.
    """

    look = models.ForeignKey(Look, models.CASCADE, related_name="figures")
    # No constraint: the archive drops authors by the thousand, and asks no other table.
    author = models.ForeignKey(
        Author, models.DO_NOTHING, db_constraint=False, related_name="key_figures"
    )
    role = models.CharField(max_length=8, choices=Role.choices)
    place = models.PositiveSmallIntegerField()
    circle = models.PositiveIntegerField()
    other_circle = models.PositiveIntegerField(null=True)
    n_people = models.PositiveIntegerField()
    n_times = models.PositiveIntegerField()
    n_besides = models.PositiveIntegerField()
    mention_ids = models.BinaryField()

    group = ""  # set by `queries`, as it stands when it is shown; without one nobody is named

    class Meta:
        ordering = ["role", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["look", "role", "author"], name="keyfigures_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.place}"
