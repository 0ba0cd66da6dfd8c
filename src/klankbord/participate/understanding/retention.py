"""How long this room keeps its tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="understanding.corrections",
        label=_("Labels that people gave to mentions"),
        tables=("understanding.Correction",),
        time=TimeClass.MENTION,
        why=_("They go with their mentions"),
    ),
    Kept(
        key="understanding.adaptations",
        label=_("What was learned from the team's labels"),
        tables=("understanding.Adaptation",),
        time=TimeClass.SETTING,
        why=_("Numbers from which no text is read back"),
    ),
    Kept(
        key="understanding.themes",
        label=_("What many mentions speak of, and which mentions those are"),
        tables=("understanding.Theme", "understanding.ThemedMention", "understanding.ThemeRound"),
        time=TimeClass.MENTION,
        why=_(
            "Of the last 28 days; they go with their mentions, and a name within the hour when its"
            " words are not in texts of three authors any more"
        ),
    ),
    Kept(
        key="understanding.progress",
        label=_("Which mentions were read, and which days must be counted again"),
        tables=("understanding.ReadArrival", "understanding.StaleDay"),
        time=TimeClass.COPY,
        why=_("Numbers and days only; they go as soon as the work is done, or a week later"),
    ),
)
