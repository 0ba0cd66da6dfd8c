"""How long stories are kept."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="stories.copies",
        label=_("Which mentions are copies of each other"),
        tables=("stories.Story", "stories.Copy", "stories.FiledArrival"),
        time=TimeClass.MENTION,
        why=_("They go with their mentions; a story of one is taken apart within the hour"),
    ),
)
