"""Choose the order of one's feed."""

import datetime as dt

from klankbord.ambassadors.community.ranking.models import FeedOrder
from klankbord.people.models import Member


def choose_order(*, member: Member, is_ranked: bool, at: dt.datetime) -> None:
    """Keep that somebody wants what matters first, or forget it."""
    if is_ranked:
        FeedOrder.objects.update_or_create(member=member, defaults={"chosen_at": at})
    else:
        FeedOrder.objects.filter(member=member).delete()
