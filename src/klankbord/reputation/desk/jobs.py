"""What the desk does by itself: post answers, and look whether they still stand."""

import datetime as dt
from contextlib import suppress

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.registry import Run, job, standing
from klankbord.reputation.desk.approvals.letters import tell_approvers
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.asking import jobs as asking_jobs  # noqa: F401  # they register
from klankbord.reputation.desk.calls.letters import tell_called
from klankbord.reputation.desk.calls.models import NoteMention
from klankbord.reputation.desk.declarations import CASES, PRESENCE, WORK
from klankbord.reputation.desk.errors import CaseChanged
from klankbord.reputation.desk.live.models import Presence
from klankbord.reputation.desk.live.presence import ALIVE, forget_gone
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.desk.sending import (
    MAX_ATTEMPTS,
    check_reply,
    deliver_reply,
    resume_replies,
)
from klankbord.reputation.desk.telling import tell_hurry
from klankbord.reputation.desk.watching import (
    cases_to_look_at,
    clocks_due,
    look_at_case,
    watch_clock,
)
from klankbord.trust.register import declares, no_personal_data

_AT_ONCE = 20
_BATCH = 200


@job("desk.send_reply", max_attempts=MAX_ATTEMPTS + 5, label=_("Post an answer"))
@declares(CASES)
def send_reply(run: Run, *, reply_id: int) -> None:
    """Post it where it was said; a refusal that may pass is tried again later."""
    deliver_reply(reply_id=reply_id, at=run.now)


@job("desk.tell_approvers", max_attempts=5, label=_("Mail who may approve an answer"))
@declares(WORK)
def mail_approvers(run: Run, *, approval_id: int) -> None:  # noqa: ARG001  # every job gets its run
    """A letter to each; a request that was decided meanwhile needs none."""
    related = Approval.objects.select_related("reply__case", "asked_by")
    approval = related.filter(pk=approval_id, status=Approval.Status.ASKED).first()
    if approval:
        tell_approvers(approval)


@job("desk.tell_called", max_attempts=5, label=_("Mail who is called in a note"))
@declares(WORK)
def mail_called(run: Run, *, call_id: int) -> None:  # noqa: ARG001  # every job gets its run
    """A letter, if nobody ticked the call off in the meantime."""
    call = NoteMention.objects.select_related("event__case", "member").filter(pk=call_id).first()
    if call:
        tell_called(call)


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


@standing(
    "desk.forget_gone",
    every=dt.timedelta(seconds=30),
    has_work=lambda: Presence.objects.filter(seen_at__lte=timezone.now() - ALIVE).exists(),
    label=_("Forget who looked at a case"),
)
@declares(PRESENCE)
def forget_who_left(run: Run) -> None:
    """Rows of pages that ended without a word, while nobody else has one open."""
    forget_gone(at=run.now)


@standing(
    "desk.watch_clocks",
    every=dt.timedelta(seconds=10),
    has_work=lambda: clocks_due(at=timezone.now()).exists(),
    label=_("Watch the clocks of the desk"),
)
@no_personal_data("reads dates of cases only")
def watch_clocks(run: Run) -> None:
    """A batch at a time; a case that changes meanwhile is seen at the next turn."""
    for case in clocks_due(at=run.now)[:_BATCH]:
        with suppress(CaseChanged):
            watch_clock(case=case, at=run.now)


@job("desk.tell_hurry", label=_("Tell that a case has no time left"))
@declares(CASES)
def tell(run: Run, *, case_id: int, version: int) -> None:
    """Mail to whoever has the case."""
    tell_hurry(case_id=case_id, version=version, at=run.now)


@standing(
    "desk.look_again",
    every=dt.timedelta(seconds=10),
    has_work=lambda: cases_to_look_at(at=timezone.now()).exists(),
    label=_("Bring cases back on their day"),
)
@no_personal_data("reads dates of cases only")
def look_again(run: Run) -> None:
    """A batch at a time; what cannot come back now keeps no other one."""
    for case in cases_to_look_at(at=run.now)[:_BATCH]:
        look_at_case(case=case, at=run.now)


@standing(
    "desk.resume_replies",
    every=dt.timedelta(minutes=1),
    has_work=None,
    label=_("Take up answers whose job was lost"),
)
@no_personal_data("reads the state of answers only")
def resume_lost(run: Run) -> None:
    """A job that was cancelled or lost must not leave an answer on its way for ever."""
    resume_replies(at=run.now)


def _due(now: dt.datetime) -> QuerySet[Reply]:
    return Reply.objects.filter(check_at__lte=now)
