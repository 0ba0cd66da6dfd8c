"""What the overview does for somebody's rights: alerts that they judged, their dashboards."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.insight.models import (
    Alert,
    Dashboard,
    DashboardLetter,
    DashboardReader,
    DashboardStop,
)
from klankbord.participate.insight.voices import days_with, drop_authors
from klankbord.trust.rights.contract import Eraser, Leaver, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import is_named_in


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Alert.objects.filter(judged_by=member).select_related("topic")
    for row in rows.iterator(chunk_size=500):
        yield {"topic": row.topic.name, "day": row.day, "is_useful": row.is_useful}


def _own_dashboards(member: int) -> Iterator[Mapping[str, Any]]:
    for row in Dashboard.objects.filter(maker=member):
        yield {"name": row.name, "choices": row.choices, "roles": row.roles, "by_mail": row.rhythm}


def _own_letters(member: int) -> Iterator[Mapping[str, Any]]:
    for row in DashboardLetter.objects.filter(member=member).select_related("dashboard"):
        yield {"dashboard": row.dashboard.name, "day": row.period_on, "state": row.state}


def _own_stops(member: int) -> Iterator[Mapping[str, Any]]:
    for row in DashboardStop.objects.filter(member=member).select_related("dashboard"):
        yield {"dashboard": row.dashboard.name}


def _naming(outsider: Outsider) -> list[int]:
    return [row.pk for row in Dashboard.objects.all() if is_named_in(row.name, outsider)]


def _count(member: int) -> int:
    return Dashboard.objects.filter(maker=member).count()


def _forget(member: int) -> int:
    _forget_letters(member)
    return Dashboard.objects.filter(maker=member).delete()[0]


def _forget_unshared(member: int) -> int:
    """What is shared stays: another editor goes on with it."""
    _forget_letters(member)
    return Dashboard.objects.filter(maker=member, roles=[], readers=None).delete()[0]


def _forget_letters(member: int) -> None:
    for rows in (DashboardLetter.objects, DashboardReader.objects, DashboardStop.objects):
        rows.filter(member=member).delete()


offer(
    OwnData(key="insight.alerts", label=_("Alerts that you judged"), rows=_own),
    OwnData(key="insight.dashboards", label=_("Dashboards that you made"), rows=_own_dashboards),
    OwnData(
        key="insight.dashboard-letters", label=_("Dashboards mailed to you"), rows=_own_letters
    ),
    OwnData(
        key="insight.dashboard-stops",
        label=_("Dashboards that you do not want by mail"),
        rows=_own_stops,
    ),
    Eraser(
        key="insight.dashboards",
        label=_("Dashboards whose name names them"),
        find=lambda outsider: len(_naming(outsider)),
        erase=lambda outsider: Dashboard.objects.filter(pk__in=_naming(outsider)).delete()[0],
    ),
    Eraser(
        key="insight.voices",
        label=_("Days on which they are counted as speaking of a topic"),
        find=lambda outsider: days_with(outsider.authors),
        erase=lambda outsider: drop_authors(outsider.authors),
    ),
    Leaver(
        key="insight.dashboards",
        label=_("Dashboards"),
        count=_count,
        remove=_forget,
        keep=_forget_unshared,
    ),
)
