"""What a post asks, what one can choose, and who chose what where that is asked by name.

A poll is by name or anonymous from the beginning: no row and no action makes the one out of the
other. Of an anonymous one nothing stands here but what the gateway told after the close.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.trust.ballots.models import BallotRound

CHOICE_LENGTH = 120
FEWEST, MOST = 2, 10  # choices


class Poll(models.Model):
    """The question of a post: its words are the post's, what can be chosen stands beside them."""

    class Shows(models.TextChoices):
        """When those who vote by name see what others chose."""

        AT_ONCE = "at_once", _("At once")
        VOTED = "voted", _("When you have voted")
        CLOSED = "closed", _("After the close")

    post = models.OneToOneField(
        "community.Post", models.CASCADE, primary_key=True, related_name="poll"
    )
    is_anonymous = models.BooleanField()
    has_several = models.BooleanField(_("more than one choice is allowed"), default=False)
    shows = models.CharField(max_length=10, choices=Shows, default=Shows.AT_ONCE)
    closes_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    n_voters = models.PositiveIntegerField(null=True)  # by name, since it was counted
    # Of an anonymous one; none where it was brought in from elsewhere, with its result only.
    vote = models.OneToOneField(BallotRound, models.SET_NULL, null=True, related_name="+")
    told = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_anonymous=False) | models.Q(shows="closed", n_voters=None),
                name="poll_anonymous_tells_nothing_early",
            ),
            models.CheckConstraint(
                condition=models.Q(is_anonymous=True) | models.Q(vote=None),
                name="poll_by_name_has_no_ballots",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=models.Q(counted_at=None), name="poll_to_count"
            ),
        ]

    def __str__(self) -> str:
        return f"poll {self.pk}"


class PollChoice(models.Model):
    """One thing that can be chosen; `n_votes` is kept when it is counted, without names."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices", db_index=False)
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=CHOICE_LENGTH)
    n_votes = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint("poll", "place", name="poll_place_once")]

    def __str__(self) -> str:
        return f"choice {self.place} of poll {self.poll_id}"


class PollVote(models.Model):
    """What one member chose by name; who can read the post sees it. None is anonymous."""

    choice = models.ForeignKey(PollChoice, models.CASCADE, related_name="votes", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("choice", "member", name="poll_voted_once")]

    def __str__(self) -> str:
        return f"vote of {self.member_id} for choice {self.choice_id}"
