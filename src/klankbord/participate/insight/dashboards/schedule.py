"""When a dashboard is mailed: its days on the calendar of the organisation, outside quiet hours."""

import datetime as dt
from typing import Final

from klankbord.participate.insight.models import Dashboard, Rhythm
from klankbord.participate.insight.quiet import QuietHours

_DAY: Final = dt.timedelta(days=1)
_LOOKED: Final = 40  # days; a month has one of its days within, and quiet hours end


def quiet_of(dashboard: Dashboard) -> QuietHours:
    """When nobody is written to."""
    return QuietHours(
        dashboard.quiet_from, dashboard.quiet_until, is_weekend=dashboard.is_weekend_quiet
    )


def newest_due(dashboard: Dashboard, at: dt.datetime, zone: dt.tzinfo) -> dt.date | None:
    """The newest day of the rhythm whose letters are due; None if there is none that is new.

    After a long stop only that one is made up for: nobody wants the reports of five days at once.
    """
    today, since = at.astimezone(zone).date(), dashboard.scheduled_at
    if since is None or quiet_of(dashboard).holds(at.astimezone(zone)):
        return None
    for back in range(_LOOKED):
        day = today - back * _DAY
        due = due_at(dashboard, day, zone) if is_mailed(dashboard, day, zone) else None
        if due is not None and due <= at:
            is_new = due > since and (dashboard.sent_on is None or day > dashboard.sent_on)
            return day if is_new else None
    return None


def next_due(dashboard: Dashboard, at: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """When the next letters go; None where none do."""
    if dashboard.rhythm == Rhythm.OFF:
        return None
    today = at.astimezone(zone).date()
    moments = (
        due_at(dashboard, day, zone)
        for day in (today + n * _DAY for n in range(-7, _LOOKED))
        if is_mailed(dashboard, day, zone)
    )
    return next((moment for moment in moments if moment > at), None)


def is_mailed(dashboard: Dashboard, day: dt.date, zone: dt.tzinfo) -> bool:
    """Whether a day has letters: of what quiet puts off to one day only the last is mailed."""
    if dashboard.rhythm != Rhythm.DAILY:
        return falls_on(dashboard, day)
    here, next_one = (due_at(dashboard, each, zone).astimezone(zone) for each in (day, day + _DAY))
    return here.date() != next_one.date()


def falls_on(dashboard: Dashboard, day: dt.date) -> bool:
    """Whether the rhythm has this day."""
    match dashboard.rhythm:
        case Rhythm.DAILY:
            return True
        case Rhythm.WEEKLY:
            return day.weekday() == dashboard.weekday
        case Rhythm.MONTHLY:
            return day.day == dashboard.day_of_month
    return False


def due_at(dashboard: Dashboard, day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """When the letters of a day go: at their time, or when the quiet is over."""
    asked = dt.datetime.combine(day, dashboard.time, tzinfo=zone)
    return quiet_of(dashboard).end_from(asked).astimezone(dt.UTC)
