"""What a member is told, by which letter, and what they chose."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.people.quiet_hours import EVENING, MORNING

HOURS = 24


class Notification(models.Model):
    """Something that concerns one member; it keeps no words, only where they stand.

    So whoever may no longer read a group is shown nothing of it, however late they look.
    """

    class Kind(models.TextChoices):
        """Why a member is told."""

        NAMED = "named", _("somebody names you")
        ANSWERED = "answered", _("somebody answers your comment")
        COMMENTED = "commented", _("somebody comments on your post")
        BEST = "best", _("your answer is chosen as the best")
        INVITED = "invited", _("you are invited to a group")
        ACCEPTED = "accepted", _("you are let into a group")
        ASKED = "asked", _("somebody asks to come into your group")
        TO_DECIDE = "to_decide", _("words wait for you as a moderator")
        DECIDED = "decided", _("it was decided about your words")
        LOOKED_AT = "looked_at", _("what you reported was looked at")
        OPENED = "opened", _("somebody from outside looks at reported words")
        ANNOUNCED = "announced", _("there is an announcement")
        MOVED = "moved", _("an event that you come to is changed")
        CALLED_OFF = "called_off", _("an event that you come to is called off")
        PRAISED = "praised", _("somebody praises you")
        SOON = "soon", _("an event that you come to begins soon")
        POLL_OVER = "poll_over", _("a poll of yours, or that you voted in, is closed")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    review = models.ForeignKey("community.Review", models.CASCADE, null=True, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    # Until the letter is fixed that brings it, or for ever if its member wants no mail of it.
    is_to_mail = models.BooleanField(default=False)
    letter = models.ForeignKey("Letter", models.SET_NULL, null=True, related_name="notifications")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "member",
                "comment",
                "kind",
                condition=models.Q(comment__isnull=False),
                name="told_of_comment_once",
            ),
            models.UniqueConstraint(
                "member",
                "post",
                "kind",
                condition=models.Q(comment=None, post__isnull=False),
                name="told_of_post_once",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-created_at"], name="told_newest"),
            models.Index(
                fields=["member"], condition=models.Q(is_to_mail=True), name="told_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"

    @property
    def url(self) -> str:
        """Where it stands."""
        if self.kind == self.Kind.TO_DECIDE:
            return reverse("community:review-list")
        if self.kind == self.Kind.DECIDED:
            return reverse("community:review-detail", args=[self.review_id])
        if self.kind == self.Kind.OPENED and self.review and self.review.post_id:
            return reverse("community:post-detail", args=[self.review.post_id])
        if self.post_id is None:
            page = "group-people" if self.kind == self.Kind.ASKED else "group-detail"
            return reverse(f"community:{page}", args=[self.group_id])
        place = reverse("community:post-detail", args=[self.post_id])
        return f"{place}#comment-{self.comment_id}" if self.comment_id else place


class MailChoice(models.Model):
    """What a member chose about mail; without a row the defaults hold."""

    class Personal(models.TextChoices):
        """When mail comes that concerns the member themselves."""

        AT_ONCE = "at_once", _("At once, outside my quiet hours")
        DIGEST = "digest", _("In my digest")
        NEVER = "never", _("Never by mail")

    class Digest(models.TextChoices):
        """How often a digest comes."""

        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")
        NEVER = "never", _("Never")

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    personal = models.CharField(
        _("When somebody names, answers or invites me"),
        max_length=10,
        choices=Personal,
        default=Personal.AT_ONCE,
    )
    digest = models.CharField(
        _("A digest of what is new in my groups"),
        max_length=10,
        choices=Digest,
        default=Digest.WEEKLY,
    )
    from_hour = models.PositiveSmallIntegerField(_("Mail may come from"), default=MORNING)
    until_hour = models.PositiveSmallIntegerField(_("Mail may come until"), default=EVENING)
    is_weekend_quiet = models.BooleanField(_("No mail on Saturday and Sunday"), default=True)
    groups_left_out = models.JSONField(default=list)
    digest_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_hour__lt=models.F("until_hour"), until_hour__lte=HOURS),
                name="mail_hours_are_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.personal}, {self.digest}"

    @property
    def mails_personal(self) -> bool:
        """Whether what concerns the member ever comes by mail."""
        by_digest = self.personal == self.Personal.DIGEST and self.digest != self.Digest.NEVER
        return by_digest or self.personal == self.Personal.AT_ONCE


class Letter(models.Model):
    """One letter for one member: planned, then fixed in what it says, then handed over.

    What is fixed does not change any more, so a letter that is handed over a second time (the
    machine stopped between the mail server's yes and our note of it) is the same letter.
    """

    class Kind(models.TextChoices):
        """What brings it."""

        PERSONAL = "personal", _("what concerns you")
        DIGEST = "digest", _("digest")

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("planned")
        FIXED = "fixed", _("on its way")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused by the mail server")
        SKIPPED = "skipped", _("there was nothing to tell")

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    due_at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)  # what the mail server said

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member",
                "kind",
                condition=models.Q(state="planned"),
                name="letter_planned_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["planned", "fixed"]),
                name="letter_due",
            ),
            models.Index(fields=["member", "kind", "-until"], name="letter_last"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}: {self.state}"
