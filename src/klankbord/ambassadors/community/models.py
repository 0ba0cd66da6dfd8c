"""Groups and what colleagues say in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

POST_LENGTH = 10_000
COMMENT_LENGTH = 4_000


class Group(models.Model):
    """A place to talk: open to every member, closed to all but its own, or not even told of."""

    class Kind(models.TextChoices):
        """Who may read what stands in a group, from wide to narrow."""

        OPEN = "open", _("Open: every colleague can read and join")
        CLOSED = "closed", _("Closed: everybody sees its name, only its members can read")
        PRIVATE = "private", _("Private: only who is invited knows that it is there")

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    kind = models.CharField(_("who can read"), max_length=10, choices=Kind, default=Kind.OPEN)
    is_moderated = models.BooleanField(
        _("an owner looks at each post before it shows"),
        default=False,
        db_default=False,
        help_text=_("Posts of members wait for an owner; posts of owners show at once."),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("group", "member"),
        related_name="community_groups",
    )
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            # "There is one already" would tell of a private group.
            models.UniqueConstraint(
                "name",
                condition=~models.Q(kind="private"),
                name="group_name_once",
                violation_error_message=_("There is a group with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether every member of the organisation may read here."""
        return self.kind == self.Kind.OPEN

    @property
    def is_private(self) -> bool:
        """Whether only who is in it knows that it is there."""
        return self.kind == self.Kind.PRIVATE

    @property
    def name_outside(self) -> str:
        """What it is called to who need not be in it: a private one only by its number."""
        if not self.is_private:
            return self.name
        return gettext("Private group %(number)s") % {"number": self.pk}


class Membership(models.Model):
    """A member in a group.

    Without `joined_at` it waits: a request for an owner's answer, and with `invited_at` an
    invitation for the answer of who is invited.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    is_owner = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    joined_at = models.DateTimeField(null=True)
    guest_until = models.DateTimeField(null=True)  # of a guest, and of nobody else

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "member", name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(is_owner=False) | models.Q(guest_until=None),
                name="membership_guest_owns_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(is_owner=False) | models.Q(joined_at__isnull=False),
                name="membership_owner_is_in",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_at__isnull=False) | models.Q(invited_at__isnull=False),
                name="membership_has_a_beginning",
            ),
        ]
        indexes = [
            # A group of fifty thousand has two guests; each page of a post asks who they are.
            models.Index(
                fields=["group", "guest_until"],
                condition=models.Q(guest_until__isnull=False),
                name="membership_guests",
            ),
            # To count the colleagues in a group of the whole house without opening each row.
            models.Index(
                fields=["group"],
                condition=models.Q(joined_at__isnull=False, guest_until=None),
                name="membership_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"

    @property
    def is_let_in(self) -> bool:
        """Whether they are in the group or invited: more than a question of their own."""
        return bool(self.joined_at or self.invited_at)

    @property
    def is_invitation(self) -> bool:
        """Whether it waits for the answer of who is invited."""
        return self.joined_at is None and self.invited_at is not None


class Contribution(models.Model):
    """Words of one colleague; removing them takes the words away and leaves the place."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="%(class)ss"
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    # By a moderator: the words wait elsewhere, where nobody reads them, for an appeal.
    is_taken_down = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def is_removed(self) -> bool:
        """Whether the words are gone, by the author or by a moderator."""
        return self.removed_at is not None

    @property
    def said_by(self) -> str:
        """The author's name, the number of a voice of elsewhere, or nothing for who left.

        Read it with `author` and `origin__voice` at hand.
        """
        if self.author:
            return self.author.name
        origin = getattr(self, "origin", None)
        return origin.voice.name if origin and origin.voice else ""


class Post(Contribution):
    """A message in a group, in Markdown."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="posts", db_index=False)
    text = models.TextField(_("message"), max_length=POST_LENGTH)
    # Small letters without accents: both databases then find "café" for "CAFE".
    search_text = models.TextField(blank=True, editable=False)
    is_pinned = models.BooleanField(default=False)
    is_question = models.BooleanField(_("this is a question"), default=False)
    best_answer = models.ForeignKey("Comment", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["group", "-created_at", "-id"], name="post_of_group"),
            models.Index(fields=["-created_at", "-id"], name="post_newest"),
            models.Index(
                fields=["group", "-created_at"],
                condition=models.Q(is_pinned=True),
                name="post_pinned",
            ),
            models.Index(
                fields=["group", "-created_at", "-id"],
                condition=models.Q(is_question=True, best_answer=None),
                name="post_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class PostVersion(models.Model):
    """What a post said before it was changed; it goes with the words of the post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    text = models.TextField()
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-id"]

    def __str__(self) -> str:
        return f"post {self.post_id} until {self.replaced_at}"


class PostTag(models.Model):
    """A subject that a post names with a #, in small letters without accents."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=50)

    class Meta:
        constraints = [models.UniqueConstraint("tag", "post", name="tag_once")]

    def __str__(self) -> str:
        return f"#{self.tag}"


class Comment(Contribution):
    """An answer to a post, or (one level deep) to another comment."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments", db_index=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    text = models.TextField(_("comment"), max_length=COMMENT_LENGTH)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["post", "created_at"], name="comment_of_post")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Reaction(models.Model):
    """One small sign of one member at a post; `kind` is the key of one that the house has or had.

    No foreign key: it would cost an index over all that was ever given, which nothing reads.
    """

    class Kind(models.TextChoices):
        """What a reaction can say in a house that has not chosen yet."""

        THANKS = "thanks", _("Thanks")
        AGREE = "agree", _("Agree")
        IDEA = "idea", _("Good idea")
        WELL_DONE = "well_done", _("Well done")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    reacted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("post", "member", "kind", name="reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.post_id}"


# Models of the rooms inside this one: Django looks for them here.
from klankbord.ambassadors.community.imports.models import (  # noqa: E402  # they refer to Post
    CommunityImport,  # noqa: F401  # idem
    Origin,  # noqa: F401  # idem
    Voice,  # noqa: F401  # idem
)
from klankbord.ambassadors.community.moderation.models import (  # noqa: E402  # they refer to Post
    Report,  # noqa: F401  # idem
    Review,  # noqa: F401  # idem
)
from klankbord.ambassadors.community.notifications.models import (  # noqa: E402  # they refer to Post
    Letter,  # noqa: F401  # idem
    MailChoice,  # noqa: F401  # idem
    Notification,  # noqa: F401  # idem
)
