"""Which posts are announcements, and who pressed "I have read this"."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.excerpt import headline_of


class Announcement(models.Model):
    """A post that stands on top of the feed until a day, for a group or for everybody."""

    post = models.OneToOneField(
        "community.Post", models.CASCADE, primary_key=True, related_name="announcement"
    )
    until_on = models.DateField(_("on top until"))
    is_to_acknowledge = models.BooleanField(_("ask readers to press “I have read this”"))
    is_for_all = models.BooleanField(_("for the whole organisation"))
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    announced_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until_on"], name="announced_until")]

    def __str__(self) -> str:
        return f"announcement {self.pk}"

    @property
    def headline(self) -> str:
        """The first words of the post."""
        return headline_of(self.post.text)


class Acknowledgement(models.Model):
    """That a member pressed "I have read this": shown to themselves, told of others as a share."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="acknowledgements")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("announcement", "member", name="announcement_read_once"),
        ]

    def __str__(self) -> str:
        return f"announcement {self.announcement_id} read"
