"""How long it is kept whom a post praises."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="community.praised",
        label=_("Whom posts praise"),
        tables=("praise.Praise", "praise.Praised"),
        time=TimeClass.FEED_ITEM,
        why=_("It goes with its post"),
    ),
)
