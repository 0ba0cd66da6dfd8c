"""Rule sets in versions, their examples, and what the rules did with which mention."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import Case, Severity


class RulesAlreadyPublished(Exception):  # noqa: N818  # named after the broken promise
    """What is published is never changed: cases were opened by it."""


class RuleVersion(models.Model):
    """One edition of all rules: worked on as a draft, then published and never changed."""

    number = models.PositiveIntegerField(unique=True)
    rules = models.JSONField(default=list)  # see `rules.Rule`
    revision = models.PositiveIntegerField(default=1)  # of the draft: two editors never overwrite
    is_draft = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_draft"], condition=models.Q(is_draft=True), name="routing_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"rules version {self.number}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:  # changes go through actions, which look at the database
            raise RulesAlreadyPublished(str(self))
        super().save(**kwargs)


class Expected(models.TextChoices):
    """What must happen to an example."""

    OPEN = "open", _("a case is opened")
    LABEL = "label", _("it only gets labels")
    IGNORE = "ignore", _("a rule leaves it alone")
    NOTHING = "nothing", _("no rule fits")


class Example(models.Model):
    """A message, written for the purpose, and what the rules must do with it."""

    text = models.TextField(_("message"))
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_asked = models.BooleanField(_("it speaks to us"), default=False)
    followers = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)
    copies = models.PositiveIntegerField(_("how many say the same"), default=0)
    is_office_open = models.BooleanField(_("in office hours"), default=True)
    expected = models.CharField(_("what must happen"), max_length=8, choices=Expected)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, null=True, blank=True
    )
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.expected} {self.pk}"


class Outcome(models.TextChoices):
    """What became of a mention."""

    OPENED = "opened", _("A case was opened")
    JOINED = "joined", _("It joined the case of its conversation")
    COPIED = "copied", _("It joined the case of its story")
    LABELLED = "labelled", _("It got labels")
    IGNORED = "ignored", _("A rule left it alone")


class RoutedMention(models.Model):
    """That a mention was dealt with: one row for each, so none opens two cases."""

    mention = models.OneToOneField(Mention, models.CASCADE, primary_key=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)  # of the rules; 0 where none was needed
    rules = models.JSONField(default=list)  # the ids of the rules that fitted
    tags = models.JSONField(default=list)
    routed_at = models.DateTimeField()

    class Meta:
        ordering = ["-routed_at", "-mention"]
        indexes = [models.Index(fields=["-routed_at", "-mention"], name="routing_newest")]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.outcome}"


class RoutedArrival(models.Model):
    """An arrival that the rules have seen; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    routed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.arrival_id)


class WatchedArrival(models.Model):
    """An arrival that was compared with the documents that stay inside."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    watched_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.arrival_id)


class DryRun(models.Model):
    """What a version would have done with what was heard in a period; nothing else changes."""

    version = models.ForeignKey(RuleVersion, models.CASCADE, related_name="dry_runs")
    revision = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # see `history.Result`: counts, and ids of mentions

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.revision} {self.since:%Y-%m-%d}"

    @property
    def job_key(self) -> str:
        """The unique key of its job."""
        return f"routing-dry-run:{self.pk}"
