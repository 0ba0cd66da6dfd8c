"""Count the days whose mentions changed, and find days that came out of step."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.participate.insight.channels import tell_by
from klankbord.participate.insight.counting import (
    arrivals_to_count,
    count_day,
    days_amiss,
    mend_day,
    note_arrival,
    note_topic,
    topics_to_count,
)
from klankbord.participate.insight.dashboards.sending import begin_due, send_letters
from klankbord.participate.insight.declarations import ALERTS, DASHBOARDS, OVERVIEW
from klankbord.participate.insight.models import Alert, Dashboard, Way
from klankbord.participate.insight.telling import (
    record_told,
    require_no_quiet,
    tell_due,
    write_letters,
)
from klankbord.participate.insight.watching import watch_topic
from klankbord.participate.listening.queries import local_day
from klankbord.participate.stakeholders.declarations import GROUPS
from klankbord.participate.topics.models import Topic
from klankbord.participate.understanding.actions import silence_colleagues
from klankbord.participate.understanding.declarations import READINGS
from klankbord.participate.understanding.models import StaleDay
from klankbord.trust.register import declares, no_personal_data


@standing(
    "insight.note_changes",
    every=dt.timedelta(seconds=1),
    has_work=lambda: arrivals_to_count().exists() or topics_to_count().exists(),
    label=_("Note what changed"),
)
@no_personal_data("numbers of mentions and days")
def note_changes(run: Run) -> None:
    """Mark the days of what arrived and was looked for, so that they are counted."""
    for arrival in arrivals_to_count()[:100]:
        note_arrival(arrival=arrival)
        run.progress()
    for topic in topics_to_count():
        note_topic(topic=topic)
        run.progress()


@standing(
    "insight.count_days",
    every=dt.timedelta(seconds=10),
    has_work=StaleDay.objects.exists,
    label=_("Count mentions a day by what they say"),
)
@declares(OVERVIEW)
def count_days(run: Run) -> None:
    """Count days anew, newest first; a day with a hundred thousand mentions takes a second."""
    for day in list(StaleDay.objects.order_by("-day").values_list("day", flat=True)):
        count_day(day=day)
        run.progress()


@standing("insight.mend_days", every=dt.timedelta(hours=1), label=_("Mend counts a day"))
@declares(OVERVIEW, READINGS)
def mend_days(run: Run) -> None:
    """Put days right after mentions were erased, or were kept before anything was read."""
    silence_colleagues()
    for day in days_amiss():
        mend_day(day=day)
        run.progress()


@standing(
    "insight.watch_topics", every=dt.timedelta(minutes=1), label=_("Watch topics for sudden rises")
)
@declares(ALERTS)
def watch_topics(run: Run) -> None:
    """Look at today and yesterday of every topic, then tell what is due."""
    today = local_day(run.now)
    for topic in Topic.objects.filter(is_active=True):
        watch_topic(topic=topic, today=today, at=run.now)
        run.progress()
    tell_due(at=run.now)


@job("insight.alert_letters", label=_("Write of an alert"))
@declares(ALERTS)
def alert_letters(run: Run, *, alert_id: int) -> None:
    """Write to the team; who was told before a stop is not told again."""
    told: list[int] = list(run.saved.get("told", []))
    for alert in Alert.objects.select_related("topic__alert_rule").filter(pk=alert_id):
        require_no_quiet(alert, run.now)
        for member in write_letters(alert=alert, told=tuple(told)):
            told.append(member)
            run.checkpoint({"told": told})
        if not run.saved.get("is_recorded"):
            with transaction.atomic():
                run.checkpoint({"told": told, "is_recorded": True})
                record_told(alert=alert, members=told, at=run.now)


@job("insight.alert_channel", label=_("Tell a room or a program of an alert"))
@declares(ALERTS)
def alert_channel(run: Run, *, alert_id: int, way: str) -> None:
    """Tell it there, once; what may pass by itself is tried again."""
    for alert in Alert.objects.select_related("topic__alert_rule").filter(pk=alert_id):
        require_no_quiet(alert, run.now)
        tell_by(Way(way), alert=alert, at=run.now)


@standing(
    "insight.watch_dashboards",
    every=dt.timedelta(minutes=1),
    label=_("Look which dashboards are due by mail"),
)
@declares(DASHBOARDS)
def watch_dashboards(run: Run) -> None:
    """Put the letters that are due in hand."""
    begin_due(at=run.now)


@job("insight.dashboard_letters", max_attempts=8, label=_("Mail a dashboard"))
@declares(DASHBOARDS, OVERVIEW, READINGS, GROUPS)
def dashboard_letters(run: Run, *, dashboard_id: int, period_on: str) -> None:
    """Send what is not sent yet; nobody gets the letter of a day twice."""
    rows = Dashboard.objects.select_related("maker").prefetch_related("readers")
    for dashboard in rows.filter(pk=dashboard_id):
        send_letters(
            dashboard=dashboard,
            period_on=dt.date.fromisoformat(period_on),
            at=run.now,
            progress=run.progress,
        )
