"""Topics: what we listen for, and what was heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.people.models import Member


class Topic(models.Model):
    """A subject the organisation wants to follow, held by one stored query.

    `version` grows with each change of the query; `matched_version` is the version that the whole
    archive was matched with, so that a screen can say that old mentions are still being looked at.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    query = models.TextField(_("query"))
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    matched_version = models.PositiveIntegerField(default=1)  # 0: not begun
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_up_to_date(self) -> bool:
        """Whether the whole archive was matched with the query as it is now."""
        return self.matched_version == self.version


class Match(models.Model):
    """A mention that matches a topic; narrow, so that joins stay cheap.

    The key is the index of a topic's mentions in order of time; the other index answers which
    topics one mention has.
    """

    pk = models.CompositePrimaryKey("topic_id", "mention_id")
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="matches")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="matches")

    class Meta:
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.topic_id} {self.mention_id}"


class TopicDay(models.Model):
    """Matches of a topic on one day, kept in the transaction of the matches themselves.

    The count stays when mentions are purged after their time: the line of the past stays true.
    """

    pk = models.CompositePrimaryKey("topic_id", "day")
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="days")
    day = models.DateField(db_index=True)
    n_matches = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.topic_id} {self.day} {self.n_matches}"


class MatchedArrival(models.Model):
    """An arrival that has been matched; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    matched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.arrival_id)


class SavedView(models.Model):
    """A set of filters that a member wants back."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    filters = models.JSONField(default=dict)  # as they stand in the address of the list
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("member", "name", name="topics_saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name
