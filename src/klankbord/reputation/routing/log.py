"""What the acts of this room are called in the log, and what they are about."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.routing.models import Example, RuleVersion
from klankbord.trust.wording import Kind, say


def _title(version: RuleVersion) -> str:
    return _("version %(number)s") % {"number": version.number}


def _page(version: RuleVersion) -> str:
    if version.is_draft:
        return reverse("routing:draft-detail")
    return reverse("routing:version-detail", args=(version.number,))


say(
    "routing",
    acts={
        "routing.draft-begun": _("New rules were begun"),
        "routing.draft-changed": _("The draft of the rules was changed"),
        "routing.draft-dropped": _("The draft of the rules was thrown away"),
        "routing.rules-published": _("Rules were put in force"),
        "routing.example-added": _("An example for the rules was added"),
        "routing.example-dropped": _("An example for the rules was taken away"),
        "routing.dry-run-asked": _("Rules were tried on the past"),
    },
    objects={
        "rules": Kind(
            label=_("Rules"), rows=RuleVersion.objects.all, key="number", title=_title, page=_page
        ),
        "example": Kind(label=_("Example"), rows=Example.objects.all),
    },
    details={"revision": _("change"), "rules": _("rules")},
)
