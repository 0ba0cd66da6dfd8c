"""Views that change one case: a form, an act, and the case page again if the act was refused."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Member
from klankbord.reputation.desk import actions, errors, opening, queries, replying
from klankbord.reputation.desk.approvals.actions import ask_approval
from klankbord.reputation.desk.citing.page import fact_choice
from klankbord.reputation.desk.declarations import CASES, WORK
from klankbord.reputation.desk.forms import (
    AnswerForm,
    AssignForm,
    HoldForm,
    LetStandForm,
    MessageForm,
    NoteForm,
    SentForm,
    SeverityForm,
    TagForm,
)
from klankbord.reputation.desk.listing import read_id
from klankbord.reputation.desk.models import Case, Reply
from klankbord.reputation.desk.page import find_case, show_case, version_seen
from klankbord.reputation.desk.picking import Picker, picked
from klankbord.reputation.desk.sending import send_reply
from klankbord.reputation.desk.suggesting import suggestion_for, with_suggestion
from klankbord.reputation.desk.tagging import tag_case
from klankbord.reputation.desk.views import SEERS
from klankbord.reputation.drafting.declarations import DRAFTING
from klankbord.reputation.replies.declarations import SAVED_REPLY
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
        actions.assign_case(case=case, **_who_when(request), **data)

    return _fill_in(request, case, form, assign, name="assign", done=_("The case is handed over."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_severity(request: MemberRequest, pk: int) -> HttpResponse:
    """Say how urgent a case is."""
    case = find_case(pk)
    form = SeverityForm(request.POST or None, initial={"severity": case.severity})

    def change(data: dict[str, Any]) -> None:
        actions.change_severity(case=case, **_who_when(request), **data)

    return _fill_in(request, case, form, change, name="severity", done=_("The severity is set."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_tag(request: MemberRequest, pk: int) -> HttpResponse:
    """Put labels on a case, or take them off."""
    case = find_case(pk)
    form = TagForm(request.POST or None)

    def tag(data: dict[str, Any]) -> None:
        tag_case(case=case, by=request.user, at=timezone.now(), **data)

    return _fill_in(request, case, form, tag, name="tag", done=_("The labels are set."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_hold(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a case on hold."""
    case = find_case(pk)
    form = HoldForm(request.POST or None)

    def hold(data: dict[str, Any]) -> None:
        actions.hold_case(case=case, **_who_when(request), **data)

    return _fill_in(request, case, form, hold, name="hold", done=_("The case is on hold."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_let_stand(request: MemberRequest, pk: int) -> HttpResponse:
    """Conclude a case without an answer."""
    case = find_case(pk)
    form = LetStandForm(request.POST or None)

    def let_stand(data: dict[str, Any]) -> None:
        actions.let_stand(case=case, **_who_when(request), **data)

    done = _("The case stands in the silence ledger, with its reason.")
    return _fill_in(request, case, form, let_stand, name="let_stand", done=done)


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

    return _fill_in(request, case, form, note, name="note", done=_("The note is added."))


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

    return _fill_in(request, case, form, add, name="message", done=_("The message is added."))


@allow(*actions.CHANGERS)
@declares(CASES, WORK, DRAFTING)
@require_http_methods(["GET", "POST"])
def case_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Write an answer; the desk posts it, or "continue" leads to copying it and the place."""
    case = find_case(pk)
    reply = case.replies.exclude(status=Reply.Status.SENT).first()
    given = with_suggestion(request.POST)
    form = AnswerForm(given or None, initial={"text": reply.text if reply else ""})
    extra = {"fact_choice": fact_choice(case, reply, form, at=timezone.now())}
    chosen = _chosen(request, case, given)
    if chosen is not None:
        if "suggest" in request.POST:
            extra |= suggestion_for(case, by=request.user, at=timezone.now())
        form = AnswerForm(initial=chosen)
        return show_case(request, case, template="desk/case_answer.html", form=form, extra=extra)
    goes_on = "continue" in request.POST
    is_sent = "send" in request.POST

    def draft(data: dict[str, Any]) -> None:
        with transaction.atomic():  # an answer that finds no way stays as it was
            drafted = replying.draft_reply(case=case, **_who_when(request), **data)
            if "ask" in request.POST:
                ask_approval(reply=drafted.reply, by=request.user, at=timezone.now())
            elif is_sent:
                send_reply(reply=drafted.reply, by=request.user, at=timezone.now())
            elif goes_on:
                replying.show_reply(reply=drafted.reply, by=request.user, at=timezone.now())

    done = "" if goes_on or is_sent else _("The draft is kept.")
    if "ask" in request.POST:
        done = _("Your colleagues are asked to look at it. The case waits for their word.")
    target = "desk:case-sent" if goes_on else "desk:case-detail"
    return _fill_in(
        request, case, form, draft, name="answer", done=done, target=target, extra=extra
    )


@allow(*actions.CHANGERS)
@declares(CASES, WORK, SAVED_REPLY)
@require_GET
def case_saved(request: MemberRequest, pk: int) -> HttpResponse:
    """The saved replies that hold the words, while somebody types them."""
    picker = Picker(find_case(pk), request.user, request.GET.get("find", ""))
    return render(request, "desk/_choices.html", {"picker": picker})


def _chosen(request: MemberRequest, case: Case, given: QueryDict) -> dict[str, Any] | None:
    """What the form holds when somebody looked for words; nothing is kept yet."""
    if request.method != "POST" or not {"pick", "look", "suggest", "take"} & given.keys():
        return None
    kept = {name: given.get(name, "") for name in ("text", "saved", "machine")}
    found = picked(Picker(case, request.user), given.get("pick", ""), kept["text"])
    return {**kept, **(found or {})}


@allow(*actions.CHANGERS)
@declares(CASES, WORK)
@require_http_methods(["GET", "POST"])
def case_sent(request: MemberRequest, pk: int) -> HttpResponse:
    """Copy the answer, post it at its place, and say that it stands there."""
    case = find_case(pk)
    # A second press of the button finds the answer posted already: that is no error.
    replies = case.replies.order_by("-drafted_at", "-pk")
    reply = replies.exclude(status=Reply.Status.SENT).first() or replies.first()
    if reply is None or (reply.status == Reply.Status.SENT and request.method == "GET"):
        return redirect("desk:case-detail", pk)
    if reply.status == Reply.Status.DRAFTED and request.method == "GET":
        return redirect("desk:case-answer", pk)  # nothing is given out that was not let go
    form = SentForm(request.POST or None)

    def confirm(data: dict[str, Any]) -> None:
        replying.confirm_reply_sent(reply=reply, by=request.user, at=timezone.now(), **data)

    done = _("Well done: the answer is recorded.")
    return _fill_in(request, case, form, confirm, name="sent", done=done)


@allow(*SEERS)
@declares(CASES, WORK)
@require_GET
def case_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """Whether an answer is still on its way; once it is not, the page is drawn anew."""
    case = find_case(pk)
    if case.replies.filter(status=Reply.Status.SENDING).exists():
        return render(request, "desk/_sending.html", {"case": case})
    return HttpResponseClientRefresh()


def _who_when(request: MemberRequest) -> dict[str, Any]:
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


def _fill_in(
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
