"""Who looks at a case now: rows for as long as a page is open, and no history of them."""

from django.db import models

from klankbord.people.models import Member
from klankbord.reputation.desk.models import Case


class Presence(models.Model):
    """A member with a case in view; gone soon after the page is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint("case", "member", name="desk_presence_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.member_id}"
