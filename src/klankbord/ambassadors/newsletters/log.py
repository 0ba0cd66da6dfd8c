"""What the acts of this room are called in the log, and what they are about."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.newsletters.models import Edition
from klankbord.trust.wording import Kind, say


def _page(edition: Edition) -> str:
    """A draft is for those who make it."""
    screen = "newsletters:edition-edit" if edition.is_draft else "newsletters:edition-detail"
    return reverse(screen, args=(edition.pk,))


say(
    "newsletters",
    acts={
        "newsletters.edition-proposed": _("A newsletter was proposed"),
        "newsletters.edition-deleted": _("The draft of a newsletter was thrown away"),
        "newsletters.sending-started": _("A newsletter is being sent"),
        "newsletters.sent": _("A newsletter was sent"),
        "newsletters.published-without-mail": _("A newsletter was published without mail"),
    },
    objects={
        "edition": Kind(label=_("Newsletter"), rows=Edition.objects.all, page=_page),
        "newsletters": Kind(label=_("the program")),  # as somebody who acts
    },
    details={"n_letters": _("letters")},
)
