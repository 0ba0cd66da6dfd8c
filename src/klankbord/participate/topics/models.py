"""Topics: what we listen for, and what was heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival, Mention


class Topic(models.Model):
    """A subject the organisation wants to follow, held by one stored query."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    query = models.TextField(_("query"))
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Match(models.Model):
    """A mention that matches a topic; narrow, so that joins stay cheap."""

    pk = models.CompositePrimaryKey("topic_id", "mention_id")
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="matches")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="matches")

    class Meta:
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.topic_id} {self.mention_id}"


class MatchedArrival(models.Model):
    """An arrival that has been matched; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    matched_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.arrival_id)


class SavedView(models.Model):
    """A set of filters that a member wants back."""

    member = models.ForeignKey("people.Member", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
