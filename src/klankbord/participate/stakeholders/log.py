"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.participate.stakeholders.models import Placement, Rule
from klankbord.trust.wording import Kind, at, on, say

say(
    "stakeholders",
    acts={
        "stakeholders.author-placed": _("The group of an author was said by hand"),
        "stakeholders.author-left": _("The group of an author was left to the rules"),
        "stakeholders.rule-added": _("A rule for a group of stakeholders was made"),
        "stakeholders.rule-removed": _("A rule for a group of stakeholders was removed"),
        "stakeholders.directory-read": _("A directory of stakeholders was read"),
        "stakeholders.directory-emptied": _("The directory of stakeholders was emptied"),
    },
    objects={
        "placement": Kind(
            label=_("Group of an author"),
            rows=Placement.objects.all,
            title=lambda placement: placement.get_group_display() or _("not known"),
            page=at("stakeholders:author-detail"),
        ),
        "stakeholder-rule": Kind(
            label=_("Rule for a group"), rows=Rule.objects.all, page=on("stakeholders:rule-list")
        ),
        "stakeholder-directory": Kind(
            label=_("Directory of stakeholders"), page=on("stakeholders:directory")
        ),
    },
    details={
        "group": _("group"),
        "kind": _("looks at"),
        "value": _("what it looks for"),
        "n": _("how many"),
        "replaces": _("replaces what was there"),
    },
)
