"""Let somebody from outside into one group, for some time, and out again."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from klankbord.ambassadors.community.events.models import EventAnswer
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.notifications.actions import tell_of_group
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.people.actions import InvitationNotValid
from klankbord.people.guests.actions import (
    close_guest,
    open_guest,
    welcome_guest,
    welcome_guests,
)
from klankbord.people.models import Member
from klankbord.trust import audit

STAY = dt.timedelta(days=90)
LONGEST_STAY = dt.timedelta(days=366)


@transaction.atomic
def invite_guest(
    *,
    group: Group,
    email: str,
    name: str,
    language: str,
    until: dt.datetime,
    by: Member,
    at: dt.datetime,
) -> Membership:
    """Ask somebody from outside in; raises `ValidationError` for a colleague, or a guest there."""
    guest = open_guest(email=email, name=name, language=language, by=by, at=at)
    own = Membership.objects.filter(group=group, member=guest)
    own.filter(guest_until__lte=at).delete()
    membership, is_new = own.get_or_create(
        defaults={
            "group": group,
            "member": guest,
            "invited_at": at,
            "invited_by": by,
            "guest_until": until,
        }
    )
    if not is_new:
        raise ValidationError(
            {"email": _("They are a guest here already. You can renew their stay.")}
        )
    if guest.has_usable_password():  # who is here for another group hears it there too
        kind = Notification.Kind.INVITED
        tell_of_group(kind=kind, group=group, member_id=guest.pk, by=by, at=at)
    detail = {"until": until.date().isoformat()}
    _record(at, f"member:{by.pk}", "community.guest-invited", membership, detail)
    return membership


@transaction.atomic
def accept_guest(*, membership: Membership, name: str, password: str, at: dt.datetime) -> Member:
    """Let an invited guest in, once; raises `InvitationNotValid` the second time.

    A letter never sets the password of who has one: then it would open every group of theirs.
    """
    guest = Member.everybody.select_for_update(no_key=True).get(pk=membership.member_id)
    waiting = Membership.objects.filter(pk=membership.pk, joined_at=None, guest_until__gt=at)
    if guest.has_usable_password() or not guest.is_active or not waiting.update(joined_at=at):
        raise InvitationNotValid
    welcome_guest(guest=guest, name=name, password=password)
    _record(at, f"member:{guest.pk}", "community.guest-came-in", membership)
    return guest


@transaction.atomic
def renew_stay(*, membership: Membership, until: dt.datetime, by: Member, at: dt.datetime) -> None:
    """Let a guest stay until another day."""
    Membership.objects.filter(pk=membership.pk).update(guest_until=until)
    detail = {"until": until.date().isoformat()}
    _record(at, f"member:{by.pk}", "community.guest-renewed", membership, detail)


@transaction.atomic
def end_stay(*, membership: Membership, by: Member, at: dt.datetime) -> None:
    """Let a guest out of a group at once; out of the last one, they can no longer sign in."""
    _end(membership, f"member:{by.pk}", at)


@transaction.atomic
def end_overdue(*, at: dt.datetime) -> int:
    """Let out whose time is over, and close who has no group left; count the stays.

    They read nothing from the very moment: the readers' door looks at the time itself.
    """
    over = list(Membership.objects.filter(guest_until__lte=at).select_related("member"))
    for membership in over:
        _end(membership, "community", at)
    without = Member.everybody.filter(is_guest=True, is_active=True, memberships=None)
    for guest in without:
        close_guest(guest=guest, actor="community", at=at)
    return len(over)


@transaction.atomic
def keep_guests_out(*, by: Member, at: dt.datetime) -> int:
    """Let every guest out at once, and nobody in any more; count the stays."""
    welcome_guests(is_welcome=False, by=by, at=at)
    stays = list(Membership.objects.filter(guest_until__isnull=False).select_related("member"))
    for membership in stays:
        _end(membership, f"member:{by.pk}", at)
    return len(stays)


def _end(membership: Membership, actor: str, at: dt.datetime) -> None:
    n_deleted, _rows = Membership.objects.filter(pk=membership.pk).delete()
    if not n_deleted:
        return
    coming = {"event__post__group": membership.group_id, "event__ends_at__gt": at}
    EventAnswer.objects.filter(member=membership.member_id, **coming).delete()
    _record(at, actor, "community.guest-ended", membership)
    if not Membership.objects.filter(member=membership.member_id).exists():
        close_guest(guest=membership.member, actor=actor, at=at)


def _record(
    at: dt.datetime,
    actor: str,
    act: str,
    membership: Membership,
    detail: dict[str, Any] | None = None,
) -> None:
    audit.record(
        at=at,
        actor=actor,
        act=act,
        object=f"community-group:{membership.group_id}",
        declaration="community.guests",
        detail={"member": membership.member_id} | (detail or {}),
    )
