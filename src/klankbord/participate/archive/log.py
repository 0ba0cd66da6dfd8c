"""What the acts of this room are called in the log."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.wording import say

say(
    "archive",
    acts={"archive.exported": _("The whole archive was exported")},
    details={"unmasked": _("with colleagues by name")},
)
