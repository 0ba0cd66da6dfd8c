"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.facts.models import Fact
from klankbord.trust.wording import Kind, at, say

say(
    "facts",
    acts={
        "facts.fact-stated": _("A fact was stated"),
        "facts.fact-prolonged": _("A fact is still true"),
        "facts.fact-changed": _("A fact changed"),
        "facts.fact-corrected": _("A fact was corrected"),
        "facts.fact-retired": _("A fact was taken out of use"),
    },
    objects={
        "fact": Kind(label=_("Fact"), rows=Fact.objects.all, page=at("facts:fact-detail")),
    },
)
