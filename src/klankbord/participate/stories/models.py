"""Stories and the mentions that belong to them; a mention that stands alone has no row here."""

from django.db import models

from klankbord.participate.archive.models import Arrival, Mention


class Story(models.Model):
    """A message and its copies. Which one stands for it is not written down but asked.

    See `queries.leads_of`: so it is right after any erasure.
    """

    began_at = models.DateTimeField()  # when we noticed that there were two

    class Meta:
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return str(self.pk)


class Copy(models.Model):
    """A mention that belongs to a story; it goes with its mention."""

    mention = models.OneToOneField(Mention, models.CASCADE, primary_key=True, related_name="copy")
    story = models.ForeignKey(Story, models.CASCADE, db_index=False, related_name="copies")
    is_repost = models.BooleanField()  # it says of itself that it only repeats

    class Meta:
        verbose_name_plural = "copies"
        indexes = [
            models.Index("story", "is_repost", "mention", name="stories_copy_first"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.mention_id}"


class FiledArrival(models.Model):
    """An arrival whose mentions were looked at for copies; the others are still to do."""

    arrival = models.OneToOneField(Arrival, models.CASCADE, primary_key=True, related_name="+")
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.arrival_id)
