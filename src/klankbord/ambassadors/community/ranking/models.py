"""Who chose another order of the feed than that of time."""

from django.conf import settings
from django.db import models


class FeedOrder(models.Model):
    """That a member wants what matters first; without a row the feed is in the order of time.

    Nothing else is kept of a member for the order: it is found at each reading from what stands in
    the community, and never from what somebody looked at.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"what matters first for {self.member_id}"
