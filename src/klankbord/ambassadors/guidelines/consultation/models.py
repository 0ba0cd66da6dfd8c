"""A consultation about a draft: what was said and answered, and who consented to which words."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

COMMENT_LENGTH = 2_000


class Consultation(models.Model):
    """The time in which everybody may speak about one draft."""

    version = models.OneToOneField(
        "guidelines.GuidelineVersion", models.CASCADE, related_name="consultation"
    )
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="consultation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"consultation on version {self.version_id}"


class ClauseComment(models.Model):
    """What somebody says of one clause; without an author nobody can tell who it was.

    The clause is named by its key, and by its title as it was, so that the words stay readable
    when the clause is changed or taken out.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("we do this")
        PARTLY = "partly", _("we do part of this")
        NOT_TAKEN = "not-taken", _("we do not do this")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    key = models.UUIDField()
    clause_title = models.CharField(max_length=120)
    text = models.TextField(_("what you think of it"), max_length=COMMENT_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    is_council = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    written_on = models.DateField()
    outcome = models.CharField(_("what we do with it"), max_length=10, blank=True, choices=Outcome)
    answer = models.TextField(_("answer"), max_length=COMMENT_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Consent(models.Model):
    """What the works council decided about exactly these words; one that is revoked stays.

    `wordings` holds each clause as it stood: its wording, and its titles and texts.
    """

    version = models.ForeignKey(
        "guidelines.GuidelineVersion", models.CASCADE, related_name="consents"
    )
    is_given = models.BooleanField()
    wordings = models.JSONField()
    words = models.TextField(_("conditions or reason"), max_length=COMMENT_LENGTH, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(_("why"), max_length=COMMENT_LENGTH, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"consent {self.pk} to version {self.version_id}"
