"""How long newsletters are kept: editions are the memory of the organisation, deliveries not."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.newsletters.models import Delivery, Edition
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _old_editions(before: dt.datetime) -> QuerySet[Edition]:
    return Edition.objects.filter(created_at__lt=before)


def _ended(before: dt.datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(ended_at__lt=before)


keep(
    Kept(
        key="newsletters.editions",
        label=_("Editions and what stands in them"),
        tables=("newsletters.Edition", "newsletters.Item"),
        time=TimeClass.FEED_ITEM,
        sweep=rows_before(_old_editions),
        can_be_held=True,
    ),
    Kept(
        key="newsletters.deliveries",
        label=_("To whom an edition went"),
        tables=("newsletters.Delivery",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_ended),
    ),
    Kept(
        key="newsletters.subscriptions",
        label=_("Who wants the newsletter"),
        tables=("newsletters.Subscription",),
        time=TimeClass.MEMBERSHIP,
    ),
)
