"""The pictures of an answer, as they go out."""

from django.db import models

from klankbord.reputation.desk.models import Reply


class ReplyPicture(models.Model):
    """One picture: nothing is left of the file that came in but what it shows.

    It lies in the database, where it is backed up, held and erased with its case. The price: a few
    megabytes a picture; lists leave `content` out.
    """

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="pictures")
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    n_bytes = models.PositiveIntegerField()
    alt = models.TextField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        app_label = "desk"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.alt[:40]}"
