"""How long lines are kept."""

import datetime as dt

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.lines.models import Line, LineLetter
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _long_over(before: dt.datetime) -> QuerySet[Line]:
    """Lines that have not held for so long; a draft counts by the day that it would hold to."""
    last = Line.objects.annotate(ended_on=Max("versions__ends_on"))
    return last.filter(ended_on__lt=before.date(), began_at__lt=before)


def _too_late(before: dt.datetime) -> QuerySet[LineLetter]:
    return LineLetter.objects.filter(version__published_at__lt=before)


keep(
    Kept(
        key="lines.lines",
        label=_("Lines to take, from their last day on"),
        tables=("lines.Line", "lines.LineVersion"),
        time=TimeClass.CASE,
        sweep=rows_before(_long_over),
    ),
    Kept(
        key="lines.letters",
        label=_("Letters about a line to take that could not go"),
        tables=("lines.LineLetter",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_too_late),
    ),
)
