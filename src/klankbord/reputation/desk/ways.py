"""The way back to where something was said, and what the platform takes on it."""

from dataclasses import replace
from typing import NamedTuple

from klankbord.connectors.contract import Limits
from klankbord.participate.archive.rows import Extra
from klankbord.participate.listening.accounts import answering_account, limits_of
from klankbord.participate.listening.models import Account
from klankbord.reputation.desk.errors import AnswerTooLong, AnswerTooOpen, PicturesNotTaken
from klankbord.reputation.desk.models import Case, CaseMessage, Reply
from klankbord.reputation.desk.picturing.keeping import pictures_listed
from klankbord.reputation.replies.lengths import LIMITS


class Way(NamedTuple):
    """How the desk itself can answer: which message, through which account of ours."""

    message: CaseMessage
    account: Account


def way_of(case: Case) -> Way | None:
    """The way back to where the last message to us was said; None if it must go by hand."""
    incoming = case.messages.filter(direction=CaseMessage.Direction.INCOMING, is_copy=False)
    last = incoming.order_by("-published_at", "-id").first()
    if last is None or not last.post_id:
        return None
    account = answering_account(last.platform, last.post_id)
    return Way(last, account) if account else None


class Bounds(NamedTuple):
    """What an answer has to keep to: the limits of its place, and the circle it was asked in.

    `answers` is the handle that stands in front of it; `heard_in` a visibility of the platform,
    empty where nobody knows any more who could read the message.
    """

    limits: Limits
    answers: str = ""
    heard_in: str = ""

    @property
    def visibilities(self) -> tuple[str, ...]:
        """Who may read it, the usual first: what was said to few is not answered before all.

        A circle that is not known, or that the platform does not know, is taken for its smallest.
        """
        every = self.limits.visibilities
        return every[every.index(self.heard_in) :] if self.heard_in in every else every[-1:]

    def n_over(self, text: str) -> int:
        """How many characters are too many."""
        return max(self.length_of(text) - self.limits.length, 0)

    def length_of(self, text: str) -> int:
        """As the platform counts."""
        return self.limits.length_of(text, answers=self.answers)


def bounds_of(way: Way) -> Bounds:
    """What the platform takes, as it told our account, else as it is known to."""
    message = way.message
    heard_in = _heard_in(message)
    limits = limits_of(way.account)
    if limits is None:
        usual = usual_limits(message.platform) or Limits(length=_ENDLESS)
        # Which circles it knows was never told: it says itself whether it takes this one.
        limits = replace(usual, visibilities=(heard_in or _SMALLEST,))
    return Bounds(limits, message.author_handle, heard_in)


def _heard_in(message: CaseMessage) -> str:
    """Who could read a message, as the archive has it now, else as the case kept it."""
    if message.mention is None:
        return message.visibility
    said: str = message.mention.extra.get("visibility", Extra().visibility)
    return said


def bounds_for(case: Case) -> Bounds | None:
    """What an answer here has to keep to, whoever posts it; None if nothing is known."""
    way = way_of(case)
    if way is not None:
        return bounds_of(way)
    limits = usual_limits(case.platform)
    return Bounds(limits) if limits else None


def circle_of(reply: Reply) -> str:
    """Who will read an answer: as it was chosen, else as is usual at its place."""
    if reply.visibility:
        return reply.visibility
    bounds = bounds_for(reply.case)
    return bounds.visibilities[0] if bounds else Extra().visibility


def usual_limits(platform: str) -> Limits | None:
    """What a platform takes unless it says otherwise."""
    return LIMITS.get(platform)


def refuse_unfit(reply: Reply, bounds: Bounds) -> None:
    """Raise `AnswerTooLong`, `AnswerTooOpen` or `PicturesNotTaken` where it would not be taken."""
    if bounds.n_over(reply.text):
        length = bounds.length_of(reply.text)
        raise AnswerTooLong(reply.case, length=length, limit=bounds.limits.length)
    if reply.visibility and reply.visibility not in bounds.visibilities:
        raise AnswerTooOpen(reply.case, allowed=bounds.visibilities)
    limits, sizes = bounds.limits, [row.n_bytes for row in pictures_listed(reply)]
    if len(sizes) > limits.n_media or max(sizes, default=0) > limits.media_bytes:
        raise PicturesNotTaken(reply.case, n_most=limits.n_media, most_bytes=limits.media_bytes)


_SMALLEST = "private"  # in the words of the archive; a platform that has no such circle refuses
_ENDLESS = 20_000  # what the form itself takes
