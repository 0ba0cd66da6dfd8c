"""What was read, what people made of it, and which days have to be counted again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.understanding.words import intent_name, sentiment_name
from klankbord.people.models import Member


class ReadArrival(models.Model):
    """An arrival whose mentions were read; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.arrival_id)


class StaleDay(models.Model):
    """A day on which mentions say something else than when they were counted.

    Every change counts up: so it waits for a counter that is at work, and is not lost under it.
    """

    day = models.DateField(primary_key=True)
    n_changes = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.day}"


class Aspect(models.TextChoices):
    """What a person can correct of a reading."""

    SENTIMENT = "sentiment", _("sentiment")
    INTENT = "intent", _("intent")


class Correction(models.Model):
    """One label that a person gave, and what stood there before; it goes with its mention."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="corrections")
    aspect = models.CharField(max_length=9, choices=Aspect.choices)
    was = models.CharField(max_length=10)
    became = models.CharField(max_length=10)
    is_drawn = models.BooleanField(default=False)  # drawn by chance, not sought out
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.aspect}: {self.was} {self.became}"

    @property
    def was_words(self) -> str:
        """What stood there, in words."""
        return self._name(self.was)

    @property
    def became_words(self) -> str:
        """What stands there now, in words."""
        return self._name(self.became)

    def _name(self, label: str) -> str:
        is_sentiment = self.aspect == Aspect.SENTIMENT
        return sentiment_name(label) if is_sentiment else intent_name(label)


class Adaptation(models.Model):
    """What was learned from the team's own labels of sentiment, and what it brought.

    Figures are of texts that were judged by what was learned from the other texts; `weights` are
    64-bit floats, a row a number that the model gives, a column a label; `table` is what was
    learned of pieces of words, packed: one whole number of 8 bits a bucket and label, with a
    `scale` a label. No word stands in it.
    """

    weights = models.BinaryField()
    table = models.BinaryField()
    scale = models.JSONField()
    uses_meanings = models.BooleanField()
    n_texts = models.PositiveIntegerField()
    before = models.JSONField()  # see `learning.Figures`
    after = models.JSONField()
    eye = models.JSONField(default=dict)  # see `core.measure.prevalence.Eye`; of older ones empty
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    is_in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_in_use"],
                condition=models.Q(is_in_use=True),
                name="understanding_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.n_texts}"


class Theme(models.Model):
    """What many mentions speak of; nobody named it before.

    `terms` tell it from the rest, most telling first, each in texts of at least three authors. It
    stays the same theme from round to round while most of its mentions stay. `rise` is in
    hundredths of standard errors, see `core.themes.labels.rising`.
    """

    terms = models.JSONField(default=list)
    language = models.CharField(max_length=8, blank=True)  # of most of its mentions
    rise = models.IntegerField()
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its words, as people write them."""
        return " \N{MIDDLE DOT} ".join(self.terms)


class ThemedMention(models.Model):
    """A mention that speaks of a theme; it goes with its mention. One of each is typical."""

    mention = models.OneToOneField(Mention, models.CASCADE, primary_key=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, db_index=False, related_name="mentions")
    is_typical = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["theme", "mention"], name="understanding_themed_in")]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.mention_id}"


class ThemeRound(models.Model):
    """The last time that themes were looked for; one row.

    Where too much was said, only one mention `one_in` was looked at.
    """

    found_at = models.DateTimeField()
    last_on = models.DateField()
    newest_arrival = models.BigIntegerField()
    one_in = models.PositiveIntegerField()
    n_read = models.PositiveIntegerField()
    n_themed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.found_at:%Y-%m-%d %H:%M} {self.n_themed}/{self.n_read}"
