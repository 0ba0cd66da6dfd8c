"""What a page says of itself that a post links to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Post

ADDRESS_LENGTH = 2_000
SITE_LENGTH = 253  # characters of a host name
MOST_VISITS = 3


class LinkPreview(models.Model):
    """The card of the first link of one post, of that post alone.

    Shared with no other post: that a card is there at once would tell that somebody elsewhere
    linked to the same page. The price: a page that ten posts link to is visited ten times.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits")
        SHOWN = "shown", _("shown")
        NOTHING = "nothing", _("there is nothing to show")
        REMOVED = "removed", _("removed")

    post = models.OneToOneField(Post, models.CASCADE, related_name="preview")
    address = models.CharField(max_length=ADDRESS_LENGTH)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(null=True)  # of one that waits: when the page is visited
    n_visits = models.PositiveSmallIntegerField(default=0)
    site = models.CharField(max_length=SITE_LENGTH, blank=True)
    title = models.TextField(blank=True)
    about = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="preview_due"
            ),
        ]

    def __str__(self) -> str:
        return f"preview at {self.post_id}: {self.state}"

    @property
    def is_shown(self) -> bool:
        """Whether there is a card to see."""
        return self.state == self.State.SHOWN
