"""Views that change one case: a form, an act, and the case page again if the act was refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Member
from klankbord.reputation.desk import actions, errors, opening, queries
from klankbord.reputation.desk.clocks.forms import PromiseForm
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.describing import describe_case, set_bot
from klankbord.reputation.desk.forms import (
    AssignForm,
    BotForm,
    DescribeForm,
    HoldForm,
    LetStandForm,
    MessageForm,
    MonitorForm,
    NoteForm,
    SeverityForm,
    TagForm,
)
from klankbord.reputation.desk.listing import read_id
from klankbord.reputation.desk.models import Case
from klankbord.reputation.desk.page import find_case, show_case, version_seen
from klankbord.reputation.desk.promising import promise_answer
from klankbord.reputation.desk.tagging import tag_case
from klankbord.reputation.desk.views import SEERS
from klankbord.trust.register import declares


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a case up, or over from the colleague whom the button named."""
    before = Member.objects.filter(pk=read_id(request.POST.get("from", "")) or 0).first()

    def claim(case: Case) -> None:
        actions.claim_case(case=case, by=request.user, at=timezone.now(), take_over_from=before)

    return _press(request, pk, claim, done=_("The case is yours for half an hour at a time."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_release(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a case go."""

    def release(case: Case) -> None:
        actions.release_case(case=case, by=request.user, at=timezone.now())

    return _press(request, pk, release, done=_("The case is free for a colleague."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Take up a case that was on hold."""

    def resume(case: Case) -> None:
        actions.resume_case(case=case, by=request.user, at=timezone.now())

    return _press(request, pk, resume, done=_("The case is off hold."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a case away."""

    def close(case: Case) -> None:
        version = version_seen(request)
        actions.close_case(case=case, by=request.user, at=timezone.now(), version=version)

    return _press(request, pk, close, done=_("The case is closed."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_POST
def case_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Start again."""

    def reopen(case: Case) -> None:
        actions.reopen_case(case=case, by=request.user, at=timezone.now())

    return _press(request, pk, reopen, done=_("The case is open again, and it is yours."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_assign(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand a case to a department or a colleague."""
    case = find_case(pk)
    form = AssignForm(request.POST or None, initial={"department": case.department_id})

    def assign(data: dict[str, Any]) -> None:
        actions.assign_case(case=case, **who_when(request), **data)

    return fill_in(request, case, form, assign, name="assign", done=_("The case is handed over."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_severity(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how urgent a case is."""
    case = find_case(pk)
    form = SeverityForm(request.POST or None, initial={"severity": case.severity})

    def change(data: dict[str, Any]) -> None:
        actions.change_severity(case=case, **who_when(request), **data)

    return fill_in(request, case, form, change, name="severity", done=_("The severity is set."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_tag(request: MemberRequest, pk: int) -> HttpResponse:
    """Put labels on a case, or take them off."""
    case = find_case(pk)
    form = TagForm(request.POST or None)

    def tag(data: dict[str, Any]) -> None:
        tag_case(case=case, by=request.user, at=timezone.now(), **data)

    return fill_in(request, case, form, tag, name="tag", done=_("The labels are set."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_hold(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a case on hold."""
    case = find_case(pk)
    form = HoldForm(request.POST or None)

    def hold(data: dict[str, Any]) -> None:
        actions.hold_case(case=case, **who_when(request), **data)

    return fill_in(request, case, form, hold, name="hold", done=_("The case is on hold."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_let_stand(request: MemberRequest, pk: int) -> HttpResponse:
    """Conclude a case without an answer."""
    case = find_case(pk)
    form = LetStandForm(request.POST or None)

    def let_stand(data: dict[str, Any]) -> None:
        actions.let_stand(case=case, **who_when(request), **data)

    done = _("The case stands in the silence ledger, with its reason.")
    return fill_in(request, case, form, let_stand, name="let_stand", done=done)


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_monitor(request: MemberRequest, pk: int) -> HttpResponse:
    """Say nothing now, and look again on a day."""
    case = find_case(pk)
    form = MonitorForm(request.POST or None)

    def monitor(data: dict[str, Any]) -> None:
        actions.monitor_case(case=case, **who_when(request), **data)

    done = _("The case is watched. It comes back on its day, or when more happens.")
    return fill_in(request, case, form, monitor, name="monitor", done=done)


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_describe(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which driver a case is about, and as whom its author speaks."""
    case = find_case(pk)
    known = {"driver": case.driver, "stakeholder_group": case.stakeholder_group}
    form = DescribeForm(request.POST or None, initial=known)

    def describe(data: dict[str, Any]) -> None:
        describe_case(case=case, **who_when(request), **data)

    return fill_in(request, case, form, describe, name="describe", done=_("Saved."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_bot(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whether a program wrote the message, and how one knows."""
    case = find_case(pk)
    form = BotForm(request.POST or None, initial={"is_by_bot": "no" if case.is_by_bot else "yes"})

    def say(data: dict[str, Any]) -> None:
        set_bot(case=case, **who_when(request), **data)

    return fill_in(request, case, form, say, name="bot", done=_("Saved."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_promise(request: MemberRequest, pk: int) -> HttpResponse:
    """Promise another moment for the answer, or take the promise back."""
    case = find_case(pk)
    form = PromiseForm(request.POST or None, initial={"promised_at": case.promised_at})

    def promise(data: dict[str, Any]) -> None:
        promise_answer(case=case, **who_when(request), **data)

    done = _("The moment is changed, and so is the clock.")
    return fill_in(request, case, form, promise, name="promise", done=done)


@allow(*SEERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_note(request: MemberRequest, pk: int) -> HttpResponse:
    """Write something for colleagues; experts and approvers may, too."""
    case = find_case(pk)
    form = NoteForm(request.POST or None)

    def note(data: dict[str, Any]) -> None:
        named = queries.noted_members(data["text"])
        actions.add_note(case=case, by=request.user, at=timezone.now(), named=named, **data)

    return fill_in(request, case, form, note, name="note", done=_("The note is added."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_message(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a later message that came in by phone or mail."""
    case = find_case(pk)
    form = MessageForm(request.POST or None, initial={"direction": "incoming"})

    def add(data: dict[str, Any]) -> None:
        now = timezone.now()
        message = opening.Message(**data, published_at=now, platform=case.platform)
        opening.add_message(
            case=case, by=request.user, at=now, message=message, version=version_seen(request)
        )

    return fill_in(request, case, form, add, name="message", done=_("The message is added."))


def who_when(request: MemberRequest) -> dict[str, Any]:
    """What every act is told; the version that the form was drawn from comes along."""
    return {"by": request.user, "at": timezone.now(), "version": version_seen(request)}


def _press(
    request: MemberRequest, pk: int, act: Callable[[Case], None], *, done: str
) -> HttpResponse:
    """An act that is one button."""
    case = find_case(pk)
    try:
        act(case)
    except errors.DeskRefused as refused:
        return show_case(request, find_case(pk), refused=refused)
    messages.success(request, done)
    return redirect("desk:case-detail", pk)


def fill_in(
    request: MemberRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    *,
    name: str,
    done: str,
    target: str = "desk:case-detail",
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An act with a form: what was typed stays on the page until the act is done."""
    template = f"desk/case_{name}.html"
    if request.method != "POST" or not form.is_valid():
        return show_case(request, case, template=template, form=form, extra=extra)
    try:
        act(form.cleaned_data)
    except errors.DeskRefused as refused:
        fresh = find_case(case.pk)
        return show_case(request, fresh, template=template, form=form, refused=refused, extra=extra)
    if done:
        messages.success(request, done)
    return redirect(target, case.pk)
