"""Questions to people who know."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.models import Case, CaseMessage

TEXT_LENGTH = 4_000


class ExpertQuestion(models.Model):
    """What one person is asked about one case; it is answered once, or taken back.

    A member answers by mail or on a page, a contact by mail alone.
    """

    class Status(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Not needed any more")

    case = models.ForeignKey(Case, models.CASCADE, related_name="questions")
    expert = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    about = models.ForeignKey(CaseMessage, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=TEXT_LENGTH)
    answer_by = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "desk"
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(status="open"), name="desk_question_due")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"

    @property
    def addressee(self) -> Member | Contact | None:
        """Who is asked; None once they are gone."""
        return self.expert or self.contact
