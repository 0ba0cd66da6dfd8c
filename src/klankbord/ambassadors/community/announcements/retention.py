"""How long it is kept who pressed "I have read this"."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.announcements.models import Acknowledgement
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _old_presses(before: dt.datetime) -> QuerySet[Acknowledgement]:
    return Acknowledgement.objects.filter(acknowledged_at__lt=before)


keep(
    Kept(
        key="community.announcements",
        label=_("Which posts are announcements"),
        tables=("announcements.Announcement",),
        time=TimeClass.FEED_ITEM,
        why=_("It goes with its post"),
    ),
    Kept(
        key="community.acknowledged",
        label=_("Who pressed “I have read this” at an announcement"),
        tables=("announcements.Acknowledgement",),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_presses),
    ),
)
