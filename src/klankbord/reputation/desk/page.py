"""The page of one case, shared by every view that shows it: before an act, and after a refusal."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.reasons import sentence
from klankbord.participate.stakeholders.models import Group
from klankbord.participate.stakeholders.queries import group_name, placement_of
from klankbord.participate.topics.listing import language_name
from klankbord.participate.topics.said import Said
from klankbord.people.access import MemberRequest
from klankbord.people.models import Member
from klankbord.reputation.desk import errors, queries, wording
from klankbord.reputation.desk.actions import CHANGERS
from klankbord.reputation.desk.approvals.queries import Consent, Look, look_at
from klankbord.reputation.desk.citing.queries import cited_facts
from klankbord.reputation.desk.evidence import reading_of
from klankbord.reputation.desk.following import members_with
from klankbord.reputation.desk.listing import read_id
from klankbord.reputation.desk.live.hub import newest_event
from klankbord.reputation.desk.models import Case, CaseEvent, CaseMessage, Reply, State
from klankbord.reputation.desk.picking import Picker
from klankbord.reputation.desk.refusals import problem_of
from klankbord.reputation.desk.ways import way_of
from klankbord.reputation.drafting.suggesting import endpoint_in_use
from klankbord.reputation.lines.queries import is_out
from klankbord.reputation.replies.blanks import VARIABLES

CONFLICT = 409
_NAMED = 4


def find_case(pk: int) -> Case:
    """One case with its owner and department; 404 if there is none."""
    related = ("claimed_by", "department", "flow_run__version", "line")
    case = Case.objects.select_related(*related).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def version_seen(request: HttpRequest) -> int | None:
    """The version of the case that the form was drawn from."""
    return read_id(request.POST.get("version", ""))


def show_case(
    request: MemberRequest,
    case: Case,
    *,
    template: str = "desk/case_detail.html",
    form: forms.Form | None = None,
    refused: errors.DeskRefused | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Draw the page, with the form of an act if one is open, and why an act was refused."""
    now = timezone.now()
    history = queries.case_history(case)
    look = look_at(history.reply, case, at=now, writer=request.user)
    context = {
        "case": case,
        "history": history,
        "messages_shown": [_shown(message, history) for message in history.messages],
        "along": history.pictures.get(history.reply.pk, []) if history.reply else [],
        "n_copies": sum(message.is_copy for message in history.messages),
        "around": _around(history),
        "entries": wording.history_entries(history),
        "step": next_step(history, by=request.user, at=now),
        "may_change": request.user.has_role(*CHANGERS),
        "is_mine": case.claimed_by_id == request.user.pk,
        "is_held_by_another": case.is_held(now) and case.claimed_by_id != request.user.pk,
        "form": form,
        "problem": problem_of(refused, history) if refused else None,
        "platform": wording.platform_name(case.platform),
        "way": SimpleLazyObject(lambda: way_of(case)),  # asked on one page only
        "picker": Picker(case, request.user, request.POST.get("find", "")),
        "variables": " ".join(VARIABLES),
        "line_waits": SimpleLazyObject(lambda: line_waits(case)),  # idem
        "questions": list(case.questions.select_related("expert", "contact")),
        "drafting": SimpleLazyObject(endpoint_in_use),  # idem
        "refusal": _refusal(history.reply),
        "newest_event": newest_event(),
        "look": look,
        "may_decide": _may_decide(look, request.user, history.reply),
        "cited": cited_facts(history.reply, at=now) if history.reply else [],
        "state_tone": wording.STATE_TONES[State(case.state)],
        "severity_tone": wording.SEVERITY_TONES.get(case.severity, ""),  # type: ignore[call-overload]  # the values of Severity
        "waiting_since": _waiting_since(history),
        "clock": wording.clock_words(case, now),
        "by_flow": wording.flow_deadline(case),
        "may_promise": _may_promise(case, request.user),
        "awaited": _awaited(case),
        "said": _said(history),
        "language": _language(history),
        "placed": _placed(history),
        "is_bot_by_hand": any(event.kind == CaseEvent.Kind.BOT_SET for event in history.events),
        "twins": SimpleLazyObject(lambda: _twins(history)),  # asked where one can act
        "now": now,
        **(extra or {}),
    }
    return render(request, template, context, status=CONFLICT if refused else None)


def line_waits(case: Case) -> bool:
    """Whether a line for colleagues was begun and has not gone out: the answer is too early."""
    return case.line is not None and not is_out(case.line, on=timezone.localdate())


def next_step(history: queries.CaseHistory, *, by: Member, at: dt.datetime) -> str:
    """The one thing to do now, as a code for the page: the first that applies."""
    case = history.case
    is_mine = case.claimed_by_id == by.pk
    status = history.reply.status if history.reply else ""
    steps = [
        (not by.has_role(*CHANGERS), "note"),
        (status == Reply.Status.SENDING, "sending"),
        (case.is_closed, "reopen"),
        (case.is_concluded, "close"),
        (case.is_held(at) and not is_mine, "take-over"),
        (not is_mine, "claim"),
        (case.state == State.WAITING, "resume"),
        (status == Reply.Status.REFUSED, "refused"),
        (status == Reply.Status.SHOWN, "confirm"),
        (history.reply is not None, "finish-answer"),
    ]
    return next((step for applies, step in steps if applies), "answer")


def _first(history: queries.CaseHistory) -> CaseMessage | None:
    """The first message to us."""
    incoming = CaseMessage.Direction.INCOMING
    return next((each for each in history.messages if each.direction == incoming), None)


def _said(history: queries.CaseHistory) -> tuple[Said, int] | None:
    """What the first message to us says, and the mention where a person corrects it."""
    first = _first(history)
    reading = reading_of(first) if first else None
    return (Said(reading), reading.pk) if reading else None


def _language(history: queries.CaseHistory) -> str:
    """In which language we were spoken to, where that was heard."""
    first = _first(history)
    mention = first.mention if first else None
    return language_name(mention.language) if mention and mention.language else ""


def _placed(history: queries.CaseHistory) -> str:
    """The group that the author is known to belong to, for whoever has to say it of the case.

    Never that they are a colleague: nothing at the desk is to be decided by it.
    """
    first = _first(history)
    mention = first.mention if first and first.post_id else None
    is_placed = mention is not None and hasattr(mention.author, "placement")
    placement = placement_of(mention.author) if mention and is_placed else None
    group = placement.group if placement else ""
    return "" if group == Group.COLLEAGUE else group_name(group)


def _twins(history: queries.CaseHistory) -> list[Case]:
    said = (message.mention for message in history.messages if not message.is_copy)
    is_copied = any(hasattr(mention, "copy") for mention in said)
    return queries.twins_of(history.case) if is_copied else []


def _may_promise(case: Case, member: Member) -> bool:
    """Whether there is a first answer to come, and this member may say before when."""
    return member.has_role(*CHANGERS) and not case.is_concluded and case.first_response_at is None


def _awaited(case: Case) -> list[str]:
    """The people whose turn it is by the flow; the page names a few."""
    if not case.awaited_role or case.is_concluded:
        return []
    return list(members_with(case.awaited_role).values_list("name", flat=True)[:_NAMED])


def _may_decide(look: Look, member: Member, reply: Reply | None) -> bool:
    """Whether this member is who can say yes or no to the answer that waits."""
    approval = look.approval
    if look.consent != Consent.ASKED or approval is None or reply is None:
        return False
    return look.role in member.roles and member.pk not in {approval.asked_by_id, reply.by_id}


def _shown(message: CaseMessage, history: queries.CaseHistory) -> dict[str, Any]:
    reply = getattr(message, "reply", None)  # only our own words have one
    return {
        "message": message,
        "platform": wording.platform_name(message.platform),
        "along": history.pictures.get(reply.pk, []) if reply else [],
    }


def _refusal(reply: Reply | None) -> str:
    """Why the platform did not take the answer, in words."""
    return sentence(reply.refusal, reply.refusal_values) if reply and reply.refusal else ""


def _around(history: queries.CaseHistory) -> list[Mention]:
    """The rest of the conversation as the archive keeps it, for reading only."""
    first = next((message for message in history.messages if message.mention_id), None)
    return queries.rest_of_thread(first, history.messages) if first else []


def _waiting_since(history: queries.CaseHistory) -> dt.datetime | None:
    """Since when somebody waits for our answer; None if nobody does."""
    if history.case.is_concluded:
        return None
    incoming = [
        message.kept_at
        for message in history.messages
        if message.direction == CaseMessage.Direction.INCOMING
    ]
    answered = history.case.first_response_at
    unanswered = [moment for moment in incoming if answered is None or moment > answered]
    return min(unanswered, default=None if answered else history.case.opened_at)
