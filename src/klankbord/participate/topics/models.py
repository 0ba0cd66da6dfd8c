"""Topics: what we listen for, and what was heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.people.models import Member


class Driver(models.TextChoices):
    """What a reputation rests on: the seven dimensions of RepTrak (Fombrun 2015)."""

    WORKPLACE = "workplace", _("Workplace")
    PRODUCTS_AND_SERVICES = "products_and_services", _("Products and services")
    LEADERSHIP = "leadership", _("Leadership")
    CONDUCT = "conduct", _("Conduct")
    CITIZENSHIP = "citizenship", _("Citizenship")
    INNOVATION = "innovation", _("Innovation")
    PERFORMANCE = "performance", _("Performance")


class Topic(models.Model):
    """A subject the organisation wants to follow, held by one stored query.

    `query` is the query in force, and `query_version` its number among the versions. A topic that
    was never published has 0 there, is not active, and shows its draft. `version` grows with every
    edit, so that two people who edit at once are told. `n_replays` looks through the archive were
    asked for; all are done when `n_replayed` has reached the same number. A topic with a `driver`
    codes mentions by what our reputation rests on; one topic a driver.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.CharField(_("description"), max_length=500, blank=True)
    query = models.TextField(_("query"))
    query_version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(default=False)
    driver = models.CharField(max_length=24, choices=Driver.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    n_replays = models.PositiveIntegerField(default=0)
    n_replayed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "driver", condition=~models.Q(driver=""), name="topics_driver_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_up_to_date(self) -> bool:
        """Whether the whole archive was matched with the query as it is now."""
        return self.n_replays == self.n_replayed

    @property
    def is_published(self) -> bool:
        """Whether any version was ever in force."""
        return self.query_version > 0

    @property
    def replay_key(self) -> str:
        """The key of the job that looks through the archive for this topic as it is now."""
        return f"topics.replay:{self.pk}:{self.n_replays}"


class QueryVersion(models.Model):
    """One wording of a topic's query; without `published_at` it is the draft, of which one exists.

    A published version never changes. `n_matches` is what stood in the archive when its replay
    came to the end.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    query = models.TextField(_("query"))
    written_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    n_matches = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("topic", "number", name="topics_version_once"),
            models.UniqueConstraint(
                "topic", condition=models.Q(published_at=None), name="topics_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} v{self.number}"


class Example(models.Model):
    """A post that the query must find, or must leave alone.

    Either a mention, which takes the example along when it is erased or its time is over, or a
    text that somebody wrote for the purpose: that one has no author.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="examples")
    must_match = models.BooleanField()
    mention = models.ForeignKey(Mention, models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)
    title = models.TextField(blank=True)
    platform = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-must_match", "id"]
        constraints = [
            models.UniqueConstraint("topic", "mention", name="topics_example_once"),
            models.CheckConstraint(
                condition=models.Q(mention=None) ^ models.Q(text="", title=""),
                name="topics_example_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.must_match} {self.mention_id or self.text}"


class Match(models.Model):
    """A mention that matches a topic; narrow, so that joins stay cheap.

    The key is the index of a topic's mentions in order of time; the other index answers which
    topics one mention has. `version` is the query that first found it; `is_replayed` says that it
    was found in the archive afterwards, and so is no news.
    """

    pk = models.CompositePrimaryKey("topic_id", "mention_id")
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="matches")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="matches")
    version = models.PositiveIntegerField(default=1)
    is_replayed = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.topic_id} {self.mention_id}"


class PrecisionSample(models.Model):
    """Matches drawn at random, to be told apart by people: how many are about the topic.

    The counts stay when a mention of the sample goes.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="samples")
    version = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    n_matches = models.PositiveIntegerField()  # from which was drawn
    n_drawn = models.PositiveSmallIntegerField()
    n_labelled = models.PositiveSmallIntegerField(default=0)
    n_relevant = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.topic_id} v{self.version} {self.n_relevant}/{self.n_labelled}"

    @property
    def is_complete(self) -> bool:
        """Whether every match that was drawn has its label."""
        return self.n_labelled >= self.n_drawn

    @property
    def interval(self) -> Interval:
        """The share that is about the topic, with its 95 % bounds."""
        return wilson_interval(self.n_relevant, self.n_labelled)


class SampledMention(models.Model):
    """One match of a sample, with its label; it goes with its mention."""

    sample = models.ForeignKey(PrecisionSample, models.CASCADE, related_name="rows")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="+")
    is_relevant = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("sample", "mention", name="topics_sampled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.mention_id} {self.is_relevant}"


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
