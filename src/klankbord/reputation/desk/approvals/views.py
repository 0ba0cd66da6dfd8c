"""Approving: what waits, one request with all that is needed to decide, and the rule."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.core.text.differences import differences
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.desk import errors, queries, wording
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.approvals import actions
from klankbord.reputation.desk.approvals.forms import ChangeForm, RefusalForm, RuleForm
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import (
    approval_before,
    approval_rule,
    approvals_decided,
    approvals_of,
    approvals_waiting,
)
from klankbord.reputation.desk.citing.queries import cited_facts
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.page import CONFLICT
from klankbord.reputation.desk.picturing.keeping import pictures_listed
from klankbord.reputation.desk.refusals import problem_of
from klankbord.reputation.desk.views import SEERS
from klankbord.reputation.desk.ways import bounds_for
from klankbord.trust.register import declares, no_personal_data

_SHOWN = 30


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def approval_list(request: MemberRequest) -> HttpResponse:
    """What waits for your word, what you asked for, and what was decided."""
    may_set = request.user.has_role(Role.MANAGER, Role.ADMINISTRATOR)
    context = {
        "waiting": approvals_waiting(request.user)[:_SHOWN],
        "asked": approvals_of(request.user)[:_SHOWN],
        "decided": approvals_decided()[:_SHOWN],
        "rule": approval_rule(),
        "rule_form": RuleForm(rule=approval_rule()) if may_set else None,
        "may_approve": request.user.has_role(Role.APPROVER),
    }
    return render(request, "desk/approval_list.html", context)


@allow(*SEERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def approval_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One request: the message, the answer, its facts, what is different; then yes or no."""
    approval = _find(pk)
    if request.method != "POST":
        return _show(request, approval)
    decision = request.POST.get("decision", "")
    form = {"change": ChangeForm, "refuse": RefusalForm}.get(decision)
    filled = form(request.POST) if form else None
    if filled is not None and not filled.is_valid():
        return _show(request, approval, {f"{decision}_form": filled})
    try:
        done = _decide(request, approval, decision, filled.cleaned_data if filled else {})
    except errors.DeskRefused as refused:
        forms = {f"{decision}_form": filled} if filled else {}
        return _show(request, _find(pk), forms, refused=refused)
    messages.success(request, done)
    return redirect("desk:approval-list")


def _decide(request: MemberRequest, approval: Approval, decision: str, data: dict[str, Any]) -> str:
    """Do what was pressed; what is said afterwards."""
    now = timezone.now()
    if decision == "refuse":
        actions.refuse_approval(approval=approval, by=request.user, at=now, **data)
        return _("Your colleague gets the answer back, with your reason.")
    if decision not in {"approve", "change"}:
        raise Http404
    actions.approve_reply(approval=approval, by=request.user, at=now, **data)
    return _("Approved. Your colleague can send it now.")


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@no_personal_data("sets when answers need approval")
@require_POST
def approval_rule_change(request: MemberRequest) -> HttpResponse:
    """Set from which severity on answers need approval, and how long one holds."""
    form = RuleForm(request.POST, rule=approval_rule())
    if form.is_valid():
        actions.change_approval_rule(
            from_severity=form.cleaned_data["from_severity"],
            lasts=dt.timedelta(hours=form.cleaned_data["hours"]),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The rule is set."))
    else:
        messages.error(request, _("Choose between 1 and 720 hours."))
    return redirect(f"{reverse('desk:approval-list')}#rule")


def _find(pk: int) -> Approval:
    related = ("reply__case__claimed_by", "reply__case__department", "asked_by", "decided_by")
    approval = Approval.objects.select_related(*related).filter(pk=pk).first()
    if approval is None:
        raise Http404
    return approval


def _circle(approval: Approval) -> str:
    """Who will read it, where the platform lets us choose; in the words of who wrote it."""
    bounds = bounds_for(approval.reply.case)
    if bounds is None or len(bounds.limits.visibilities) == 1:
        return ""
    return str(wording.VISIBILITY_LABELS.get(approval.visibility, approval.visibility))


def _show(
    request: MemberRequest,
    approval: Approval,
    filled: Mapping[str, Form] | None = None,
    *,
    refused: errors.DeskRefused | None = None,
) -> HttpResponse:
    now = timezone.now()
    case = approval.reply.case
    history = queries.case_history(case)
    before = approval_before(approval)
    own = {approval.asked_by_id, approval.reply.by_id}
    may_decide = approval.role in request.user.roles and request.user.pk not in own
    context = {
        "approval": approval,
        "case": case,
        "messages_shown": [
            {"message": each, "platform": wording.platform_name(each.platform)}
            for each in history.messages
        ],
        "circle": _circle(approval),
        "along": pictures_listed(approval.reply),
        "cited": cited_facts(approval.reply, at=now),
        "before": before,
        "pieces": differences(before.text, approval.asked_text) if before else [],
        "changed": differences(approval.asked_text, approval.text),
        "may_decide": may_decide and approval.status == Approval.Status.ASKED,
        "is_over": bool(approval.expires_at and approval.expires_at <= now),
        "may_change": request.user.has_role(*CHANGERS),
        "problem": problem_of(refused, history) if refused else None,
        "change_form": ChangeForm(initial={"text": approval.text}),
        "refuse_form": RefusalForm(),
        "severity_tone": wording.SEVERITY_TONES.get(case.severity, ""),  # type: ignore[call-overload]  # the values of Severity
        "now": now,
        **(filled or {}),
    }
    status = CONFLICT if refused else None
    return render(request, "desk/approval_detail.html", context, status=status)
