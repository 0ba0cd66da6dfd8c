"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.wording import Kind, on, say

say(
    "drafting",
    acts={
        "drafting.endpoint-set": _("The service that drafts was set"),
        "drafting.endpoint-forgotten": _("The service that drafts was forgotten"),
    },
    objects={
        "drafting": Kind(label=_("Service that drafts"), page=on("drafting:outside-list")),
    },
    details={
        "is_on": _("on"),
        "url": _("address"),
        "model": _("model"),
        "provider": _("who runs it"),
        "country": _("country"),
    },
)
