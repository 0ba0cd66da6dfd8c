"""What the acts of this room are called in the log, and what they are about."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Mention
from klankbord.participate.understanding.models import Adaptation
from klankbord.trust.wording import Kind, at, on, say


def _title(mention: Mention) -> str:
    """Where and when, and nothing of what was said: the log is kept longer than the words."""
    return f"{mention.platform}, {date_format(localtime(mention.published_at))}"


say(
    "understanding",
    acts={
        "understanding.reading-corrected": _("What a mention says was corrected by hand"),
        "understanding.labels-learned": _("The program learned from the team's labels"),
        "understanding.labels-used": _("The program reads by the team's labels"),
        "understanding.labels-left": _("The program reads as it came again"),
    },
    objects={
        "adaptation": Kind(
            label=_("Learned labels"), rows=Adaptation.objects.all, page=on("topics:label-list")
        ),
        "mention": Kind(
            label=_("Mention"),
            rows=Mention.objects.all,
            title=_title,
            page=at("topics:mention-detail"),
        ),
    },
    details={
        "aspect": _("what was corrected"),
        "was": _("before"),
        "became": _("after"),
        "n_texts": _("labels"),
    },
)
