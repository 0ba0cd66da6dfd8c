"""When and where something is, who comes, and whose calendar looks here."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.excerpt import headline_of

PLACE_LENGTH, LINK_LENGTH, ZONE_LENGTH = 200, 500, 40


class Event(models.Model):
    """When and where what a post tells of takes place; its name is how the post begins."""

    post = models.OneToOneField(
        "community.Post", models.CASCADE, primary_key=True, related_name="event"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(_("time zone"), max_length=ZONE_LENGTH)
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    link = models.URLField(_("link"), max_length=LINK_LENGTH, blank=True)
    # How often it was changed: a calendar takes the highest (RFC 5545, 3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="event_lasts"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="event_starts")]

    def __str__(self) -> str:
        return f"event {self.pk}"

    @property
    def headline(self) -> str:
        """What it is called: the first words of the post."""
        return headline_of(self.post.text)

    @property
    def is_one_day(self) -> bool:
        """Whether it is over on the day on which it begins, where it is."""
        zone = ZoneInfo(self.zone)
        return self.starts_at.astimezone(zone).date() == self.ends_at.astimezone(zone).date()


class EventAnswer(models.Model):
    """That one member comes, perhaps or not; under their name, until they take it back."""

    class Says(models.TextChoices):
        """What one answers."""

        COMES = "comes", _("I come")
        PERHAPS = "perhaps", _("Perhaps")
        NOT = "not", _("I do not come")

    event = models.ForeignKey(Event, models.CASCADE, related_name="answers")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    says = models.CharField(max_length=10, choices=Says)
    answered_at = models.DateTimeField()
    # For which beginning they were reminded: one that is moved is told again.
    reminded_of = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("event", "member", name="event_answered_once")]

    def __str__(self) -> str:
        return f"{self.says} at event {self.event_id}"


class CalendarAddress(models.Model):
    """Where one member's calendar fetches their events; only a fingerprint of it is kept."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar address of {self.member_id}"
