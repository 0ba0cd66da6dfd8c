"""Read what we hear: sources, their health, what is due."""

import datetime as dt
import zoneinfo

from django.db.models import QuerySet

from klankbord.participate.listening.models import Delivery, Source
from klankbord.people.queries import organisation


def local_day(moment: dt.datetime) -> dt.date:
    """The day of a moment on the organisation's own calendar."""
    here = organisation()
    zone = here.time_zone if here else "Europe/Amsterdam"
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).date()


MAX_ATTEMPTS = 5


def deliveries_to_keep() -> QuerySet[Delivery]:
    """Deliveries that wait for the archive, oldest first; those it could not keep are set aside."""
    waiting = Delivery.objects.filter(n_attempts__lt=MAX_ATTEMPTS, source__erase_asked_at=None)
    return waiting.order_by("pk")


def sources_to_erase() -> QuerySet[Source]:
    """Sources that somebody deleted and the archive still has to forget."""
    return Source.objects.exclude(erase_asked_at=None).order_by("pk")
