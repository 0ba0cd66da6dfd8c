"""How long data about members is kept, with what libraries keep of them."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.people.guests.actions import forget_guest
from klankbord.people.limits.models import Tries
from klankbord.people.models import Invitation, Member
from klankbord.people.sessions.models import MemberSession
from klankbord.trust.retention.contract import (
    Kept,
    Sweep,
    TimeClass,
    keep,
    rows_at_once,
    rows_before,
)


def _invitations(before: dt.datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lt=before)


def _guests(before: dt.datetime) -> QuerySet[Member]:
    return Member.everybody.filter(is_guest=True, is_active=False, guest_closed_at__lt=before)


def _find_guests(before: dt.datetime, after: int, limit: int) -> Sequence[int]:
    rows = _guests(before).filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _forget_guests(ids: Sequence[int]) -> int:
    """A stay that was renewed since is no end any more."""
    at = timezone.now()
    guests = list(_guests(at).filter(pk__in=ids))
    for guest in guests:
        forget_guest(guest=guest, at=at)
    return len(guests)


def _sessions(before: dt.datetime) -> QuerySet[MemberSession]:
    return MemberSession.objects.filter(expire_date__lt=before)


def _tries(before: dt.datetime) -> QuerySet[Tries]:
    return Tries.objects.filter(until__lt=before)


keep(
    Kept(
        key="people.organisation",
        label=_("The organisation, its departments and sign-in providers"),
        tables=(
            "people.Organisation",
            "people.Department",
            "people.Provider",
            "people.DirectoryGroup",
            "socialaccount.SocialApp",
        ),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="people.members",
        label=_("Members, roles, accounts and ways to sign in"),
        tables=(
            "people.Member",
            "people.RoleGrant",
            "people.Account",
            "people.ApiToken",
            "people.MemberImport",
            "people.DirectoryRecord",
            "people.DirectoryGroup_members",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "socialaccount.SocialAccount",
            "socialaccount.SocialToken",
        ),
        time=TimeClass.MEMBERSHIP,
        why=_("An administrator lets a member leave; then this goes"),
    ),
    Kept(
        key="people.guests-ended",
        label=_("Names and addresses of guests whose stay ended"),
        tables=(),
        time=TimeClass.GUEST,
        sweep=Sweep(find=_find_guests, drop=_forget_guests),
    ),
    Kept(
        key="people.invitations",
        label=_("Invitations"),
        tables=("people.Invitation",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_before(_invitations),
    ),
    Kept(
        key="people.sessions",
        label=_("Browsers that are signed in"),
        tables=("people.MemberSession",),
        time=TimeClass.SESSION,
        sweep=rows_at_once(_sessions),
    ),
    Kept(
        key="people.tries",
        label=_("How often something was tried in the last minutes"),
        tables=("people.Tries",),
        time=TimeClass.SESSION,
        sweep=rows_at_once(_tries),
    ),
)
