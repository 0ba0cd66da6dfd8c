"""Read events, who comes, and what a calendar gets."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from klankbord.ambassadors.community.audience import events_readable, groups_of
from klankbord.ambassadors.community.events.models import CalendarAddress, Event, EventAnswer
from klankbord.ambassadors.community.models import Post
from klankbord.people.models import Member

LOOK_BACK = dt.timedelta(days=90)  # what is over stays in a calendar that long
MOST_LISTED, MOST_FED = 100, 1_000
AHEAD = dt.timedelta(days=6)  # the longest a reminder comes before: over a long weekend


@dataclass(frozen=True)
class Answers:
    """Who said what at one event, and what the reader said."""

    by_kind: Mapping[str, Sequence[str]]
    mine: str = ""

    @property
    def rows(self) -> list[tuple[str, str, int, Sequence[str]]]:
        """Each thing that can be said: its key, its words, how many said it, and who."""
        said = {kind: self.by_kind.get(kind, ()) for kind in EventAnswer.Says}
        return [(kind.value, str(kind.label), len(who), who) for kind, who in said.items()]


def events_coming(member: Member, *, at: dt.datetime) -> QuerySet[Event]:
    """Find what is not over yet in the groups that a member is in, or where they said to come."""
    coming = _of_member(member).filter(ends_at__gt=at)
    return coming.select_related("post__group", "post__author").order_by("starts_at", "pk")


def events_fed(member: Member, *, at: dt.datetime) -> list[Event]:
    """Find what a member's calendar gets: not what they said not to come to."""
    refused = EventAnswer.objects.filter(member=member, says=EventAnswer.Says.NOT)
    fed = _of_member(member).filter(ends_at__gt=at - LOOK_BACK)
    fed = fed.exclude(pk__in=refused.values("event")).select_related("post__group")
    return list(fed.order_by("-starts_at", "-pk")[:MOST_FED])


def answers_among(posts: Iterable[Post], member: Member) -> dict[int, Answers]:
    """Find who answered at these posts; nothing is asked where none is an event."""
    events = [post.pk for post in posts if getattr(post, "event", None)]
    if not events:
        return {}
    said = EventAnswer.objects.filter(event__in=events).order_by("answered_at", "pk")
    names: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    mine: dict[int, str] = {}
    for event, says, pk, name in said.values_list("event", "says", "member", "member__name"):
        names[event][says].append(name)
        if pk == member.pk:
            mine[event] = says
    return {event: Answers(names[event], mine.get(event, "")) for event in events}


def answers_to_remind(*, at: dt.datetime) -> QuerySet[EventAnswer]:
    """Find who comes, perhaps, to what begins soon, and was not reminded of that beginning."""
    soon = {"event__starts_at__gt": at, "event__starts_at__lte": at + AHEAD}
    told = Q(reminded_of__isnull=False, reminded_of=F("event__starts_at"))
    coming = EventAnswer.objects.exclude(says=EventAnswer.Says.NOT).exclude(told)
    waiting = coming.filter(**soon, event__is_cancelled=False, event__post__removed_at=None)
    waiting = waiting.filter(member__is_active=True)
    return waiting.select_related("event__post__group", "member").order_by("pk")


def member_of_token(token: str) -> Member | None:
    """Find whose calendar this address is, as long as they can sign in."""
    found = CalendarAddress.objects.filter(token_hash=hash_of(token), member__is_active=True)
    address = found.select_related("member").first()
    return address.member if address else None


def has_address(member: Member) -> bool:
    """Whether a member's calendar has an address here."""
    return CalendarAddress.objects.filter(member=member).exists()


def hash_of(token: str) -> str:
    """Name a secret address without keeping it."""
    return hashlib.sha256(b"klankbord calendar\0" + token.encode()).hexdigest()


def _of_member(member: Member) -> QuerySet[Event]:
    answered = EventAnswer.objects.filter(member=member).exclude(says=EventAnswer.Says.NOT)
    mine = Q(post__group__in=groups_of(member)) | Q(pk__in=answered.values("event"))
    return events_readable(member).filter(mine)
