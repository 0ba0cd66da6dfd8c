"""How long this room keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="platforms.figures",
        label=_("Mentions by platform and hour of the day"),
        tables=("platforms.Figures",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="platforms.research",
        label=_("Notes and decisions about platforms"),
        tables=("platforms.Research", "platforms.Weights"),
        time=TimeClass.SETTING,
    ),
)
