"""What the acts of this room are called in the log, and what they are about."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.models import Guideline, GuidelineVersion
from klankbord.trust.wording import Kind, say


def _guidelines() -> QuerySet[Guideline]:
    published = GuidelineVersion.objects.filter(guideline=OuterRef("pk")).exclude(published_at=None)
    return Guideline.objects.annotate(is_out=Exists(published))


def _title(guideline: Guideline) -> str:
    return guideline.title_in(get_language() or "en")


def _page(guideline: Guideline) -> str:
    """What nobody published yet is for those who write it."""
    is_out = getattr(guideline, "is_out", False)
    screen = "guidelines:guideline-detail" if is_out else "guidelines:draft-detail"
    return reverse(screen, args=(guideline.pk,))


say(
    "guidelines",
    acts={
        "guidelines.guideline-added": _("A guideline was begun"),
        "guidelines.draft-started": _("The next version of a guideline was begun"),
        "guidelines.draft-deleted": _("The draft of a guideline was thrown away"),
        "guidelines.published": _("A guideline was published"),
        "guidelines.inside-term-kept": _("A word was marked as staying inside"),
        "guidelines.inside-term-freed": _("A word may go out"),
        "guidelines.inside-document-registered": _("A document was marked as staying inside"),
        "guidelines.inside-document-freed": _("A document may go out"),
    },
    objects={
        "guideline": Kind(label=_("Guideline"), rows=_guidelines, title=_title, page=_page),
        # What stays inside is not told by the log either.
        "term": Kind(label=_("Word that stays inside")),
        "document": Kind(label=_("Document that stays inside")),
    },
)
