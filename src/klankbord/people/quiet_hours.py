"""Hours in which nobody is asked anything: what can wait does so until people are at work."""

import datetime as dt

from django.utils import timezone

MORNING, EVENING = 8, 18
SATURDAY = 5


def is_quiet(local: dt.datetime) -> bool:
    """Whether it is evening, night or weekend where this moment is told."""
    return local.weekday() >= SATURDAY or not MORNING <= local.hour < EVENING


def waking_hour(at: dt.datetime) -> dt.datetime:
    """The moment itself on a working day between 8 and 18, else eight o'clock of the next one."""
    local = timezone.localtime(at)
    if not is_quiet(local):
        return at
    day = local.date() if local.hour < MORNING else local.date() + dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(MORNING)))
