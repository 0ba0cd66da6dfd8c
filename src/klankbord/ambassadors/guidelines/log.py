"""What the acts of this room are called in the log, and what they are about."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.consultation.models import ClauseComment
from klankbord.ambassadors.guidelines.models import Guideline, GuidelineVersion
from klankbord.core.guidelines.difference import Difference
from klankbord.trust.register import Words
from klankbord.trust.wording import Kind, say

_CHANGES: dict[str, Words] = {
    Difference.EDITORIAL.value: _("editorial"),
    Difference.MATERIAL.value: _("material"),
}
_OUTCOMES: dict[str, Words] = {each.value: each.label for each in ClauseComment.Outcome}


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
        "guidelines.change-said": _("A change of a clause was judged by its author"),
        "guidelines.consultation-opened": _("A consultation about a guideline began"),
        "guidelines.consultation-moved": _("A consultation got other days"),
        "guidelines.consultation-closed": _("A consultation ended"),
        "guidelines.comment-answered": _("A comment on a clause got an answer"),
        "guidelines.consent-given": _("The works council consented to a guideline"),
        "guidelines.consent-withheld": _("The works council did not consent to a guideline"),
        "guidelines.consent-revoked": _("The works council took its consent back"),
        "guidelines.inside-term-kept": _("A word was marked as staying inside"),
        "guidelines.inside-term-freed": _("A word may go out"),
        "guidelines.inside-document-registered": _("A document was marked as staying inside"),
        "guidelines.inside-document-freed": _("A document may go out"),
        "guidelines.photo-refusal-noted": _("Somebody does not want to be in pictures"),
        "guidelines.photo-refusal-dropped": _("Somebody may be in pictures again"),
    },
    objects={
        "guideline": Kind(label=_("Guideline"), rows=_guidelines, title=_title, page=_page),
        # What stays inside is not told by the log either.
        "term": Kind(label=_("Word that stays inside")),
        "document": Kind(label=_("Document that stays inside")),
        "refusal": Kind(label=_("Somebody who wants no pictures")),
    },
    details={
        "version": _("version"),
        "clause": _("clause"),
        "change": Kind(label=_("it is"), words=_CHANGES.get),
        "from": _("from"),
        "until": _("until"),
        "comment": _("comment"),
        "outcome": Kind(label=_("what is done with it"), words=_OUTCOMES.get),
        "n_comments": _("comments"),
        "n_clauses": _("clauses"),
        "without_consent": _("without consent of the works council"),
    },
)
