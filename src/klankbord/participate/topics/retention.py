"""How long topics keep their tables."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="topics.matches",
        label=_("Which mention belongs to which topic"),
        tables=("topics.Match", "topics.MatchedArrival", "topics.SampledMention"),
        time=TimeClass.MENTION,
        why=_("They go with their mentions"),
    ),
    Kept(
        key="topics.counts",
        label=_("Mentions a day and topic"),
        tables=("topics.TopicDay",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="topics.topics",
        label=_("Topics"),
        tables=("topics.Topic", "topics.QueryVersion", "topics.PrecisionSample"),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="topics.examples",
        label=_("Examples of a query"),
        tables=("topics.Example",),
        time=TimeClass.SETTING,
        why=_("An example that is a mention goes with that mention; the others have no author"),
    ),
    Kept(
        key="topics.views",
        label=_("Saved views"),
        tables=("topics.SavedView",),
        time=TimeClass.MEMBERSHIP,
        why=_("They go when their member removes them, or leaves"),
    ),
)
