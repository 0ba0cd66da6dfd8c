"""What is looked at, why, and what was decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import POST_LENGTH, Comment, Group, Post

REASON_LENGTH = 1_000


class Review(models.Model):
    """Words that wait for a moderator, or were decided about, once more after an appeal.

    `text` holds words only while they stand nowhere else: a post that waits to be shown, or words
    that were taken down and may come back.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waits")
        KEPT = "kept", _("it stands")
        TAKEN_DOWN = "taken_down", _("not shown")
        APPEALED = "appealed", _("appeal waits")

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="reviews")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    is_new = models.BooleanField(default=False)  # a post that waits to be shown
    is_question = models.BooleanField(default=False)
    text = models.TextField(max_length=POST_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    appeal = models.CharField(max_length=REASON_LENGTH, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    appeal_decided_at = models.DateTimeField(null=True)
    appeal_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    # To one person from outside, who said so first: nobody in the group could decide.
    lent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    lent_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "comment",
                condition=models.Q(state="waiting", comment__isnull=False),
                name="comment_reviewed_once",
            ),
            models.UniqueConstraint(
                "post",
                condition=models.Q(state="waiting", comment=None, post__isnull=False, is_new=False),
                name="post_reviewed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(appeal_decided_by=None)
                | ~models.Q(appeal_decided_by=models.F("decided_by")),
                name="appeal_to_somebody_else",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group"],
                condition=models.Q(state__in=["waiting", "appealed"]),
                name="review_open",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in {self.State.WAITING, self.State.APPEALED}

    @property
    def may_be_appealed(self) -> bool:
        """Whether the author can still ask somebody else to look."""
        return self.state == self.State.TAKEN_DOWN and self.appealed_at is None


class Report(models.Model):
    """That one member asks a moderator to look at words, and why."""

    class Reason(models.TextChoices):
        """What is wrong with them."""

        HURTS = "hurts", _("It hurts, threatens or shuts somebody out")
        PRIVATE = "private", _("It tells something private of somebody")
        SECRET = "secret", _("It may not be told here")
        ELSEWHERE = "elsewhere", _("It is advertising, or does not belong here")
        OTHER = "other", _("Something else")

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("what is wrong"), max_length=10, choices=Reason)
    words = models.CharField(
        _("what a moderator should know"), max_length=REASON_LENGTH, blank=True
    )
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["reported_at", "id"]
        constraints = [models.UniqueConstraint("review", "reporter", name="reported_once")]

    def __str__(self) -> str:
        return f"report {self.pk}: {self.reason}"
