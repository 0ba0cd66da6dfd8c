"""Editions of the newsletter, what stands in them, and how far they are sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Post

INTRO_LENGTH = 4_000
TEXT_LENGTH = 6_000


class Edition(models.Model):
    """One newsletter."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")

    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("introduction"), max_length=INTRO_LENGTH, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))]
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    period_from = models.DateTimeField()
    period_until = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT


class Item(models.Model):
    """One colleague's post in an edition, in the editor's words, with why it was proposed."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="items")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField()
    headline = models.CharField(_("headline"), max_length=160)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    reasons = models.JSONField(default=list)  # [{"code": …, "value": …}], see choice.py
    is_included = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.headline


class Delivery(models.Model):
    """One edition for one member: the intent stands before the mail goes, the outcome after."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("on its way")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the mail server")
        SKIPPED = "skipped", _("no longer wanted")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="deliveries")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claimed_by = models.CharField(max_length=32, blank=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)  # what the mail server said

    class Meta:
        constraints = [models.UniqueConstraint("edition", "member", name="delivery_once")]
        indexes = [models.Index(fields=["edition", "state"], name="delivery_of_edition")]

    def __str__(self) -> str:
        return f"{self.edition_id} for {self.member_id}: {self.state}"


class Subscription(models.Model):
    """A member's own choice; without a row they get the newsletter."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="newsletter_subscription"
    )
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} {'on' if self.is_on else 'off'}"
