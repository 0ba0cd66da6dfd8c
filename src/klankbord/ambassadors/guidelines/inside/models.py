"""Words and documents that stay inside; of a document only keyed fingerprints are kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class InsideTerm(models.Model):
    """A word or phrase that must not go out before its day."""

    class Kind(models.TextChoices):
        CONFIDENTIAL = "confidential-word", _("Word that stays inside")
        CODE_NAME = "code-name", _("Code name")
        EMBARGO = "embargo", _("Under embargo")

    words = models.CharField(_("word or phrase"), max_length=120, unique=True)
    kind = models.CharField(_("why"), max_length=20, choices=Kind)
    until = models.DateField(
        _("may go out from"),
        null=True,
        blank=True,
        help_text=_("From this day on the check does not mind it any more. Empty: no day is set."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who answers questions about it"),
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return f"term {self.pk}"  # not the words: what is printed ends up in logs


class InsideDocument(models.Model):
    """A document by its title and fingerprints; its words are nowhere."""

    title = models.CharField(_("title"), max_length=200)
    is_public = models.BooleanField(_("is public already"), default=False)
    until = models.DateField(_("may go out from"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who answers questions about it"),
    )
    prints = models.BinaryField()  # 8 bytes each, little-endian, sorted: their order tells nothing
    n_prints = models.PositiveIntegerField()
    key_id = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"document {self.pk}"


class PhotoRefusal(models.Model):
    """Somebody who does not want to be in pictures: a keyed hash of the name, and its initials."""

    name_hash = models.BinaryField(max_length=16)
    initials = models.CharField(max_length=20)
    until = models.DateField(_("ask again from"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who answers questions about it"),
    )
    key_id = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["initials", "pk"]
        constraints = [
            models.UniqueConstraint("name_hash", name="photo_refusal_once"),
        ]

    def __str__(self) -> str:
        return f"refusal {self.pk}"
