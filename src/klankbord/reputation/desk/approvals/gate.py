"""The last look before an answer leaves: its facts hold, and who has to agree has agreed."""

import datetime as dt

from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import look_at, stands_on
from klankbord.reputation.desk.citing.actions import refuse_unsound
from klankbord.reputation.desk.errors import ApprovalMissing, BlanksOpen
from klankbord.reputation.desk.models import Case, Reply
from klankbord.reputation.replies.blanks import open_blanks

Status = Approval.Status


def refuse_unready(reply: Reply, *, at: dt.datetime) -> None:
    """Raise `BlanksOpen`, `FactNotCurrent` or `ApprovalMissing` if an answer may not leave now."""
    refuse_open_blanks(reply)
    refuse_unsound(reply, at=at)
    case = Case.objects.select_related("flow_run__version").get(pk=reply.case_id)
    look = look_at(reply, case, at=at)
    if not look.is_ready:
        raise ApprovalMissing(case, look.consent)


def refuse_open_blanks(reply: Reply) -> None:
    """Raise `BlanksOpen` while a person has something to fill in: nobody reads “Dear [[name]]”."""
    prompts = open_blanks(reply.text)
    if prompts:
        raise BlanksOpen(reply.case, prompts)


def carry_approval(*, given_to: Reply, reply: Reply) -> None:
    """Let a yes to an answer count for the same words elsewhere, no longer than it was given for.

    Call it inside a transaction, once the words and facts are written.
    """
    given = given_to.approvals.order_by("-pk").first()
    if given is None or given.status != Status.APPROVED:
        return
    reply.approvals.filter(status__in=(Status.ASKED, Status.APPROVED)).update(status=Status.VOID)
    given.pk, given.reply = None, reply
    given._state.adding = True  # noqa: SLF001  # Django's own way to copy a row
    given.save()


def void_if_changed(reply: Reply) -> bool:
    """Take the approval of other words away; whether there was one."""
    in_force = reply.approvals.filter(status__in=(Status.ASKED, Status.APPROVED)).first()
    if in_force is None or stands_on(in_force, reply):
        return False
    return bool(Approval.objects.filter(pk=in_force.pk).update(status=Status.VOID))
