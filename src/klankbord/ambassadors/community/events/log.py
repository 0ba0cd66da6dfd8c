"""What the acts about events are called in the log."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.wording import say

say(
    "community",
    acts={
        "community.calendar-opened": _("A member gave their calendar an address"),
        "community.calendar-closed": _("A member closed the address of their calendar"),
    },
)
