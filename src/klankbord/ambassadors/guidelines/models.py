"""Guidelines: versions of clauses in two languages, and who agreed to which wording."""

import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.core.guard.finding import Part

TEXT_LENGTH = 6_000


class Guideline(models.Model):
    """One guideline of the organisation, such as the one for social media."""

    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["title_en"]

    def __str__(self) -> str:
        return self.title_en

    def title_in(self, language: str) -> str:
        """The title in a language; in the other one if it is missing."""
        return _one_of(self.title_nl, self.title_en, language)


class GuidelineVersion(models.Model):
    """One edition of a guideline: worked on as a draft, then published and never changed."""

    guideline = models.ForeignKey(Guideline, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    without_consent = models.CharField(
        _("why it holds without consent of the works council"), max_length=300, blank=True
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("guideline", "number", name="version_number_once"),
            models.UniqueConstraint(
                fields=["guideline"],
                condition=models.Q(published_at=None),
                name="version_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"guideline {self.guideline_id} version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published_at is None


class Clause(models.Model):
    """One agreement; `key` is the same in every version, `wording` changes with what it asks.

    `change_said` is what the author says of a change when the judgement of ours was wrong.
    """

    version = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="clauses")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    title_nl = models.CharField(_("title in Dutch"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    text_nl = models.TextField(_("text in Dutch"), max_length=TEXT_LENGTH)
    text_en = models.TextField(_("text in English"), max_length=TEXT_LENGTH)
    reason_nl = models.CharField(_("why, in Dutch"), max_length=300, blank=True)
    reason_en = models.CharField(
        _("why, in English"),
        max_length=300,
        blank=True,
        help_text=_("One sentence. People keep to what they understand."),
    )
    part = models.CharField(
        _("the check before posting leads here for"),
        max_length=12,
        blank=True,
        choices=[
            (Part.WHO_YOU_ARE.value, _("saying who you are")),
            (Part.NEVER_OUT.value, _("what never goes out")),
            (Part.PEOPLE.value, _("people in a post")),
            (Part.PRESS.value, _("embargoes")),
        ],
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers questions about it"),
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    review_told_on = models.DateField(null=True, editable=False)
    wording = models.CharField(max_length=64, editable=False)
    change_said = models.CharField(max_length=10, blank=True, editable=False)
    change_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint("version", "key", name="clause_once"),
        ]

    def __str__(self) -> str:
        return f"clause {self.number} of version {self.version_id}"

    def title_in(self, language: str) -> str:
        """The title in a language; in the other one if it is missing."""
        return _one_of(self.title_nl, self.title_en, language)

    def text_in(self, language: str) -> str:
        """The text in a language; in the other one if it is missing."""
        return _one_of(self.text_nl, self.text_en, language)

    def reason_in(self, language: str) -> str:
        """The reason in a language; in the other one if it is missing."""
        return _one_of(self.reason_nl, self.reason_en, language)

    @property
    def words(self) -> tuple[str, str, str, str]:
        """All that people agree to."""
        return self.title_nl, self.title_en, self.text_nl, self.text_en

    def reckon_wording(self) -> str:
        """What is agreed to: this clause in these words, in either language."""
        parts = json.dumps([str(self.key), *self.words], ensure_ascii=False)
        return hashlib.sha256(parts.encode()).hexdigest()


class Acknowledgement(models.Model):
    """A member read one clause in one wording; the same wording is never asked twice."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="+")
    wording = models.CharField(max_length=64)
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "wording", name="acknowledged_once"),
        ]
        indexes = [models.Index(fields=["wording"], name="acknowledged_wording")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.wording[:8]}"


from klankbord.ambassadors.guidelines.awareness.models import (  # noqa: E402, F401  # tables of this room
    Situation,
    SituationTally,
    SituationTurn,
)
from klankbord.ambassadors.guidelines.consultation.models import (  # noqa: E402, F401  # tables of this room
    ClauseComment,
    Consent,
    Consultation,
)
from klankbord.ambassadors.guidelines.inside.models import (  # noqa: E402, F401  # tables of this room
    InsideDocument,
    InsideTerm,
    PhotoRefusal,
)


def _one_of(dutch: str, english: str, language: str) -> str:
    return (dutch or english) if language == "nl" else (english or dutch)
