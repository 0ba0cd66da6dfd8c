"""What can be done to a case: one function an act, all or nothing, safe for two at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mask
from klankbord.participate.archive.threads import post_id_of
from klankbord.people.models import Department, Member, Role
from klankbord.people.quiet_hours import waking_hour
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.approvals.queries import approval_rule
from klankbord.reputation.desk.calls.calling import call_members
from klankbord.reputation.desk.clocks import Changes, start_clock
from klankbord.reputation.desk.holding import (
    awaited_no_longer,
    given_to,
    owned_by,
    refuse_closed,
    refuse_concluded,
    refuse_held_by_another,
    resumed_from,
    unowned,
)
from klankbord.reputation.desk.ledger import (
    Act,
    change_case,
    next_number,
    write_opening,
)
from klankbord.reputation.desk.models import (
    Case,
    CaseEvent,
    CaseMessage,
    Channel,
    Reason,
    Reply,
    Severity,
    State,
    WaitingFor,
)
from klankbord.reputation.desk.queries import thread_key
from klankbord.reputation.desk.search import forget_cases, index_case
from klankbord.reputation.desk.tags import tidy_tags
from klankbord.reputation.flowcharts.models import Flow

CHANGERS = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
_TITLE_LENGTH = 200
Kind = CaseEvent.Kind
Direction = CaseMessage.Direction


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as it came in, before the case keeps its own copy."""

    text: str
    published_at: dt.datetime
    platform: str = ""
    author_handle: str = ""
    author_name: str = ""
    author_url: str = ""
    title: str = ""
    url: str = ""
    post_id: str = ""
    direction: str = Direction.INCOMING
    mention: Mention | None = None
    is_copy: bool = False


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What a routing rule gives a case beside what a person would; `told` goes in its history."""

    tags: Sequence[str] = ()
    member: Member | None = None
    flow: Flow | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


class Opening(NamedTuple):
    """The case that holds the conversation now; `is_new` is false if there was one already."""

    case: Case
    is_new: bool


def message_of(mention: Mention, *, is_copy: bool = False) -> Message:
    """Copy what the archive keeps of a mention; a colleague who is not shown stays unnamed."""
    shown = mask([mention])[0]
    return Message(
        text=shown.text,
        published_at=shown.published_at,
        platform=shown.platform,
        author_handle=shown.author.handle,
        author_name=shown.author.name,
        author_url=shown.author.url,
        title=shown.title,
        url=shown.url,
        post_id="" if shown.is_masked else post_id_of(shown),
        mention=shown,
        is_copy=is_copy,
    )


def web_address(url: str) -> str:
    """An address that a person may be sent to; empty for scripts and the like."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def open_case(  # noqa: PLR0913  # a case opens with all that is known of it
    *,
    by: Member | None,
    at: dt.datetime,
    title: str,
    channel: Channel,
    message: Message | None = None,
    severity: Severity = Severity.NORMAL,
    department: Department | None = None,
    due_at: dt.datetime | None = None,
    ruled: Ruled | None = None,
    since: dt.datetime | None = None,
    is_sample: bool = False,
) -> Opening:
    """Open a case; a conversation that has an open case leads there, with the message added.

    `since` is when the desk had the message, if that was before: its wait counts from there.
    """
    mention = message.mention if message else None
    thread = thread_key(mention) if mention else ""
    ruled = ruled or Ruled()
    case = Case(
        title=title.strip()[:_TITLE_LENGTH],
        channel=channel,
        severity=severity,
        department=department,
        due_at=due_at,
        platform=message.platform if message else "",
        author_handle=message.author_handle if message else "",
        thread=thread,
        tags=tidy_tags(ruled.tags),
        flow=ruled.flow,
        opened_at=since or at,
        last_event_at=at,
        is_sample=is_sample,
        **(given_to(ruled.member, at) if ruled.member else {}),
    )
    with transaction.atomic():
        existing = _open_case_of(thread) or _save_or_find(case, at)
        if existing is None:
            if message:
                _keep_message(case, message, at)
            start_clock(case, since or at)
            write_opening(
                case, Act(Kind.OPENED, by, at), {"mention": mention and mention.pk, **ruled.told}
            )
            index_case(case)
            return Opening(case, is_new=True)
    if message:
        add_message(case=existing, by=by, at=at, message=message)
    return Opening(existing, is_new=False)


def add_message(
    *, case: Case, by: Member | None, at: dt.datetime, message: Message, version: int | None = None
) -> Case:
    """Add a later message; one that comes in after the conclusion opens the case again."""
    is_incoming = message.direction == Direction.INCOMING
    mention = message.mention

    def decide(fresh: Case) -> Changes:
        # Asked again at every attempt: of two who add one message, the second finds it here.
        if mention and fresh.messages.filter(mention=mention).exists():
            raise errors.MessageAlreadyThere(fresh)
        if not is_incoming:
            return {}
        if message.is_copy and (fresh.let_stand_at or not fresh.is_concluded):
            return {}  # what was let stand was let stand with all its copies
        return _reopened(fresh, at) if fresh.is_concluded else _spoken_to(fresh)

    act = Act(Kind.MESSAGE_ADDED, by, at, version)
    try:
        with transaction.atomic():
            fresh, _event = change_case(case, act, decide, {"mention": mention and mention.pk})
            _keep_message(fresh, message, at)
            index_case(fresh)
    except errors.MessageAlreadyThere as refused:
        return refused.case
    return fresh


def claim_case(
    *, case: Case, by: Member, at: dt.datetime, take_over_from: Member | None = None
) -> Case:
    """Become the owner for half an hour; each own act afterwards adds half an hour.

    Somebody else's claim stands until it runs out, unless the caller names who is taken over from.
    """
    before: dict[str, int | None] = {}

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if take_over_from is None or fresh.claimed_by_id != take_over_from.pk:
            refuse_held_by_another(fresh, by, at)
        before["from"] = fresh.claimed_by_id if fresh.claimed_by_id != by.pk else None
        return owned_by(fresh, by, at)

    return change_case(case, Act(Kind.CLAIMED, by, at), decide, before)[0]


def release_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Let go, so that a colleague can take it up."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if fresh.claimed_by_id != by.pk:
            raise errors.CaseNotYours(fresh)
        return unowned(fresh)

    return change_case(case, Act(Kind.RELEASED, by, at, version), decide)[0]


def assign_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    department: Department | None = None,
    member: Member | None = None,
    version: int | None = None,
) -> Case:
    """Hand over: to a department, where nobody owns it yet, or to one member."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if member is None:
            return {"department": department, **unowned(fresh)}
        if not (member.is_active and member.has_role(*CHANGERS)):
            raise errors.MemberCannotOwn(fresh)
        return {"department": department, **given_to(member, at)}

    return change_case(case, Act(Kind.ASSIGNED, by, at, version), decide)[0]


def add_note(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    text: str,
    named: Iterable[Member] = (),
) -> CaseEvent:
    """Write down something for colleagues, on any case; `named` are those called with @.

    They get their letter when people are at work.
    """
    told_at = waking_hour(at)
    members = sorted({member.pk for member in named})
    data = {"text": text, "named": members}
    with transaction.atomic():
        decide = partial(awaited_no_longer, by=by)  # who was awaited has spoken
        _case, event = change_case(case, Act(Kind.NOTED, by, at), decide, data)
        call_members(event=event, members=members, at=told_at)
    return event


def change_severity(
    *,
    case: Case,
    by: Member | None,
    at: dt.datetime,
    severity: Severity,
    version: int | None = None,
) -> Case:
    """Say how urgent it is; without `by` a rule or a clock says so.

    Raises `LoweringNeedsApprover` where its answer would need no approval any more: only who may
    approve takes that away, from the answers of others; the event says so, see `waived_by`.
    """
    told: dict[str, bool] = {}

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        is_waived = by is not None and _is_past_approval(fresh, severity)
        if is_waived and by is not None and not by.has_role(Role.APPROVER):
            raise errors.LoweringNeedsApprover(fresh)
        told["waives_approval"] = is_waived
        return {"severity": severity}

    return change_case(case, Act(Kind.SEVERITY_CHANGED, by, at, version), decide, told)[0]


def hold_case(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    waiting_for: WaitingFor,
    look_again_at: dt.datetime | None = None,
    version: int | None = None,
) -> Case:
    """Wait for somebody else; the case stays with its owner."""

    def decide(fresh: Case) -> Changes:
        refuse_concluded(fresh)
        refuse_held_by_another(fresh, by, at)
        return {
            **owned_by(fresh, by, at),
            "state": State.WAITING,
            "waiting_for": waiting_for,
            "look_again_at": look_again_at,
        }

    return change_case(case, Act(Kind.HELD, by, at, version), decide)[0]


def resume_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Take up a case that waited."""

    def decide(fresh: Case) -> Changes:
        if fresh.state != State.WAITING:
            raise errors.CaseNotWaiting(fresh)
        refuse_held_by_another(fresh, by, at)
        return {
            **owned_by(fresh, by, at),
            "state": State.ASSESSING,
            "waiting_for": "",
            "look_again_at": None,
        }

    return change_case(case, Act(Kind.RESUMED, by, at, version), decide)[0]


def let_stand(
    *,
    case: Case,
    by: Member,
    at: dt.datetime,
    reason: Reason,
    explanation: str = "",
    look_again_at: dt.datetime | None = None,
    version: int | None = None,
) -> Case:
    """Conclude without an answer: an entry in the silence ledger, with its reason and owner.

    Not while an answer is on its way: the ledger would call silent what is answered a moment later.
    """

    def decide(fresh: Case) -> Changes:
        refuse_concluded(fresh)
        refuse_held_by_another(fresh, by, at)
        if fresh.replies.filter(status=Reply.Status.SENDING).exists():
            raise errors.ReplyOnItsWay(fresh)
        return {
            **owned_by(fresh, by, at),
            "state": State.LET_STAND,
            "let_stand_reason": reason,
            "let_stand_at": at,
            "waiting_for": "",
            "look_again_at": look_again_at,
            "concluded_at": at,
        }

    act = Act(Kind.LET_STAND, by, at, version)
    return change_case(case, act, decide, {"explanation": explanation})[0]


def close_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Put away what was answered or let stand."""

    def decide(fresh: Case) -> Changes:
        refuse_closed(fresh)
        if not fresh.is_concluded:
            raise errors.CaseNotConcluded(fresh)
        # What was let stand may still have to be looked at again: the ledger outlives the closing.
        again = fresh.look_again_at if fresh.let_stand_at else None
        return {"state": State.CLOSED, "closed_at": at, "look_again_at": again}

    return change_case(case, Act(Kind.CLOSED, by, at, version), decide)[0]


def reopen_case(*, case: Case, by: Member, at: dt.datetime, version: int | None = None) -> Case:
    """Start again; the first response stays counted."""

    def decide(fresh: Case) -> Changes:
        if not fresh.is_concluded:
            raise errors.CaseStillOpen(fresh)
        return {**_reopened(fresh, at), **owned_by(fresh, by, at), "state": State.ASSESSING}

    return change_case(case, Act(Kind.REOPENED, by, at, version), decide)[0]


def bring_back(*, case: Case, at: dt.datetime) -> Case:
    """The day to look again has come: the case is work again, with whoever had it."""

    def decide(fresh: Case) -> Changes:
        if fresh.look_again_at is None or fresh.look_again_at > at:
            raise errors.CaseChanged(fresh, since=case.version)
        if fresh.is_concluded:
            return _reopened(fresh, at)
        return {"state": State.ASSESSING, "waiting_for": "", "look_again_at": None}

    return change_case(case, Act(Kind.LOOKED_AGAIN, None, at), decide)[0]


def remove_sample_cases() -> int:
    """Delete the cases of the sample organisation, their words included; returns how many."""
    samples = Case.objects.filter(is_sample=True)
    with transaction.atomic():
        n_cases = samples.count()
        forget_cases(samples)
        samples.delete()
    return n_cases


def _reopened(case: Case, at: dt.datetime) -> Changes:
    other = _open_case_of(case.thread)
    if other is not None and other.pk != case.pk:
        raise errors.ThreadHasCase(other)
    return {
        "state": State.ASSESSING if case.claimed_by_id else State.NEW,
        "let_stand_reason": "",
        "let_stand_at": None,
        "look_again_at": None,
        "awaited_role": "",
        "concluded_at": None,
        "closed_at": None,
        "reopened_at": at,
        "n_reopened": case.n_reopened + 1,
    }


def _is_past_approval(case: Case, severity: Severity) -> bool:
    """Whether the answer needs approval for its severity now, and would not any more."""
    rule = approval_rule()
    bound = rule.from_severity if rule else None
    return bound is not None and severity < bound <= case.severity


def _spoken_to(case: Case) -> Changes:
    return resumed_from(WaitingFor.AUTHOR, case)


def _open_case_of(thread: str) -> Case | None:
    return Case.objects.filter(thread=thread, closed_at=None).first() if thread else None


def _save_or_find(case: Case, at: dt.datetime) -> Case | None:
    """Save a case with a number; if somebody opened the same conversation just now, theirs."""
    try:
        with transaction.atomic():
            case.number = next_number(at)
            case.save(force_insert=True)
    except IntegrityError:
        existing = _open_case_of(case.thread)
        if existing is None:
            raise
        return existing
    return None


def _keep_message(case: Case, message: Message, at: dt.datetime) -> None:
    kept = vars(message) | {
        "url": web_address(message.url),
        "author_url": web_address(message.author_url),
    }
    CaseMessage.objects.create(case=case, kept_at=at, **kept)
