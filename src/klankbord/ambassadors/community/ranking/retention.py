"""How long it is kept who chose another order."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="community.feed-order",
        label=_("Who chose to see what matters first"),
        tables=("ranking.FeedOrder",),
        time=TimeClass.MEMBERSHIP,
        why=_("It goes when somebody leaves, or chooses the order of time"),
    ),
)
