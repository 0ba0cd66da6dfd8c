"""How long it is kept what was when, and who came."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.events.models import EventAnswer
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _old_answers(before: dt.datetime) -> QuerySet[EventAnswer]:
    return EventAnswer.objects.filter(event__ends_at__lt=before)


keep(
    Kept(
        key="community.events",
        label=_("When and where events are"),
        tables=("events.Event",),
        time=TimeClass.FEED_ITEM,
        why=_("It goes with its post"),
    ),
    Kept(
        key="community.event-answers",
        label=_("Who said to come to an event"),
        tables=("events.EventAnswer",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_old_answers),
    ),
    Kept(
        key="community.calendar",
        label=_("Fingerprints of the addresses of calendars"),
        tables=("events.CalendarAddress",),
        time=TimeClass.MEMBERSHIP,
        why=_("It goes when somebody leaves or makes another"),
    ),
)
