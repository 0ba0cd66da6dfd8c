"""How long polls are kept: names go 90 days after the close, counts stay with the post."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.polls.models import PollVote
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_before


def _old_votes(before: dt.datetime) -> QuerySet[PollVote]:
    return PollVote.objects.filter(choice__poll__counted_at__lt=before)


keep(
    Kept(
        key="community.polls",
        label=_("What polls asked, with their counts"),
        tables=("polls.Poll", "polls.PollChoice"),
        time=TimeClass.FEED_ITEM,
        why=_("It goes with its post"),
    ),
    Kept(
        key="community.poll-votes",
        label=_("Who chose what in polls by name"),
        tables=("polls.PollVote",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_old_votes),
    ),
)
