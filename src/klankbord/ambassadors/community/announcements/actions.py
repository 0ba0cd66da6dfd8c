"""Announce a post, stop that, and say that one has read it."""

import datetime as dt
from typing import Any

from django.db import transaction

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.announcements.models import Acknowledgement, Announcement
from klankbord.ambassadors.community.announcements.queries import is_addressed, may_announce
from klankbord.ambassadors.community.audience import members_in, readers_of
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.notifications.actions import tell_all
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.people.models import Member
from klankbord.trust import audit


class NotToAnnounce(Exception):  # noqa: N818  # named after the broken promise
    """Owners announce in their group; communication managers to everybody, in an open group."""


class NotAddressed(Exception):  # noqa: N818  # named after the broken promise
    """Who is asked to press says that they have read it, and nobody else."""


@transaction.atomic
def write_announcement(
    *,
    group: Group,
    text: str,
    until_on: dt.date,
    by: Member,
    at: dt.datetime,
    is_to_acknowledge: bool = False,
    is_for_all: bool = False,
) -> Post:
    """Say something that everybody in the group is to see."""
    post = actions.write_post(group=group, text=text, by=by, at=at)
    announce_post(
        post=post,
        until_on=until_on,
        is_to_acknowledge=is_to_acknowledge,
        is_for_all=is_for_all,
        by=by,
        at=at,
    )
    return post


@transaction.atomic
def announce_post(
    *,
    post: Post,
    until_on: dt.date,
    by: Member,
    at: dt.datetime,
    is_to_acknowledge: bool = False,
    is_for_all: bool = False,
) -> Announcement:
    """Make a post an announcement, or change how; who presses already keeps having done so."""
    if not may_announce(by, group=post.group_id, is_for_all=is_for_all):
        raise NotToAnnounce
    told = {
        "until_on": until_on,
        "is_to_acknowledge": is_to_acknowledge,
        "is_for_all": is_for_all,
    }
    announcement, is_new = Announcement.objects.update_or_create(
        post=post,
        defaults=told,
        create_defaults=told | {"announced_by": by, "announced_at": at},
    )
    _record(at, by, "community.announced", post, {"until": until_on.isoformat()})
    if is_new:
        members = readers_of(post.group) if is_for_all else members_in(post.group)
        tell_all(kind=Notification.Kind.ANNOUNCED, post=post, members=members, by=by, at=at)
    return announcement


@transaction.atomic
def end_announcement(*, announcement: Announcement, by: Member, at: dt.datetime) -> None:
    """Take it from the top; the post stays, who pressed is forgotten."""
    post = announcement.post
    if not may_announce(by, group=post.group_id, is_for_all=announcement.is_for_all):
        raise NotToAnnounce
    n_gone, _rows = Announcement.objects.filter(pk=announcement.pk).delete()
    if n_gone:
        _record(at, by, "community.announcement-ended", post)


@transaction.atomic
def acknowledge(*, announcement: Announcement, by: Member, at: dt.datetime) -> None:
    """Say that one has read it; a second press changes nothing."""
    if not announcement.is_to_acknowledge or not is_addressed(announcement, by):
        raise NotAddressed
    pressed = Acknowledgement(announcement=announcement, member=by, acknowledged_at=at)
    Acknowledgement.objects.bulk_create([pressed], ignore_conflicts=True)


def _record(
    at: dt.datetime, by: Member, act: str, post: Post, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"community-group:{post.group_id}",
        declaration="community.words",
        detail={"post": post.pk} | (detail or {}),
    )
