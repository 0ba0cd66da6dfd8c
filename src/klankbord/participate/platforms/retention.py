"""How long this room keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="platforms.days",
        label=_("Mentions by platform, day and hour"),
        tables=("platforms.DayPlatform",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="platforms.research",
        label=_("Notes, facts and decisions about platforms"),
        tables=("platforms.Research", "platforms.Fact", "platforms.Weights"),
        time=TimeClass.SETTING,
    ),
)
