"""Pictures and files, and what was changed about those of a post."""

from django.conf import settings
from django.db import models

from klankbord.ambassadors.community.models import Comment, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.core.guard.shared_file import KINDS, NAME_LENGTH

ALT_LENGTH = 1_000
PLACE_HEIGHT = 384  # CSS pixels that a picture by itself is high at most, in a list and at a post
ICONS = {
    "pdf": "file-pdf",
    "document": "file-text",
    "sheet": "file-sheet",
    "slides": "file-slides",
    "date": "calendar",
    "person": "user",
}
_FAMILIES = {
    "pdf": "pdf",
    **dict.fromkeys(["docx", "dotx", "odt", "ott", "txt", "md", "log"], "document"),
    **dict.fromkeys(["xlsx", "xltx", "ods", "ots", "csv", "tsv"], "sheet"),
    **dict.fromkeys(["pptx", "potx", "ppsx", "odp", "otp"], "slides"),
    "ics": "date",
    "vcf": "person",
}


class Attachment(models.Model):
    """One picture or file at a post, at a comment, or at a post that still waits to be shown.

    It lies in the database: written with its words or not at all, backed up, held and erased with
    them. The price: some hundreds of kilobytes a picture; lists leave the bytes out.
    """

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="attachments")
    review = models.ForeignKey(Review, models.CASCADE, null=True, related_name="attachments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    attached_at = models.DateTimeField()
    kind = models.CharField(max_length=100)  # the media type that our own reading found
    name = models.CharField(max_length=NAME_LENGTH, blank=True)  # of a file; a picture keeps none
    alt = models.CharField(max_length=ALT_LENGTH, blank=True)  # empty: the picture only decorates
    width = models.PositiveIntegerField(null=True)  # of a picture, in pixels
    height = models.PositiveIntegerField(null=True)
    n_bytes = models.PositiveIntegerField()  # of both below
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    small = models.BinaryField(null=True)  # for lists; None where the picture itself is small
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=False, comment=None, review=None)
                | models.Q(post=None, comment__isnull=False, review=None)
                | models.Q(post=None, comment=None, review__isnull=False),
                name="attachment_in_one_place",
            ),
        ]
        # To add up what is kept, of the whole house and of one member, without opening a row.
        indexes = [models.Index(fields=["author", "n_bytes"], name="attachment_sizes")]

    def __str__(self) -> str:
        return f"attachment {self.pk}: {self.kind}"

    @property
    def is_picture(self) -> bool:
        """Whether it is shown rather than saved."""
        return self.width is not None

    @property
    def place_height(self) -> int:
        """How high its place is, in CSS pixels, where there is room for all of its width."""
        return min(self.height or 0, PLACE_HEIGHT)

    @property
    def place_width(self) -> int:
        """How wide its place is: kept free before the picture is there, so that nothing jumps."""
        return max(1, round((self.width or 0) * self.place_height / (self.height or 1)))

    @property
    def ending(self) -> str:
        """How the name of such a file ends, as people know it."""
        return KINDS.get(self.kind, "").upper()

    @property
    def family(self) -> str:
        """What it is like, in one word for its colour."""
        return _FAMILIES.get(KINDS.get(self.kind, ""), "other")

    @property
    def icon(self) -> str:
        """The icon that goes with it."""
        return ICONS.get(self.family, "file")


class AttachmentChange(models.Model):
    """That pictures or files of a post came or went after it was written: how many, and when."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="attachment_changes")
    is_picture = models.BooleanField()
    is_added = models.BooleanField()
    n = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"post {self.post_id}: {self.n} at {self.changed_at}"
