"""Read polls as this reader may see them, who may vote, and what is due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now

from klankbord.ambassadors.community.audience import memberships_in
from klankbord.ambassadors.community.models import Group, Membership, Post
from klankbord.ambassadors.community.polls.figures import choice_in_words, reason_in_words
from klankbord.ambassadors.community.polls.models import Poll, PollChoice, PollVote
from klankbord.people.models import Member
from klankbord.trust.disclosure.queries import figure_stored, least_for
from klankbord.trust.disclosure.request import Figure, Kind

LETTERS = "ABCDEFGHIJ"  # of the choices on a ballot with one
NOT_CHOSEN, CHOSEN = "0", "1"  # for each choice on a ballot with several
APART = dt.timedelta(days=14)  # between two closes in one group: see docs/decisions/0091
MOST_NAMED = 200  # under one choice; who comes after is a number


@dataclass(frozen=True)
class ChoiceShown:
    """One choice as this reader sees it; `figure` is empty where nothing may be seen yet."""

    place: int
    words: str
    is_mine: bool = False
    n_votes: int | None = None
    percent: int = 0
    figure: str = ""


@dataclass(frozen=True)
class PollShown:
    """One poll as this reader sees it."""

    poll: Poll
    choices: Sequence[ChoiceShown]
    is_over: bool
    is_shown: bool
    has_voted: bool = False
    n_voters: int | None = None
    why_not: str = ""

    @property
    def is_brought(self) -> bool:
        """Whether an anonymous vote stayed where it was asked: here is only what came of it."""
        return self.poll.is_anonymous and self.poll.vote_id is None


@dataclass(frozen=True)
class Named:
    """Who chose one thing by name, the first to choose first."""

    words: str
    names: Sequence[str]
    n_more: int = 0


def polls_among(posts: Iterable[Post], member: Member) -> dict[int, PollShown]:
    """Find what these posts ask; nothing is asked of the database where none does."""
    asking = [post.pk for post in posts if getattr(post, "poll", None)]
    if not asking:
        return {}
    is_over = Case(
        When(Q(closes_at__lte=Now()) | Q(counted_at__isnull=False), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    polls = Poll.objects.filter(pk__in=asking).annotate(is_over=is_over, n_in=_n_voters())
    rows: dict[int, list[PollChoice]] = defaultdict(list)
    counted = PollChoice.objects.filter(poll__in=asking).annotate(
        n_given=Count("votes"), n_mine=Count("votes", filter=Q(votes__member=member))
    )
    for row in counted.order_by("poll", "place"):
        rows[row.poll_id].append(row)
    return {poll.pk: _shown(poll, rows[poll.pk]) for poll in polls}


def voters_of(shown: PollShown) -> list[Named]:
    """Find who chose what, where this reader may see that; empty for an anonymous poll."""
    if shown.poll.is_anonymous or not shown.is_shown:
        return []
    votes = PollVote.objects.filter(choice__poll=shown.poll).order_by("voted_at", "pk")
    names: dict[int, list[str]] = defaultdict(list)
    for place, name in votes.values_list("choice__place", "member__name"):
        names[place].append(name)
    return [
        Named(each.words, named[:MOST_NAMED], max(0, len(named) - MOST_NAMED))
        for each in shown.choices
        if (named := names.get(each.place))
    ]


def entitled(group: Group, *, since: dt.datetime) -> QuerySet[Membership]:
    """Find who may vote anonymously: colleagues who were in the group then, and still are."""
    return memberships_in(group).filter(joined_at__lte=since)


def is_entitled(member: Member, poll: Poll) -> bool:
    """Whether a member may fetch a token; who came into the group later may not."""
    post = poll.post
    return entitled(post.group, since=post.created_at).filter(member=member).exists()


def groups_too_small(groups: QuerySet[Group]) -> list[Group]:
    """Find in which of these groups no anonymous vote could ever be shown."""
    inside = {"memberships__joined_at__isnull": False, "memberships__member__is_active": True}
    n_in = Count("memberships", filter=Q(memberships__guest_until=None, **inside), distinct=True)
    wanted = Group.objects.filter(pk__in=groups.values("pk")).annotate(n_in=n_in)
    return list(wanted.filter(n_in__lt=least_for(Kind.SHARE)).order_by("name", "pk"))


def polls_near(group: Group, closes_at: dt.datetime) -> QuerySet[Poll]:
    """Find anonymous polls of a group that close within two weeks of a moment."""
    near = {
        "closes_at__gt": closes_at - APART,
        "closes_at__lt": closes_at + APART,
    }
    asked = Poll.objects.filter(is_anonymous=True, vote__isnull=False, **near)
    return asked.filter(post__group=group, post__removed_at=None).order_by("closes_at", "pk")


def polls_due(*, at: dt.datetime) -> QuerySet[Poll]:
    """Find what is over and not counted yet; nothing is counted that was voted elsewhere."""
    over = Poll.objects.filter(closes_at__lte=at, counted_at=None)
    return over.filter(Q(is_anonymous=False) | Q(vote__isnull=False)).order_by("closes_at", "pk")


def poll_of_key(key: str) -> Poll | None:
    """Find the anonymous poll whose round has this key."""
    return Poll.objects.filter(vote__key=key).select_related("vote").first()


def _n_voters() -> Coalesce:
    counted = (
        PollVote.objects.filter(choice__poll=OuterRef("pk"))
        .order_by()
        .values("choice__poll")
        .annotate(n=Count("member", distinct=True))
        .values("n")
    )
    return Coalesce("n_voters", Subquery(counted, output_field=IntegerField()), Value(0))


def _shown(poll: Poll, rows: Sequence[PollChoice]) -> PollShown:
    is_over = bool(getattr(poll, "is_over", False))
    if poll.is_anonymous:
        return _shown_anonymous(poll, rows, is_over=is_over)
    has_voted = any(getattr(row, "n_mine", 0) for row in rows)
    shows = poll.shows
    is_shown = is_over or shows == Poll.Shows.AT_ONCE or (shows == Poll.Shows.VOTED and has_voted)
    n_voters = int(getattr(poll, "n_in", 0))
    return PollShown(
        poll=poll,
        choices=[_choice(row, n_voters, is_shown=is_shown) for row in rows],
        is_over=is_over,
        is_shown=is_shown,
        has_voted=has_voted,
        n_voters=n_voters if is_shown else None,
    )


def _choice(row: PollChoice, n_voters: int, *, is_shown: bool) -> ChoiceShown:
    is_mine = bool(getattr(row, "n_mine", 0))
    if not is_shown:
        return ChoiceShown(row.place, row.words, is_mine)
    n_votes = int(getattr(row, "n_given", 0)) if row.n_votes is None else row.n_votes
    percent = round(100 * n_votes / n_voters) if n_voters else 0
    return ChoiceShown(row.place, row.words, is_mine, n_votes, percent, f"{percent}%")


def _shown_anonymous(poll: Poll, rows: Sequence[PollChoice], *, is_over: bool) -> PollShown:
    """What the gateway told, and nothing else, whoever reads."""
    stored: Sequence[Mapping[str, str | float]] = poll.told.get("choices", ())
    told = [figure_stored(each) for each in stored]
    figures = [each for each in told if isinstance(each, Figure)]
    if len(figures) == len(rows):
        choices = [
            ChoiceShown(
                row.place,
                row.words,
                percent=round(100 * figure.value),
                figure=choice_in_words(figure),
            )
            for row, figure in zip(rows, figures, strict=True)
        ]
        return PollShown(poll, choices, is_over, is_shown=True, n_voters=figures[0].n_about)
    choices = [ChoiceShown(row.place, row.words) for row in rows]
    why_not = next((reason_in_words(each) for each in told if not isinstance(each, Figure)), "")
    return PollShown(poll, choices, is_over, is_shown=False, why_not=why_not)
