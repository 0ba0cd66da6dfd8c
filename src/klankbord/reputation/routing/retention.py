"""How long routing keeps what it did."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="routing.rules",
        label=_("Routing rules with their examples"),
        tables=("routing.RuleVersion", "routing.Example", "routing.DryRun"),
        time=TimeClass.SETTING,
        why=_("They go when somebody deletes them; a dry run goes with the next one"),
    ),
    Kept(
        key="routing.mentions",
        label=_("Which mention led to which case"),
        tables=("routing.RoutedMention", "routing.RoutedArrival", "routing.WatchedArrival"),
        time=TimeClass.MENTION,
        why=_("They go with their mentions"),
    ),
)
