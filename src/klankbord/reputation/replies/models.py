"""Saved replies, and files of them that wait for a yes."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member

TEXT_LENGTH = 6_000


class SavedReply(models.Model):
    """Words that fit again and again; a use is counted of the reply, never of a person."""

    title = models.CharField(
        _("title"), max_length=120, help_text=_("How a colleague finds it: “Opening hours pool”.")
    )
    text_nl = models.TextField(_("text in Dutch"), max_length=TEXT_LENGTH, blank=True)
    text_en = models.TextField(_("text in English"), max_length=TEXT_LENGTH, blank=True)
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic"),
    )
    platforms = models.JSONField(_("platforms"), default=list, blank=True)  # none named: all
    owner = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who keeps it true"),
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    n_used = models.PositiveIntegerField(default=0)
    last_used_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "saved replies"
        constraints = [
            models.UniqueConstraint(Lower("title"), name="replies_title_once"),
            models.CheckConstraint(
                condition=~Q(text_nl="") | ~Q(text_en=""), name="replies_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def languages(self) -> list[str]:
        """The languages that it has words in."""
        return [name for name in ("nl", "en") if self.text_in(name)]

    def text_in(self, language: str) -> str:
        """Its words in a language; empty if there are none."""
        return self.text_nl if language == "nl" else self.text_en


class ReplyFile(models.Model):
    """The rows of a file between looking and doing; gone when done, or after a day."""

    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    file_name = models.CharField(max_length=120)
    by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name
