"""One message in many places: the same answer goes to each copy, or each stands with one reason.

A copy is a conversation of its own, with readers of its own: what is done about it becomes a case,
so that its answer has a proof and its silence a place in the ledger. The price: a story of fifty
may be fifty cases. Each is as old as the copy at the desk, so that no wait looks shorter than it
was.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from klankbord.participate.archive.models import Mention
from klankbord.people.models import Member
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.actions import let_stand
from klankbord.reputation.desk.approvals.gate import carry_approval, refuse_unready
from klankbord.reputation.desk.holding import refuse_concluded, refuse_held_by_another
from klankbord.reputation.desk.models import Case, CaseMessage, Channel, Reason, Reply, Severity
from klankbord.reputation.desk.opening import Ruled, add_message, message_of, open_case
from klankbord.reputation.desk.picturing.keeping import pictures_of
from klankbord.reputation.desk.queries import is_same_story, thread_key, title_of, twins_of
from klankbord.reputation.desk.replying import draft_reply
from klankbord.reputation.desk.sending import send_reply
from klankbord.reputation.desk.ways import way_of

Status = Reply.Status
Task = tuple[CaseMessage | None, Callable[[], object]]  # None: the message of the case itself
_LEFT = frozenset({Status.SHOWN, Status.SENDING, Status.SENT})  # shown: a hand posts it


def has_left(reply: Reply | None) -> bool:
    """Whether an answer was given out of hand: it stands, or may stand in a moment."""
    return reply is not None and reply.status in _LEFT


@dataclass(frozen=True)
class Place:
    """One copy; with the case of its own and the answer in it, once there are."""

    message: CaseMessage
    case: Case | None
    reply: Reply | None

    @property
    def is_to_do(self) -> bool:
        """Whether nobody answered it, let it stand, or has an answer on its way to it."""
        return not has_left(self.reply) and not (self.case and self.case.is_concluded)


@dataclass(frozen=True)
class Left:
    """A message about which nothing was done, and why."""

    message: CaseMessage | None  # None for the case itself
    refusal: errors.DeskRefused


@dataclass(frozen=True)
class Outcome:
    """What came of an act on the copies of a case."""

    n_done: int
    left: list[Left]


def places_of(case: Case) -> list[Place]:
    """The copies that a case holds, as they were said; three queries, however many they are."""
    copies = list(case.messages.filter(is_copy=True).select_related("mention__author"))
    mentions = [copy.mention_id for copy in copies if copy.mention_id]
    own = CaseMessage.objects.filter(mention__in=mentions, is_copy=False).exclude(case=case)
    cases = {row.mention_id: row.case for row in own.select_related("case").order_by("case")}
    replies = Reply.objects.filter(case__in=[each.pk for each in cases.values()])
    newest = {reply.case_id: reply for reply in replies.order_by("pk")}
    found = [(copy, cases.get(copy.mention_id)) for copy in copies]
    return [Place(copy, of, newest.get(of.pk) if of else None) for copy, of in found]


@transaction.atomic
def join_twins(*, case: Case, by: Member, at: dt.datetime) -> int:
    """Deal here with what other cases hold of the same message; how many messages were added.

    They keep their case, where the answer has its proof and a silence its line.
    """
    n_added = 0
    for twin in twins_of(case):
        for message in twin.messages.filter(is_copy=False).exclude(mention=None):
            if message.mention is not None and is_same_story(case, message.mention):
                copy = message_of(message.mention, is_copy=True)
                add_message(case=case, by=by, at=at, message=copy)
                n_added += 1
    return n_added


def answer_to_repeat(case: Case) -> Reply | None:
    """The words that go to the copies: those in hand, else those that were posted last."""
    replies = case.replies.order_by("-drafted_at", "-pk")
    return replies.exclude(status=Status.SENT).first() or replies.first()


def answer_all(
    *, answer: Reply, copies: Sequence[CaseMessage], by: Member, at: dt.datetime
) -> Outcome:
    """Send a checked answer where it belongs, if it has not left, and to each of these copies.

    Raises if the answer itself may not leave; what cannot be answered is left, with the reason.
    """
    case = answer.case
    refuse_held_by_another(case, by, at)
    refuse_unready(answer, at=at)
    tasks: list[Task] = []
    if not has_left(answer):
        tasks.append((None, partial(send_reply, reply=answer, by=by, at=at)))
    tasks += [
        (copy, partial(answer_copy, copy=copy, answer=answer, by=by, at=at)) for copy in copies
    ]
    return _each(tasks)


def let_all_stand(  # what the silence ledger asks for, for each of them
    *,
    case: Case,
    copies: Sequence[CaseMessage],
    by: Member,
    at: dt.datetime,
    reason: Reason,
    explanation: str = "",
    look_again_at: dt.datetime | None = None,
) -> Outcome:
    """Conclude a case and its copies without an answer: an entry in the silence ledger for each.

    A case that has its outcome keeps it.
    """
    refuse_held_by_another(case, by, at)

    def silence(of: Case) -> None:
        let_stand(
            case=of,
            by=by,
            at=at,
            reason=reason,
            explanation=explanation,
            look_again_at=look_again_at,
        )

    def silence_copy(copy: CaseMessage) -> None:
        with transaction.atomic():
            silence(_own_case(copy, by, at))

    tasks: list[Task] = []
    if not case.is_concluded:
        tasks.append((None, partial(silence, case)))
    tasks += [(copy, partial(silence_copy, copy)) for copy in copies]
    return _each(tasks)


def _each(tasks: Sequence[Task]) -> Outcome:
    """A transaction each, so that one refusal keeps nothing else from it."""
    left: list[Left] = []
    for message, act in tasks:
        try:
            act()
        except errors.DeskRefused as refusal:
            left.append(Left(message, refusal))
    return Outcome(len(tasks) - len(left), left)


@transaction.atomic
def answer_copy(*, copy: CaseMessage, answer: Reply, by: Member, at: dt.datetime) -> Reply:
    """Send the words of an answer to one copy as well, once; all or nothing."""
    if copy.mention and copy.mention.repost_of:
        raise errors.CopyOnlyRepeats(copy.case)
    refuse_unready(answer, at=at)  # as it is at this moment: a fact may have ended just now
    own = _own_case(copy, by, at)
    refuse_concluded(own)
    in_hand = own.replies.exclude(text=answer.text, status__in=(Status.DRAFTED, Status.REFUSED))
    if in_hand.exists():
        raise errors.CopyHasAnswer(own)
    way = way_of(own)
    if way is None:
        raise errors.ReplyHasNoWay(own)
    if way.message.mention_id != copy.mention_id:
        raise errors.CopyMovedOn(own)
    facts = [each.version for each in answer.citations.select_related("version")]
    reply = draft_reply(
        case=own,
        by=by,
        at=at,
        text=answer.text,
        facts=facts,
        saved=answer.saved,
        visibility=answer.visibility,
        pictures=pictures_of(answer),
    ).reply
    carry_approval(given_to=answer, reply=reply)
    return send_reply(reply=reply, by=by, at=at).reply


def _own_case(copy: CaseMessage, by: Member, at: dt.datetime) -> Case:
    """The case of a copy, opened if there is none, and locked: of two people one goes first.

    The case that holds the copy is locked before: else both find none, and both open one.
    """
    Case.objects.select_for_update().get(pk=copy.case_id)
    mention = copy.mention
    if mention is None:
        raise errors.CopyGone(copy.case)
    if thread_key(mention) == copy.case.thread:
        raise errors.CopyInConversation(copy.case)
    held = CaseMessage.objects.filter(mention=mention, is_copy=False).exclude(case=copy.case)
    found = held.order_by("-case").values_list("case", flat=True).first()
    pk = found or _opened(copy, mention, by, at).pk
    return Case.objects.select_for_update().get(pk=pk)


def _opened(copy: CaseMessage, mention: Mention, by: Member, at: dt.datetime) -> Case:
    case = copy.case
    return open_case(
        by=by,
        at=at,
        title=title_of(mention),
        channel=Channel.MENTION,
        message=message_of(mention),
        severity=Severity(case.severity),
        department=case.department,
        ruled=Ruled(tags=case.tags, told={"copy_in": case.number}),
        since=copy.kept_at,
        is_sample=case.is_sample,
    ).case
