"""What polls do by themselves."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.declarations import NOTIFICATIONS
from klankbord.ambassadors.community.polls.actions import count_poll
from klankbord.ambassadors.community.polls.declarations import RESULTS, VOTES
from klankbord.ambassadors.community.polls.queries import polls_due
from klankbord.jobs.registry import Run, standing
from klankbord.trust.ballots.declarations import BALLOT
from klankbord.trust.register import declares


def has_due() -> bool:
    """Whether a poll is over and not counted."""
    return polls_due(at=timezone.now()).exists()


@standing(
    "community.count_polls",
    every=dt.timedelta(minutes=1),
    has_work=has_due,
    label=_("Close polls and count them"),
)
@declares(VOTES, BALLOT, RESULTS, NOTIFICATIONS)
def count_polls(run: Run) -> None:
    """One poll after the other, each in a transaction of its own."""
    for poll in list(polls_due(at=run.now)):
        count_poll(poll=poll, at=run.now)
