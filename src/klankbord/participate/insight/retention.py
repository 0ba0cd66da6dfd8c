"""How long this room keeps its tables."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.rows import second_of
from klankbord.participate.insight.models import DashboardLetter
from klankbord.participate.insight.voices import drop_voices_before
from klankbord.trust.retention.contract import Kept, Sweep, TimeClass, keep, rows_before


def _drop_voices(before: dt.datetime) -> int:
    return drop_voices_before(local_days().day_of(second_of(before)))


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
        key="insight.voices",
        label=_("Which author spoke how often of which topic, a day"),
        tables=("insight.DayVoices",),
        time=TimeClass.MENTION,
        sweep=Sweep(find=lambda _before, _after, _limit: (), drop=len, finish=_drop_voices),
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
