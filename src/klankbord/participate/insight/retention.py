"""How long this room keeps its tables."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.insight.models import DashboardLetter
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _ended(before: dt.datetime) -> QuerySet[DashboardLetter]:
    return DashboardLetter.objects.filter(created_at__lt=before)


keep(
    Kept(
        key="insight.dashboards",
        label=_("Dashboards, and with whom they are shared"),
        tables=("insight.Dashboard", "insight.DashboardReader", "insight.DashboardStop"),
        time=TimeClass.MEMBERSHIP,
        why=_("They go when their maker removes them, or leaves without having shared them"),
    ),
    Kept(
        key="insight.dashboard-letters",
        label=_("To whom a dashboard was mailed"),
        tables=("insight.DashboardLetter",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_ended),
    ),
    Kept(
        key="insight.figures",
        label=_("Mentions a day and topic, by what they say"),
        tables=("insight.DayFigure",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="insight.alerts",
        label=_("Spikes of topics, with what people made of them"),
        tables=("insight.Alert", "insight.AlertCall"),
        time=TimeClass.COUNT,
        why=_("Numbers of mentions; the first mention is looked up, and goes with its own row"),
    ),
    Kept(
        key="insight.rules",
        label=_("How people are told of spikes"),
        tables=("insight.AlertRule",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="insight.progress",
        label=_("What was counted so far"),
        tables=("insight.CountedArrival", "insight.CountedTopic"),
        time=TimeClass.COPY,
        why=_("Numbers only; they go with the arrivals and topics that they are about"),
    ),
)
