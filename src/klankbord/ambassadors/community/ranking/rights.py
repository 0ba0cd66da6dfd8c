"""What the order of the feed does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.ranking.models import FeedOrder
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_order(member: int) -> Iterator[Mapping[str, Any]]:
    yield from FeedOrder.objects.filter(member=member).values("chosen_at")


def _forget(member: int) -> int:
    return FeedOrder.objects.filter(member=member).delete()[0]


offer(
    OwnData(
        key="community.feed-order",
        label=_("That you chose to see what matters first"),
        rows=_own_order,
    ),
    Leaver(
        key="community.feed-order",
        label=_("The order of their feed"),
        count=lambda member: FeedOrder.objects.filter(member=member).count(),
        remove=_forget,
        keep=_forget,
    ),
)
