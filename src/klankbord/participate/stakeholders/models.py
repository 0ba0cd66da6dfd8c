"""Groups of stakeholders, and how we know who belongs to which."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Arrival, Author
from klankbord.participate.listening.models import Source
from klankbord.people.models import Member


class Group(models.TextChoices):
    """In which capacity somebody speaks about the organisation."""

    CUSTOMER = "customer", _("Customer")
    RESIDENT = "resident", _("Resident")
    JOURNALIST = "journalist", _("Journalist or medium")
    POLITICIAN = "politician", _("Politician")
    GOVERNMENT = "government", _("Government")
    PARTNER = "partner", _("Partner")
    SUPPLIER = "supplier", _("Supplier")
    COMPETITOR = "competitor", _("Competitor")
    ASSOCIATION = "association", _("Association or interest group")
    RESEARCHER = "researcher", _("Researcher or teacher")
    INVESTOR = "investor", _("Investor")
    APPLICANT = "applicant", _("Job seeker")
    COLLEAGUE = "colleague", _("Colleague who chose to be shown")


PRIVATE: Final = frozenset({Group.CUSTOMER, Group.RESIDENT, Group.APPLICANT})
"""Private persons: nobody reads their profile to find out that they are one."""
GIVEN: Final = tuple(group for group in Group if group is not Group.COLLEAGUE)
"""What people and rules may say; who is a colleague is only said by colleagues themselves."""
GIVEN_CHOICES: Final = [(group.value, group.label) for group in GIVEN]


class Kind(models.TextChoices):
    """What a rule looks at."""

    SITE = "site", _("a proven website")
    SOURCE = "source", _("where they write")
    PROFILE = "profile", _("words in their profile")


class Evidence(models.TextChoices):
    """How we know, the strongest first: what is weaker never overrules."""

    HAND = "hand", _("said by hand")
    CHOSEN = "chosen", _("chose to be shown")
    DIRECTORY = "directory", _("in the directory")
    SITE = "site", _("a proven website")
    SOURCE = "source", _("where they write")
    PROFILE = "profile", _("words in their profile")


class Rule(models.Model):
    """Whoever fits belongs to the group: a site, words of a profile as a query, or a source."""

    kind = models.CharField(max_length=7, choices=Kind.choices)
    group = models.CharField(max_length=11, choices=Group.choices)
    value = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "kind", "value", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(source=None),
                name="stakeholders_rule_once",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(source__isnull=False),
                name="stakeholders_source_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.group} {self.pk}"


class Entry(models.Model):
    """One line of the directory: an account, or a site of an organisation.

    `handle` is folded. A private person has no name here: their account says enough.
    """

    platform = models.CharField(max_length=40, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=255, blank=True)
    group = models.CharField(max_length=11, choices=Group.choices)
    name = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "name", "id"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "handle", "site"], name="stakeholders_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.pk}"


class Placement(models.Model):
    """The group of one author, and how we know it; who has no row here is not known.

    A group of "" is said by hand: it stays unknown, whatever a rule finds. `found` is what the rule
    or entry met: a site.
    """

    # No constraint: the archive drops authors by the thousand, and asks no other table.
    author = models.OneToOneField(
        Author, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="placement"
    )
    group = models.CharField(max_length=11, choices=Group.choices, blank=True, db_index=True)
    evidence = models.CharField(max_length=9, choices=Evidence.choices)
    rule = models.ForeignKey(Rule, models.CASCADE, null=True, related_name="placements")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="placements")
    found = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.author_id} {self.group}"


class PlacedArrival(models.Model):
    """An arrival whose authors were looked at; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.arrival_id)
