"""Facts: what the organisation states, with a source, an owner and an end, in versions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member


class VersionIsHistory(TypeError):  # noqa: N818  # named after the broken promise
    """Somebody tried to change what was stated: answers have been given by it."""


class Fact(models.Model):
    """One thing that we know; its words stand in its versions."""

    title = models.CharField(_("title"), max_length=120)
    owner = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    n_versions = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()  # of the newest version, for the lists
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_because = models.CharField(max_length=300, blank=True)
    mistakes = models.JSONField(default=list)  # what people wrongly say, as queries
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["title", "id"]
        indexes = [
            models.Index(fields=["retired_at", "expires_at"], name="fact_by_end"),
        ]

    def __str__(self) -> str:
        return self.title


class FactVersion(models.Model):
    """What was stated from a moment on; an answer names the version that it stands on."""

    class Change(models.TextChoices):
        """Why there is a new version."""

        STATED = "stated", _("Stated")
        PROLONGED = "prolonged", _("Still true")
        CHANGED = "changed", _("The situation changed")
        CORRECTED = "corrected", _("What we said was wrong")

    fact = models.ForeignKey(Fact, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change, default=Change.STATED)
    text_nl = models.TextField(_("statement in Dutch"))
    text_en = models.TextField(_("statement in English"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.CharField(_("address of the source"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["fact", "number"]
        constraints = [
            models.UniqueConstraint("fact", "number", name="fact_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id}.{self.number}"

    def save(self, **kwargs: Any) -> None:
        if self.pk is not None:
            raise VersionIsHistory(str(self))
        super().save(**kwargs)

    def text_in(self, language: str) -> str:
        """The statement in a language of the house."""
        return self.text_nl if language == "nl" else self.text_en

    def says_the_same_as(self, other: "FactVersion") -> bool:
        """Whether the words and the source are alike; only the end may differ."""
        names = ("text_nl", "text_en", "source", "source_url")
        return all(getattr(self, name) == getattr(other, name) for name in names)
