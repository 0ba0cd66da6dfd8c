"""What events do by themselves."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.declarations import NOTIFICATIONS
from klankbord.ambassadors.community.events.actions import remind_of_events
from klankbord.ambassadors.community.events.declarations import ANSWERS
from klankbord.jobs.registry import Run, standing
from klankbord.trust.register import declares


@standing(
    "community.remind_of_events",
    every=dt.timedelta(minutes=5),
    label=_("Remind members of events that they said they come to"),
)
@declares(ANSWERS, NOTIFICATIONS)
def remind(run: Run) -> None:
    """Once for each beginning."""
    remind_of_events(at=run.now)
