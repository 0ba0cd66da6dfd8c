"""Counts that charts cost by, and how far they go."""

from django.db import models

from klankbord.participate.archive.models import Arrival
from klankbord.participate.topics.models import Topic


class DayFigure(models.Model):
    """Mentions a day and topic, by platform, language, sentiment and intent.

    Without a topic it counts all mentions of the day: one of them may belong to several topics. A
    day is always counted anew as a whole, so that no change can leave a wrong sum behind.
    """

    day = models.DateField(db_index=True)
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, db_index=False, related_name="figures"
    )
    platform = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True)
    sentiment = models.CharField(max_length=8)
    intent = models.CharField(max_length=10)
    n_mentions = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["topic", "day"], name="insight_figure_topic")]

    def __str__(self) -> str:
        return f"{self.day} {self.topic_id} {self.sentiment} {self.n_mentions}"


class CountedArrival(models.Model):
    """An arrival that was both read and matched, and whose days were marked to be counted."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.arrival_id)


class CountedTopic(models.Model):
    """How many looks through the archive a topic had had when its days were last counted whole."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    n_replayed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.topic_id)
