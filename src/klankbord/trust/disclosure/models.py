"""What the gateway remembers: rounds, answers, and about whom was told (sealed, never in clear)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KINDS = [("score", _("score")), ("share", _("share")), ("theme", _("theme"))]


class DisclosureLimit(models.Model):
    """The least number of people for a kind of figure, where it is not the built-in one."""

    kind = models.CharField(_("kind of figure"), max_length=10, choices=KINDS, unique=True)
    least = models.PositiveSmallIntegerField(_("least number of people"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(least__gte=5), name="disclosure_floor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.least}"


class MeasuredAttribute(models.Model):
    """One thing that is measured of people; whoever asks about it waits for the one before."""

    attribute = models.CharField(max_length=120, unique=True)
    n_questions = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.attribute


class DisclosureRound(models.Model):
    """One round of a measure: its close, and the least number of people, which can only rise."""

    attribute = models.ForeignKey(MeasuredAttribute, models.CASCADE, related_name="rounds")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=KINDS)
    least = models.PositiveSmallIntegerField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("attribute", "kind", "key", name="disclosure_round_once"),
            models.CheckConstraint(condition=models.Q(least__gte=5), name="disclosure_round_floor"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id} {self.key}"


class DisclosureAnswer(models.Model):
    """What was told of one partition in one round: kept, so that asking again tells no more."""

    round = models.ForeignKey(DisclosureRound, models.CASCADE, related_name="answers")
    partition = models.CharField(max_length=120)
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "partition", name="disclosure_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.partition}"


class ToldGroup(models.Model):
    """About whom was told: their number, a keyed fingerprint, and keyed hashes under seal."""

    round = models.ForeignKey(DisclosureRound, models.CASCADE, related_name="told")
    partition = models.CharField(max_length=120)
    label = models.CharField(max_length=200)
    n_people = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "partition", "label", name="disclosure_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.partition} {self.label}"
