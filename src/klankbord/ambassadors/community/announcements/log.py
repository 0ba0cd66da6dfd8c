"""What the acts about announcements are called in the log."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.wording import say

say(
    "community",
    acts={
        "community.announced": _("A post was made an announcement, or how was changed"),
        "community.announcement-ended": _("A post is an announcement no longer"),
    },
    details={"until": _("until")},
)
