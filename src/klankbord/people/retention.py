"""How long data about members is kept, with what libraries keep of them."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.people.limits.models import Tries
from klankbord.people.models import Invitation
from klankbord.people.sessions.models import MemberSession
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_at_once, rows_before


def _invitations(before: dt.datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lt=before)


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
