"""A file that is carried over, what came out of it, and the voices of people without an account."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Comment, Group, Post

KEY_LENGTH = 200
UNDONE_WITHIN = dt.timedelta(days=14)
PLATFORMS = {
    "slack": "Slack",
    "yammer": "Viva Engage",
    "mattermost": "Mattermost",
    "klankbord": "Klankbord",
}


class CommunityImport(models.Model):
    """One export of another platform, from the upload to the outcome.

    `found` holds names out of the file, for who brought it and only until it is carried over.
    """

    class State(models.TextChoices):
        """How far it is."""

        LOOKING = "looking", _("we look what is in it")
        READY = "ready", _("waits for your choice")
        WAITING = "waiting", pgettext_lazy("an import", "waits for its turn")
        RUNNING = "running", _("being brought in")
        DONE = "done", _("brought in")
        FAILED = "failed", _("could not be read")
        CANCELLED = "cancelled", _("stopped")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    path = models.CharField(max_length=1000)
    file_name = models.CharField(max_length=200)
    platform = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    found = models.JSONField(default=dict)  # see `looking.Found`
    choices = models.JSONField(default=dict)  # key of a place → kind of group; none: not brought
    has_voices = models.BooleanField(default=True)
    n_done = models.PositiveBigIntegerField(default=0)  # messages of the file that were seen
    counts = models.JSONField(default=dict)  # what came of them, see `counting.COUNTED`
    refusal = models.CharField(max_length=60, blank=True)
    refusal_values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether something happens to it by itself."""
        state = self.State
        return self.state in {state.LOOKING, state.WAITING, state.RUNNING, state.UNDOING}

    @property
    def platform_name(self) -> str:
        """Where it comes from."""
        return PLATFORMS.get(self.platform, "")

    def may_be_undone(self, at: dt.datetime) -> bool:
        """Whether it brought something, not too long ago."""
        over = {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
        is_over = self.state in over and self.finished_at is not None and bool(self.n_done)
        return is_over and at < self.finished_at + UNDONE_WITHIN  # type: ignore[operator]  # is_over says so


class Voice(models.Model):
    """Somebody of elsewhere who has no account here: a number instead of a name.

    `key` is a hash of what the platform calls them, so that they keep one number.
    """

    platform = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint("platform", "number", name="voice_number_once")]

    def __str__(self) -> str:
        return f"{self.platform} {self.number}"

    @property
    def name(self) -> str:
        """What this voice is called where it speaks."""
        place = PLATFORMS.get(self.platform, self.platform)
        return gettext("Somebody of %(platform)s, %(n)s") % {"platform": place, "n": self.number}


class Origin(models.Model):
    """Where a group, post or comment comes from; what has one is never brought a second time."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    platform = models.CharField(max_length=20)
    brought_by = models.ForeignKey(
        CommunityImport, models.SET_NULL, null=True, related_name="origins"
    )
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, related_name="origins")
    group = models.OneToOneField(Group, models.CASCADE, null=True, related_name="origin")
    post = models.OneToOneField(Post, models.CASCADE, null=True, related_name="origin")
    comment = models.OneToOneField(Comment, models.CASCADE, null=True, related_name="origin")

    def __str__(self) -> str:
        return self.key

    @property
    def platform_name(self) -> str:
        """Where it was said first."""
        return PLATFORMS.get(self.platform, self.platform)
