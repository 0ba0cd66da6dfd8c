"""Praise colleagues, and take one's name out of it."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.audience import readers_of
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.moderation.actions import check_shows_at_once
from klankbord.ambassadors.community.notifications.actions import tell_about
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.praise.models import Praise, Praised
from klankbord.people.models import Member


class NobodyToPraise(Exception):  # noqa: N818  # named after the broken promise
    """Praise is for others, and for who can read it."""


@transaction.atomic
def write_praise(
    *, group: Group, text: str, members: Collection[Member], by: Member, at: dt.datetime
) -> Post:
    """Say to colleagues, where others read it, what they did well; each of them hears it."""
    check_shows_at_once(group, by)
    wanted = {member.pk for member in members}
    named = list(readers_of(group).filter(pk__in=wanted).exclude(pk=by.pk).order_by("pk"))
    if not named or len(named) < len(wanted):
        raise NobodyToPraise
    post = actions.write_post(group=group, text=text, by=by, at=at)
    praise = Praise.objects.create(post=post)
    Praised.objects.bulk_create(Praised(praise=praise, member=member) for member in named)
    numbers = [member.pk for member in named]
    tell_about(kind=Notification.Kind.PRAISED, post=post, members=numbers, by=by, at=at)
    return post


def take_name_out(*, praise: Praise, by: Member) -> bool:
    """Take one's own name out; the words of the author stay theirs."""
    return bool(Praised.objects.filter(praise=praise, member=by).delete()[0])
