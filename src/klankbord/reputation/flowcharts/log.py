"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.flowcharts.models import Flow
from klankbord.trust.wording import Kind, at, say


def _title(flow: Flow) -> str:
    return flow.title_in(get_language() or "en")


say(
    "flowcharts",
    acts={
        "flowcharts.flow-added": _("A flowchart was begun"),
        "flowcharts.draft-started": _("The next version of a flowchart was begun"),
        "flowcharts.draft-deleted": _("The draft of a flowchart was thrown away"),
        "flowcharts.published": _("A flowchart was published"),
        "flowcharts.default-chosen": _("A flowchart became the usual one"),
    },
    objects={
        "flow": Kind(
            label=_("Flowchart"),
            rows=Flow.objects.all,
            title=_title,
            page=at("flowcharts:flow-detail"),
        ),
    },
)
