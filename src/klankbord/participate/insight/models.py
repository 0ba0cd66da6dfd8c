"""Counts that charts cost by, and how far they go."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member


class DayFigure(models.Model):
    """Mentions a day and topic, by platform, language, sentiment, intent and model.

    Without a topic it counts all mentions of the day: one of them may belong to several topics. A
    day is always counted anew as a whole, so that no change can leave a wrong sum behind. Of those
    that a program read and nobody corrected stand the probabilities, added up in thousandths.
    """

    day = models.DateField(db_index=True)
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, db_index=False, related_name="figures"
    )
    platform = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True)
    sentiment = models.CharField(max_length=8)
    intent = models.CharField(max_length=10)
    is_close = models.BooleanField(default=False)
    n_mentions = models.PositiveIntegerField()
    n_by_hand = models.PositiveIntegerField(default=0)
    n_judged = models.PositiveIntegerField(default=0)
    p_negative = models.PositiveBigIntegerField(default=0)
    p_positive = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["topic", "day"], name="insight_figure_topic")]

    def __str__(self) -> str:
        return f"{self.day} {self.topic_id} {self.sentiment} {self.n_mentions}"


class DayVoices(models.Model):
    """Who spoke how often of which topic on one day: one packed row, by author, then topic.

    A row each would be nearly as many as there are matches, and a table of a quarter would read
    them all. Authors stand here and not their groups: an author who moves to another group takes
    along what was said before. Counted anew with the figures of the day.
    """

    day = models.DateField(primary_key=True)
    authors = models.BinaryField()  # signed 64-bit, little-endian, sorted: Author.id
    topics = models.BinaryField()  # signed 64-bit, little-endian, beside the authors: Topic.id
    counts = models.BinaryField()  # unsigned 32-bit, little-endian, beside both

    class Meta:
        verbose_name_plural = "day voices"

    def __str__(self) -> str:
        return str(self.day)


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


class Cadence(models.TextChoices):
    """How soon people are told of a spike."""

    OFF = "off", _("not at all")
    NOW = "now", _("at once")
    HOURLY = "hourly", _("at the next full hour")
    DAILY = "daily", _("at nine in the morning")


class AlertRule(models.Model):
    """How people are told of spikes of one topic; a topic without a rule has all of the defaults.

    On the screen a spike stands as soon as it is found. Quiet hours hold letters and calls back;
    they are hours of the organisation, and may go over midnight.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="alert_rule")
    cadence = models.CharField(max_length=6, choices=Cadence.choices, default=Cadence.HOURLY)
    quiet_from = models.TimeField(default=dt.time(18))
    quiet_until = models.TimeField(default=dt.time(8))
    is_weekend_quiet = models.BooleanField(default=True)
    tells_by_mail = models.BooleanField(default=False)
    webhook_host = models.CharField(max_length=255, blank=True)  # the address is in the vault
    mattermost_host = models.CharField(max_length=255, blank=True)  # idem
    matrix_room = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return f"{self.topic_id} {self.cadence}"


class Rhythm(models.TextChoices):
    """How often a dashboard is mailed."""

    OFF = "off", _("not by mail")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class Dashboard(models.Model):
    """The overview with its choices, under a name; shared with roles and members.

    `choices` are as they stand in the address of the overview. Nobody sees more by it than they
    may see without. Letters go by the organisation's calendar; `sent_on` is the last day of the
    rhythm that was taken in hand, `scheduled_at` since when there is this rhythm.
    """

    maker = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    choices = models.JSONField(default=dict)
    roles = models.JSONField(default=list)
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices, default=Rhythm.OFF)
    weekday = models.PositiveSmallIntegerField(default=0)  # Monday
    day_of_month = models.PositiveSmallIntegerField(default=1)
    time = models.TimeField(default=dt.time(8))
    quiet_from = models.TimeField(default=dt.time(18))
    quiet_until = models.TimeField(default=dt.time(8))
    is_weekend_quiet = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    scheduled_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("maker", "name", name="insight_dashboard_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DashboardReader(models.Model):
    """A member with whom a dashboard is shared; `told_at`: its maker knows that they may not."""

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="readers")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("dashboard", "member", name="insight_reader_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id} {self.member_id}"


class DashboardStop(models.Model):
    """A member who may read a dashboard and does not want its letters."""

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="stops")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("dashboard", "member", name="insight_dashboard_stop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id} {self.member_id}"


class DashboardLetter(models.Model):
    """One dashboard, one reader, one day of its rhythm: at most one letter."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        CLAIMED = "claimed", _("is being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the mail server")
        WITHHELD = "withheld", _("not sent: may not see it any more")
        UNCERTAIN = "uncertain", _("broken off while it was sent: it may have arrived")

    dashboard = models.ForeignKey(Dashboard, models.CASCADE, related_name="letters")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    period_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=300, blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "dashboard", "member", "period_on", name="insight_dashboard_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id} {self.member_id} {self.period_on} {self.state}"


class Alert(models.Model):
    """One day on which a topic was clearly heard more than usual, and what explains it.

    `cause` holds numbers and mention ids, no names and no words of others (see `causes.Cause`).
    """

    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="alerts")
    day = models.DateField()
    n_mentions = models.PositiveIntegerField()
    usual = models.PositiveIntegerField()
    cause = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    is_useful = models.BooleanField(null=True)  # what somebody made of it
    judged_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["topic", "day"], name="insight_alert_once")]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(told_at=None), name="insight_alert_untold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.day} {self.n_mentions}"

    @property
    def ratio(self) -> float:
        """How many times the usual day; a usual of nothing counts as one."""
        return self.n_mentions / max(self.usual, 1)


class Way(models.TextChoices):
    """How else than by mail people are told."""

    MATTERMOST = "mattermost", "Mattermost"
    MATRIX = "matrix", "Matrix"
    PROGRAM = "program", _("a call to a program")


class AlertCall(models.Model):
    """One alert, told by one way: at most once, and how that went (a key of `Refusal`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be sent")
        CLAIMED = "claimed", _("is being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("did not arrive")
        UNCERTAIN = "uncertain", _("broken off while it was sent: it may have arrived")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="calls")
    way = models.CharField(max_length=10, choices=Way.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=40, blank=True)
    fault_values = models.JSONField(default=dict)
    tried_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("alert", "way", name="insight_call_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.way} {self.state}"
