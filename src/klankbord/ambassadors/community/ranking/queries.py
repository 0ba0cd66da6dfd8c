"""Read the feed by what matters first: the newest posts of one's groups, weighed when read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, Q, QuerySet

from klankbord.ambassadors.community.announcements.models import Acknowledgement
from klankbord.ambassadors.community.announcements.queries import announcements_for
from klankbord.ambassadors.community.audience import (
    comments_readable,
    notifications_of_words,
    posts_readable,
)
from klankbord.ambassadors.community.models import Comment, Membership, PostTag
from klankbord.ambassadors.community.newest import newest_of_each
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.queries import PAGE, PostCard, cards_of
from klankbord.ambassadors.community.ranking.models import FeedOrder
from klankbord.ambassadors.community.ranking.sentences import reasons_in_words
from klankbord.ambassadors.community.ranking.weighing import (
    Because,
    Reason,
    Weighed,
    because,
    ordered,
    talked_about,
)
from klankbord.people.models import Member

WINDOW = 200  # posts that are weighed; what is older follows in the order of time
LATELY = dt.timedelta(days=7)
ANSWERED_IN = dt.timedelta(days=90)
MOST_ANSWERED = 200
LONGEST_WALK = dt.timedelta(days=1)  # that one pages through the order of one moment
_CURSOR_PARTS, _LONGEST_PART = 3, 18
_MILLION = 1_000_000
Kind = Notification.Kind
_TOLD = {
    Kind.NAMED: Reason.NAMED,
    Kind.PRAISED: Reason.NAMED,
    Kind.ANSWERED: Reason.ANSWERED,
    Kind.COMMENTED: Reason.ANSWERED,
}


@dataclass(frozen=True)
class Cursor:
    """How far somebody came in the order of one moment: after which post, and how many."""

    at: dt.datetime
    after: int
    n: int

    def __str__(self) -> str:
        return f"{int(self.at.timestamp() * _MILLION)}-{self.after}-{self.n}"


@dataclass(frozen=True)
class RankedPage:
    """A page by what matters; `cursor` opens the next one, `before` what is older than all."""

    cards: Sequence[PostCard]
    cursor: Cursor | None
    before: int | None


@dataclass(frozen=True)
class _Row:
    pk: int
    created_at: dt.datetime
    group: int
    author: int | None
    is_open_question: bool


def with_order(memberships: QuerySet[Membership], member: Member) -> QuerySet[Membership]:
    """Tell along with somebody's groups, as `is_ranked`, whether they want what matters first."""
    return memberships.annotate(is_ranked=Exists(FeedOrder.objects.filter(member=member)))


def cursor_in(text: str, *, now: dt.datetime) -> Cursor | None:
    """Read a cursor that came from outside; None if it is none, or of another day."""
    parts = text.split("-")
    is_one = len(parts) == _CURSOR_PARTS and all(
        part.isascii() and part.isdecimal() and len(part) <= _LONGEST_PART for part in parts
    )
    if not is_one:
        return None
    stamp, after, n = (int(part) for part in parts)
    ago = now.timestamp() * _MILLION - stamp
    if not 0 <= ago <= LONGEST_WALK.total_seconds() * _MILLION:
        return None
    seconds, rest = divmod(stamp, _MILLION)
    at = dt.datetime.fromtimestamp(seconds, dt.UTC) + dt.timedelta(microseconds=rest)
    return Cursor(at, after, n)


def ranked_page(
    member: Member, *, mine: Collection[int], at: dt.datetime, cursor: Cursor | None = None
) -> RankedPage:
    """Find a page of a member's groups by what matters.

    Every page of a walk is of the moment of the first: what comes in meanwhile shifts nothing.
    """
    at = cursor.at if cursor else at
    rows = _window(member, mine, at)
    order = ordered(_weighed(rows, member, at))
    start = _place_after(order, cursor)
    shown = order[start : start + PAGE]
    cards = {card.post.pk: card for card in cards_of([each.pk for each in shown], member, mine)}
    end = start + len(shown)
    has_more = end < len(order)
    is_full = len(rows) == WINDOW
    return RankedPage(
        cards=[
            replace(cards[each.pk], why=reasons_in_words(each.because))
            for each in shown
            if each.pk in cards
        ],
        cursor=Cursor(at, shown[-1].pk, end) if has_more else None,
        before=rows[-1].pk if is_full and not has_more else None,
    )


def _place_after(order: Sequence[Weighed], cursor: Cursor | None) -> int:
    """Find where to go on: where the last one stood, if that was taken back meanwhile."""
    if cursor is None:
        return 0
    places = {each.pk: place for place, each in enumerate(order, start=1)}
    return places.get(cursor.after, max(cursor.n - 1, 0))


def _window(member: Member, mine: Collection[int], at: dt.datetime) -> list[_Row]:
    such, readable = Q(removed_at=None, created_at__lte=at), posts_readable(member)
    newest = newest_of_each(readable, such, groups=mine, n=WINDOW).order_by("-created_at", "-id")
    names = ("pk", "created_at", "group", "author", "is_question", "best_answer")
    return [
        _Row(pk, created_at, group, author, is_question and best is None)
        for pk, created_at, group, author, is_question, best in newest.values_list(*names)[:WINDOW]
    ]


def _weighed(rows: Sequence[_Row], member: Member, at: dt.datetime) -> list[Weighed]:
    reasons: dict[int, list[Because]] = defaultdict(list)
    ids = [row.pk for row in rows]
    others = [row for row in rows if row.author != member.pk]
    for pk, reason in (
        *_announced(others, member, at),
        *_told(ids, member, at),
        *_askable(others, member, at),
    ):
        reasons[pk].append(because(reason))
    for pk, n_people in _talked(ids, member, at):
        reasons[pk].extend(talked_about(n_people))
    return [Weighed(row.pk, row.created_at, tuple(reasons[row.pk])) for row in rows]


def _announced(
    rows: Sequence[_Row], member: Member, at: dt.datetime
) -> Iterable[tuple[int, Reason]]:
    found = announcements_for(member, at=at).filter(pk__in=[row.pk for row in rows])
    asking = dict(found.order_by().values_list("pk", "is_to_acknowledge"))
    pressed = Acknowledgement.objects.filter(
        member=member, announcement__in=asking, acknowledged_at__lte=at
    )
    done = set(pressed.values_list("announcement", flat=True)) if asking else set()
    for pk, is_asking in asking.items():
        if not is_asking or member.is_guest:
            yield pk, Reason.ANNOUNCED
        elif pk not in done:
            yield pk, Reason.TO_READ


def _told(ids: Sequence[int], member: Member, at: dt.datetime) -> Iterable[tuple[int, Reason]]:
    """What concerns the member, whether or not they looked: that is not asked."""
    told = notifications_of_words(member).filter(post__in=ids, kind__in=_TOLD, created_at__lte=at)
    pairs = {(post, _TOLD[Kind(kind)]) for post, kind in told.values_list("post", "kind")}
    return sorted(pairs)


def _askable(rows: Sequence[_Row], member: Member, at: dt.datetime) -> Iterable[tuple[int, Reason]]:
    """Questions that wait, in a group or on a subject where the member answered somebody."""
    waiting = {row.pk: row.group for row in rows if row.is_open_question}
    if not waiting:
        return []
    answered = comments_readable(member).filter(
        author=member,
        removed_at=None,
        created_at__gt=at - ANSWERED_IN,
        created_at__lte=at,
        post__is_question=True,
    )
    answered = answered.exclude(post__author=member).order_by("-created_at", "-pk")
    pairs = list(answered.values_list("post", "post__group")[:MOST_ANSWERED])
    posts, groups = {post for post, _ in pairs}, {group for _, group in pairs}
    tags = PostTag.objects.filter(post__in=posts).values("tag")
    tagged = PostTag.objects.filter(post__in=waiting, tag__in=tags) if posts else None
    by_tag = set(tagged.values_list("post", flat=True)) if tagged is not None else set()
    return [
        (pk, Reason.ASKED)
        for pk, group in waiting.items()
        if pk not in posts and (group in groups or pk in by_tag)
    ]


def _talked(ids: Sequence[int], member: Member, at: dt.datetime) -> Iterable[tuple[int, int]]:
    said = Comment.objects.filter(
        post__in=ids,
        removed_at=None,
        created_at__gt=at - LATELY,
        created_at__lte=at,
        author__is_guest=False,
    )
    others = said.exclude(author=F("post__author")).exclude(author=member)
    counted = others.order_by().values("post").annotate(n=Count("author", distinct=True))
    return counted.values_list("post", "n")
