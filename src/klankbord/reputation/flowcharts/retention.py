"""How long flows and the ways of cases are kept."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.flowcharts.models import FlowRun
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _long_over(before: dt.datetime) -> QuerySet[FlowRun]:
    """Ways that ended; one that never did goes as long after its last step."""
    return FlowRun.objects.filter(Q(ended_at__lt=before) | Q(ended_at=None, entered_at__lt=before))


keep(
    Kept(
        key="flowcharts.flows",
        label=_("Flows and their versions"),
        tables=("flowcharts.Flow", "flowcharts.FlowVersion"),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="flowcharts.ways",
        label=_("The ways of cases through flows"),
        tables=("flowcharts.FlowRun", "flowcharts.RunStep"),
        time=TimeClass.CASE,
        sweep=rows_before(_long_over),
        can_be_held=True,
    ),
)
