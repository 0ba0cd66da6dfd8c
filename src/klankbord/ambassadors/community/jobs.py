"""What the community does by itself: letters, and groups that lost their owner."""

import datetime as dt
import secrets

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.declarations import GROUPS, NOTIFICATIONS, WORDS
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.notifications.sending import send_letters
from klankbord.jobs.registry import Run, standing
from klankbord.trust.register import declares


@standing(
    "community.send_letters",
    every=dt.timedelta(minutes=1),
    label=_("Mail members what concerns them and what is new in their groups"),
)
@declares(NOTIFICATIONS, WORDS)
def mail_letters(run: Run) -> None:
    """Plan what lacks, and hand over what is due."""
    plan_letters(at=run.now)
    for number, _letter in enumerate(
        send_letters(clock=timezone.now, worker=secrets.token_hex(16)), start=1
    ):
        run.progress(done=number)


@standing(
    "community.keep_owned",
    every=dt.timedelta(hours=1),
    label=_("Give groups whose owner can no longer sign in to who is in longest"),
)
@declares(GROUPS)
def keep_owned(run: Run) -> None:
    """Without an owner nobody would be let in any more."""
    actions.hand_on_orphans(at=run.now)
