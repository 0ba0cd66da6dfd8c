"""Ask a group, vote by name, close and count."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Count

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.moderation.actions import check_shows_at_once
from klankbord.ambassadors.community.notifications.actions import tell_about
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls.figures import told_of
from klankbord.ambassadors.community.polls.models import (
    CHOICE_LENGTH,
    FEWEST,
    MOST,
    Poll,
    PollChoice,
    PollVote,
)
from klankbord.ambassadors.community.polls.queries import (
    CHOSEN,
    LETTERS,
    NOT_CHOSEN,
    entitled,
    polls_due,
    polls_near,
)
from klankbord.people.models import Member
from klankbord.trust.ballots import actions as ballots
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.ballots.queries import sheets_of, turnout_of
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import SAMPLE, Kind

LONGEST = dt.timedelta(days=92)
SHORTEST_ANONYMOUS = dt.timedelta(hours=20)  # "tomorrow" chosen in the evening
PROGRAM = "community"  # who closes a vote


class PollAskedWrong(Exception):  # noqa: N818  # named after the broken promise
    """Two to ten different choices, and a close that is still to come, three months at most."""


class PollTooSmall(Exception):  # noqa: N818  # named after what happened
    """So few colleagues in the group that no anonymous result could ever be shown."""


class PollTooSoon(Exception):  # noqa: N818  # named after the broken promise
    """Another anonymous poll of the group closes within two weeks; `closes_at` says when."""

    def __init__(self, closes_at: dt.datetime) -> None:
        super().__init__(closes_at)
        self.closes_at = closes_at


class PollOver(Exception):  # noqa: N818  # named after what happened
    """Nobody votes after the close, and it is not closed twice."""


class NotByName(Exception):  # noqa: N818  # named after the broken promise
    """What is asked anonymously is never taken down by name."""


class ChoiceUnknown(Exception):  # noqa: N818  # named after the broken promise
    """One chooses what is there, and only one thing where only one is asked for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a poll asks beside its words; all of it is fixed once it is made."""

    choices: Sequence[str]
    closes_at: dt.datetime
    has_several: bool = False
    is_anonymous: bool = False
    shows: str = Poll.Shows.AT_ONCE


@transaction.atomic
def write_poll(*, group: Group, text: str, asked: Asked, by: Member, at: dt.datetime) -> Post:
    """Ask a group something that it can choose from.

    Raises `PollAskedWrong`, and of an anonymous one `PollTooSmall` and `PollTooSoon`.
    """
    check_shows_at_once(group, by)
    _check(asked, at)
    if asked.is_anonymous:
        _check_anonymous(group, asked, at)
    post = actions.write_post(group=group, text=text, by=by, at=at, beside=asked.choices)
    poll = Poll.objects.create(
        post=post,
        is_anonymous=asked.is_anonymous,
        has_several=asked.has_several,
        shows=Poll.Shows.CLOSED if asked.is_anonymous else asked.shows,
        closes_at=asked.closes_at,
        vote=_open_vote(post, asked, by, at) if asked.is_anonymous else None,
    )
    PollChoice.objects.bulk_create(
        PollChoice(poll=poll, place=place, words=" ".join(words.split()))
        for place, words in enumerate(asked.choices)
    )
    return post


@transaction.atomic
def edit_poll(*, poll: Poll, text: str, by: Member, at: dt.datetime) -> None:
    """Ask it in other words, while nobody answered; what can be chosen stays."""
    check_shows_at_once(poll.post.group, by)
    actions.edit_post(post=poll.post, text=text, by=by, at=at)


@transaction.atomic
def change_vote(*, poll: Poll, places: Collection[int], by: Member, at: dt.datetime) -> None:
    """Choose by name, choose otherwise, or with nothing chosen take it back.

    Two presses at once, or a press at the close, wait for each other at the row of the poll.
    """
    actions.check_in_group(poll.post.group_id, by)
    kept = Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
    if kept.is_anonymous:
        raise NotByName
    if kept.counted_at is not None or kept.closes_at <= at:
        raise PollOver
    chosen = list(kept.choices.filter(place__in=places))
    if len(chosen) < len(set(places)) or (len(chosen) > 1 and not kept.has_several):
        raise ChoiceUnknown
    PollVote.objects.filter(choice__poll=kept, member=by).exclude(choice__in=chosen).delete()
    votes = [PollVote(choice=choice, member=by, voted_at=at) for choice in chosen]
    PollVote.objects.bulk_create(votes, ignore_conflicts=True)


@transaction.atomic
def close_poll(*, poll: Poll, by: Member, at: dt.datetime) -> None:
    """Close a poll by name before its time; whoever asked does so."""
    own = Poll.objects.filter(pk=poll.pk, post__author=by, post__removed_at=None)
    if not own.filter(is_anonymous=False).exists():
        raise actions.NotTheAuthor
    if not Poll.objects.filter(pk=poll.pk, closes_at__gt=at).update(closes_at=at):
        raise PollOver
    count_poll(poll=poll, at=at)


@transaction.atomic
def count_poll(*, poll: Poll, at: dt.datetime) -> bool:
    """Count what is over, and tell who voted, or who asked; False if that was done before."""
    if not polls_due(at=at).filter(pk=poll.pk).update(counted_at=at):
        return False
    counted = Poll.objects.select_related("post__group", "vote").get(pk=poll.pk)
    members = {counted.post.author_id}
    if counted.vote is not None:
        _count_ballots(counted, counted.vote, at)
    else:
        members |= _count_names(counted)
    numbers = [pk for pk in members if pk is not None]
    tell_about(kind=Notification.Kind.POLL_OVER, post=counted.post, members=numbers, by=None, at=at)
    return True


def marks_of(poll: Poll, n_choices: int) -> list[tuple[int, str]]:
    """Where on a ballot each choice stands, and the letter that says it is chosen."""
    if poll.has_several:
        return [(place, CHOSEN) for place in range(n_choices)]
    return [(0, letter) for letter in LETTERS[:n_choices]]


def _check(asked: Asked, at: dt.datetime) -> None:
    words = [" ".join(each.split()) for each in asked.choices]
    is_fit = all(0 < len(each) <= CHOICE_LENGTH for each in words)
    is_known = asked.shows in Poll.Shows.values
    is_different = len({each.casefold() for each in words}) == len(words)
    is_ahead = at < asked.closes_at <= at + LONGEST
    if not (is_fit and is_known and is_different and is_ahead and FEWEST <= len(words) <= MOST):
        raise PollAskedWrong


def _check_anonymous(group: Group, asked: Asked, at: dt.datetime) -> None:
    """Of two who ask at once, one waits here and finds the other's."""
    Group.objects.select_for_update(no_key=True).get(pk=group.pk)
    if asked.closes_at < at + SHORTEST_ANONYMOUS:
        raise PollAskedWrong
    if entitled(group, since=at).count() < least_for(Kind.SHARE):
        raise PollTooSmall
    other = polls_near(group, asked.closes_at).first()
    if other is not None:
        raise PollTooSoon(other.closes_at)


def _open_vote(post: Post, asked: Asked, by: Member, at: dt.datetime) -> BallotRound:
    n = len(asked.choices)
    sheet = [NOT_CHOSEN + CHOSEN] * n if asked.has_several else [LETTERS[:n]]
    return ballots.open_survey(
        subject=f"poll:{post.pk}",
        sheet=sheet,
        n_entitled=entitled(post.group, since=at).count(),
        opens_at=at,
        closes_at=asked.closes_at,
        by=f"member:{by.pk}",
        at=at,
    )


def _count_ballots(poll: Poll, vote: BallotRound, at: dt.datetime) -> None:
    """Keep what the gateway tells, and nothing else; the ballots forget what they said."""
    closed = ballots.close_round(round=vote, by=PROGRAM, at=at)
    sample = SAMPLE if poll.post.group.is_sample else ""
    told = told_of(
        sheets_of(closed),
        marks=marks_of(poll, poll.choices.count()),
        attribute=f"{sample}community.poll:{poll.pk}",
        least=closed.least,
        closes_at=poll.closes_at,
        at=at,
    )
    ballots.drop_sheets(round=closed)
    kept = {"choices": told, "turnout": asdict(turnout_of(closed))}
    Poll.objects.filter(pk=poll.pk).update(told=kept)


def _count_names(poll: Poll) -> set[int | None]:
    """Keep the counts, which stay when the names go; give who voted."""
    votes = PollVote.objects.filter(choice__poll=poll)
    for choice in poll.choices.annotate(n=Count("votes")):
        PollChoice.objects.filter(pk=choice.pk).update(n_votes=choice.n)
    voters: set[int | None] = set(votes.values_list("member", flat=True))
    Poll.objects.filter(pk=poll.pk).update(n_voters=len(voters))
    return voters
