"""Letters that can wait do so until people are at work."""

import datetime as dt

from django.utils import timezone

MORNING, EVENING = 8, 18
SATURDAY = 5


def waking_hour(at: dt.datetime) -> dt.datetime:
    """The moment itself on a working day between 8 and 18, else eight o'clock of the next one."""
    local = timezone.localtime(at)
    if local.weekday() < SATURDAY and MORNING <= local.hour < EVENING:
        return at
    day = local.date() if local.hour < MORNING else local.date() + dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(MORNING)))
