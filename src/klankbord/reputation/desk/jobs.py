"""What the desk does by itself: post answers, and look whether they still stand."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.desk.sending import MAX_ATTEMPTS, check_reply, deliver_reply
from klankbord.trust.register import declares

_AT_ONCE = 20


@job("desk.send_reply", max_attempts=MAX_ATTEMPTS + 5, label=_("Post an answer"))
@declares(CASES)
def send_reply(run: Run, *, reply_id: int) -> None:
    """Post it where it was said; a refusal that may pass is tried again later."""
    deliver_reply(reply_id=reply_id, at=run.now)


@standing(
    "desk.check_replies",
    every=dt.timedelta(minutes=1),
    has_work=lambda: _due(timezone.now()).exists(),
    label=_("Look whether our answers still stand"),
)
@declares(CASES)
def check_replies(run: Run) -> None:
    """A few at a time, so that a platform is never asked for hundreds at once."""
    for reply in _due(run.now).select_related("case", "account")[:_AT_ONCE]:
        check_reply(reply=reply, at=run.now)


def _due(now: dt.datetime) -> QuerySet[Reply]:
    return Reply.objects.filter(check_at__lte=now)
