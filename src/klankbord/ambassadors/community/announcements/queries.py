"""Read what is announced to a member, and how far an announcement came."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from klankbord.ambassadors.community.announcements.models import Acknowledgement, Announcement
from klankbord.ambassadors.community.audience import (
    announcements_readable,
    groups_announceable,
    groups_of,
    memberships_in,
)
from klankbord.ambassadors.community.models import Post
from klankbord.people.models import Member, Role
from klankbord.trust.disclosure.actions import disclose
from klankbord.trust.disclosure.queries import week_closed
from klankbord.trust.disclosure.request import (
    SAMPLE,
    Answer,
    Kind,
    Measure,
    Reason,
    Refusal,
    Request,
)

MOST_ON_TOP = 3
EVERYBODY = "all"


@dataclass(frozen=True)
class ReadShare:
    """How far an announcement came by a day; `is_edge` means "this or further"."""

    percent: int
    n_about: int
    is_edge: bool
    closed_on: dt.date


def announcements_for(member: Member, *, at: dt.datetime) -> QuerySet[Announcement]:
    """Find what is announced to a member at this moment, newest first."""
    addressed = Q(is_for_all=True) | Q(post__group__in=groups_of(member))
    current = announcements_readable(member).filter(addressed, _is_on(at))
    return current.select_related("post__group", "post__author").order_by("-announced_at", "-pk")


def announcements_on_top(
    member: Member, *, at: dt.datetime, group: int | None = None
) -> list[Announcement]:
    """Find what stands over the feed, or over one group; what was acknowledged is done."""
    if not Announcement.objects.filter(_is_on(at)).exists():
        return []  # as mostly: whom it concerns costs more to ask, on every page
    found = announcements_for(member, at=at).exclude(_is_pressed(member), is_to_acknowledge=True)
    if group is not None:
        found = found.filter(post__group=group)
    return list(found[:MOST_ON_TOP])


def announcements_to_tell(
    member: Member, *, since: dt.datetime, until: dt.datetime, without: Collection[int]
) -> QuerySet[Announcement]:
    """Find what a digest tells: what is new, and again what still waits for a press.

    Nothing of elsewhere: nobody gets a letter about what a file brought.
    """
    waits = Q(is_to_acknowledge=True) & ~Q(_is_pressed(member))
    found = announcements_for(member, at=until).filter(waits | Q(announced_at__gt=since))
    found = found.filter(post__origin=None)
    return found.exclude(post__author=member).exclude(post__group__in=without)


def acknowledged_among(posts: Iterable[Post], member: Member) -> set[int]:
    """Find at which of these posts a member pressed; nothing is asked where nothing can be."""
    asking = [post.pk for post in posts if _is_asking(post)]
    if not asking:
        return set()
    pressed = Acknowledgement.objects.filter(announcement__in=asking, member=member)
    return set(pressed.values_list("announcement", flat=True))


def is_addressed(announcement: Announcement, member: Member) -> bool:
    """Whether an announcement is for this member, who can read it; a guest is asked nothing."""
    if member.is_guest:
        return False
    in_group = groups_of(member).filter(pk=announcement.post.group_id)
    return announcement.is_for_all or in_group.exists()


def may_announce(member: Member, *, group: int | None = None, is_for_all: bool = False) -> bool:
    """Whether a member may announce: owners to their group, managers to all in an open group."""
    groups = groups_announceable(member, is_for_all=is_for_all)
    return (groups if group is None else groups.filter(pk=group)).exists()


def may_address_all(member: Member) -> bool:
    """Whether a member may address the whole organisation."""
    return member.has_role(Role.MANAGER)


def share_read(announcement: Announcement, *, at: dt.datetime) -> ReadShare | Refusal:
    """Tell how far it came by the end of last week, as far as the gateway tells that."""
    week, closed_at = week_closed(at)
    if announcement.announced_at >= closed_at:
        return Refusal(Reason.ROUND_RUNNING)
    sample = SAMPLE if announcement.post.group.is_sample else ""
    pressed = announcement.acknowledgements.filter(acknowledged_at__lt=closed_at)
    addressed = _addressed(announcement, closed_at)
    request = Request(
        measure=Measure(f"{sample}community.acknowledged:{announcement.pk}", Kind.SHARE),
        partition=EVERYBODY,
        round=week,
        closes_at=closed_at,
        groups={EVERYBODY: [f"member:{pk}" for pk in addressed]},
        values={f"member:{pk}": 1.0 for pk in pressed.values_list("member", flat=True)},
    )
    answer = disclose(request=request, at=at)
    told = answer.figures[EVERYBODY] if isinstance(answer, Answer) else answer
    if isinstance(told, Refusal):
        return told
    return ReadShare(
        percent=round(100 * told.value),
        n_about=told.n_about,
        is_edge=told.edge != 0,
        closed_on=timezone.localdate(closed_at) - dt.timedelta(days=1),
    )


def _is_on(at: dt.datetime) -> Q:
    return Q(until_on__gte=timezone.localdate(at), announced_at__lte=at)


def _is_pressed(member: Member) -> Exists:
    return Exists(Acknowledgement.objects.filter(announcement=OuterRef("pk"), member=member))


def _addressed(announcement: Announcement, before: dt.datetime) -> Iterable[int]:
    """Find whom it was for: all who were here, or who was in the group."""
    if announcement.is_for_all:
        here = Member.objects.filter(is_active=True, joined_at__lt=before)
        return here.values_list("pk", flat=True)
    inside = memberships_in(announcement.post.group)
    return inside.filter(joined_at__lt=before).values_list("member", flat=True)


def _is_asking(post: Post) -> bool:
    announcement = getattr(post, "announcement", None)
    return bool(announcement and announcement.is_to_acknowledge)
