"""Who is called to a case."""

from django.db import models
from django.db.models import Q

from klankbord.people.models import Member
from klankbord.reputation.desk.models import CaseEvent


class NoteMention(models.Model):
    """A member who was named in a note with @, so that they can be told."""

    event = models.ForeignKey(CaseEvent, models.CASCADE, related_name="note_mentions")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True)  # ticked off by who was called

    class Meta:
        constraints = [models.UniqueConstraint("event", "member", name="desk_note_mention_once")]
        indexes = [
            models.Index(
                fields=["member"], condition=Q(seen_at=None), name="desk_note_mention_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.member_id}"
