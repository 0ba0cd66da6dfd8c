"""How long it is kept which reactions the house has, and had."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="community.reaction-kinds",
        label=_("Which reactions there are"),
        tables=("reactions.ReactionKind",),
        time=TimeClass.SETTING,
    ),
)
