"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.wording import Kind, on, say

say(
    "platforms",
    acts={
        "platforms.decided": _("What we do with a platform was decided"),
        "platforms.fact-saved": _("A fact about a platform was added or changed"),
        "platforms.fact-removed": _("A fact about a platform was taken away"),
        "platforms.facts-put-back": _("Facts about a platform were put back"),
        "platforms.weighed": _("What counts in the fit of a platform was changed"),
    },
    objects={"platform-map": Kind(label=_("Platform map"), page=on("platforms:platform-list"))},
    details={
        "platform": _("platform"),
        "verdict": _("decision"),
        "review_on": _("look again on"),
        "weights": _("how much each part counts"),
    },
)
