"""Lines to take, in versions: a draft is worked on, a published one never changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member

TEXT_LENGTH = 4_000


class Line(models.Model):
    """One issue about which colleagues may be asked; its title is that of what they read."""

    title = models.CharField(_("title"), max_length=120)
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_at", "-id"]

    def __str__(self) -> str:
        return self.title


class LineVersion(models.Model):
    """What colleagues read; `published_at` is set when somebody else approved it."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(
        _("title"), max_length=120, help_text=_("What colleagues recognise: “Pool closed”.")
    )
    happened_nl = models.TextField(_("what happened, in Dutch"), max_length=TEXT_LENGTH)
    happened_en = models.TextField(_("what happened, in English"), max_length=TEXT_LENGTH)
    say_nl = models.TextField(_("what you may say, in Dutch"), max_length=TEXT_LENGTH)
    say_en = models.TextField(_("what you may say, in English"), max_length=TEXT_LENGTH)
    ask = models.CharField(
        _("where to ask"),
        max_length=300,
        help_text=_("A name, a number or a place where colleagues and press are helped."),
    )
    ends_on = models.DateField(
        _("holds until"), help_text=_("After this day colleagues do not see it any more.")
    )
    written_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["line", "-number"]
        constraints = [
            models.UniqueConstraint("line", "number", name="lines_version_once"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(published_at=None), name="lines_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} v{self.number}"


class LineLetter(models.Model):
    """A letter that still has to go; who had one is kept nowhere."""

    version = models.ForeignKey(LineVersion, models.CASCADE, related_name="letters")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("version", "member", name="lines_letter_once")]

    def __str__(self) -> str:
        return f"{self.version_id} for {self.member_id}"
