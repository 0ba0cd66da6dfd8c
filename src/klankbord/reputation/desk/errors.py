"""What the desk refuses: each carries a key for the person, and the way out."""

import datetime as dt
from typing import ClassVar

from klankbord.people.models import Member
from klankbord.reputation.desk.models import Case
from klankbord.reputation.facts.queries import Checked


class DeskRefused(Exception):  # noqa: N818  # errors are named after the broken promise
    """An act that the state of the case does not allow; nothing was changed."""

    key: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, case: Case) -> None:
        super().__init__(f"{self.key}: case {case.number}")
        self.case = case


class CaseAlreadyClaimed(DeskRefused):
    """Somebody else is at work on it."""

    key = "case-already-claimed"
    remedy = "wait-or-take-over"

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.holder: Member | None = case.claimed_by
        self.until: dt.datetime | None = case.claim_expires_at


class CaseAlreadyClosed(DeskRefused):
    """A closed case does not change."""

    key = "case-already-closed"
    remedy = "reopen"


class CaseAlreadyConcluded(DeskRefused):
    """It has been answered, is watched, or was let stand."""

    key = "case-already-concluded"
    remedy = "reopen"


class CaseNotConcluded(DeskRefused):
    """Nothing was answered, and no reason was given."""

    key = "case-not-concluded"
    remedy = "answer-or-let-stand"


class CaseStillOpen(DeskRefused):
    """Only a concluded or closed case can be reopened."""

    key = "case-still-open"
    remedy = "work-on-it"


class CaseNotYours(DeskRefused):
    """Only the owner lets go."""

    key = "case-not-yours"
    remedy = "claim-first"


class CaseNotWaiting(DeskRefused):
    """It was not on hold."""

    key = "case-not-waiting"
    remedy = "work-on-it"


class ThreadHasCase(DeskRefused):
    """Another open case holds this conversation; `case` is that one."""

    key = "thread-has-case"
    remedy = "go-there"


class MessageAlreadyThere(DeskRefused):
    """The case holds this message already."""

    key = "message-already-there"
    remedy = "nothing-to-do"


class MemberCannotOwn(DeskRefused):
    """The desk can be given to people who may answer only."""

    key = "member-cannot-own"
    remedy = "choose-responder"


class CaseChanged(DeskRefused):
    """Others changed the case after the form was opened at version `since`."""

    key = "case-changed"
    remedy = "look-and-repeat"

    def __init__(self, case: Case, since: int) -> None:
        super().__init__(case)
        self.since = since


class AlreadyAnswered(DeskRefused):
    """The first answer was given: there is nothing left to promise."""

    key = "already-answered"
    remedy = "nothing-to-do"


class ReplyOnItsWay(DeskRefused):
    """The answer is being posted: it cannot be changed or sent a second time."""

    key = "reply-on-its-way"
    remedy = "wait-for-it"


class CopyGone(DeskRefused):
    """The archive does not keep this copy any more; `case` is the one that it is a copy in."""

    key = "copy-gone"
    remedy = "nothing-to-do"


class CopyInConversation(DeskRefused):
    """It stands in the conversation of the case itself."""

    key = "copy-in-conversation"
    remedy = "answer-there"


class CopyOnlyRepeats(DeskRefused):
    """A repost without words of its own has no conversation that can be answered."""

    key = "copy-only-repeats"
    remedy = "answer-what-it-repeats"


class CopyHasAnswer(DeskRefused):
    """Somebody answered this copy already, or is writing to it."""

    key = "copy-has-answer"
    remedy = "look-there"


class CopyMovedOn(DeskRefused):
    """More was said below this copy, which may need another answer."""

    key = "copy-moved-on"
    remedy = "answer-by-itself"


class ReplyHasNoWay(DeskRefused):
    """No connected account can answer at this place."""

    key = "reply-has-no-way"
    remedy = "copy-and-post"


class BlanksOpen(DeskRefused):
    """Something in the answer was left for a person to fill in: `prompts` say what."""

    key = "blanks-open"
    remedy = "fill-in"

    def __init__(self, case: Case, prompts: list[str]) -> None:
        super().__init__(case)
        self.prompts = prompts


class StepDoesNotFit(DeskRefused):
    """The flow does not stand there, or somebody else has to take this step."""

    key = "step-does-not-fit"
    remedy = "look-again"


class FactNotCurrent(DeskRefused):
    """The answer stands on something that we do not say any more, or not like this."""

    key = "fact-not-current"
    remedy = "look-at-the-facts"

    def __init__(self, case: Case, facts: tuple[Checked, ...]) -> None:
        super().__init__(case)
        self.facts = facts


class ApprovalMissing(DeskRefused):
    """Somebody else has to look at these words first; `standing` says how far that is."""

    key = "approval-missing"
    remedy = "ask-for-approval"

    def __init__(self, case: Case, standing: str) -> None:
        super().__init__(case)
        self.standing = standing


class ApprovalSettled(DeskRefused):
    """A colleague decided first, or the answer was changed meanwhile."""

    key = "approval-settled"
    remedy = "look-again"


class OwnWork(DeskRefused):
    """Nobody approves their own words."""

    key = "own-work"
    remedy = "ask-a-colleague"


class LoweringNeedsApprover(DeskRefused):
    """Made less severe, its answer would go out without the approval that the house asks for."""

    key = "lowering-needs-approver"
    remedy = "ask-an-approver"


class NobodyCanApprove(DeskRefused):
    """No other member has the role that has to agree."""

    key = "nobody-can-approve"
    remedy = "ask-an-administrator"


class AnswerTooLong(DeskRefused):
    """The platform takes `limit` characters, and counts `length`."""

    key = "answer-too-long"
    remedy = "shorten"

    def __init__(self, case: Case, *, length: int, limit: int) -> None:
        super().__init__(case)
        self.length = length
        self.limit = limit


class PicturesNotTaken(DeskRefused):
    """The platform takes `n_most` pictures of `most_bytes` each along, and these are others."""

    key = "pictures-not-taken"
    remedy = "take-pictures-out"

    def __init__(self, case: Case, *, n_most: int, most_bytes: int) -> None:
        super().__init__(case)
        self.n_most = n_most
        self.most_bytes = most_bytes


class AnswerTooOpen(DeskRefused):
    """More people would read the answer than the message; or the platform has no such circle."""

    key = "answer-too-open"
    remedy = "choose-another-circle"

    def __init__(self, case: Case, *, allowed: tuple[str, ...]) -> None:
        super().__init__(case)
        self.allowed = allowed
