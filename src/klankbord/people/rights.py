"""What people do for a member's rights: their own data, and leaving."""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Account, Invitation, Member, RoleGrant
from klankbord.people.scim.models import DirectoryRecord
from klankbord.people.sessions.models import MemberSession
from klankbord.people.tokens.models import ApiToken
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own_profile(member: int) -> Iterator[Mapping[str, Any]]:
    for row in Member.everybody.filter(pk=member).select_related("department", "guest_of"):
        yield {
            "name": row.name,
            "email": row.email,
            "department": row.department.name if row.department else "",
            "language": row.language,
            "time_zone": row.time_zone,
            "roles": sorted(row.roles),
            "guest_of": row.guest_of.name if row.guest_of else "",
            "joined_at": row.joined_at,
            "last_sign_in": row.last_login,
            "may_be_named_in_listening": row.is_shown_in_listening,
            "is_mailed_lines_to_take": row.is_mailed_lines,
            "knows_about": row.subjects,
        }


def _own_accounts(member: int) -> Iterator[Mapping[str, Any]]:
    yield from Account.objects.filter(member=member).values("platform", "handle")


def _own_sessions(member: int) -> Iterator[Mapping[str, Any]]:
    rows = MemberSession.objects.filter(member=member)
    yield from rows.values("browser", "used_on", "expire_date")


def _own_tokens(member: int) -> Iterator[Mapping[str, Any]]:
    yield from ApiToken.objects.filter(member=member).values("name", "scopes", "expires_on")


def _own_factors(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Authenticator.objects.filter(user=member)
    yield from rows.values("type", "created_at", "last_used_at")


def _own_directory(member: int) -> Iterator[Mapping[str, Any]]:
    rows = DirectoryRecord.objects.filter(member=member)
    yield from rows.values("user_name", "document", "modified_at")


def _close_the_door(member: int) -> int:
    """Sessions end, roles go, keys are worthless: the same whatever happens to the words."""
    ways = (
        MemberSession.objects.filter(member=member),
        ApiToken.objects.filter(member=member),
        RoleGrant.objects.filter(member=member),
        Account.objects.filter(member=member),
        Authenticator.objects.filter(user=member),
        SocialAccount.objects.filter(user=member),
        DirectoryRecord.objects.filter(member=member),
    )
    return sum(rows.delete()[0] for rows in ways)


def _ways_in(member: int) -> int:
    ways = (
        MemberSession.objects.filter(member=member),
        ApiToken.objects.filter(member=member),
        RoleGrant.objects.filter(member=member),
    )
    return sum(rows.count() for rows in ways)


def _forget_letters(member: int) -> int:
    mail = Member.everybody.filter(pk=member).values("email")
    return Invitation.objects.filter(email__in=mail).delete()[0]


offer(
    OwnData(key="people.profile", label=_("Profile"), rows=_own_profile),
    OwnData(key="people.accounts", label=_("Your own accounts"), rows=_own_accounts),
    OwnData(key="people.sessions", label=_("Where you are signed in"), rows=_own_sessions),
    OwnData(key="people.tokens", label=_("Your keys for programs"), rows=_own_tokens),
    OwnData(key="people.factors", label=_("Passkeys and codes"), rows=_own_factors),
    OwnData(
        key="people.directory", label=_("From your organisation's directory"), rows=_own_directory
    ),
    Leaver(
        key="people.ways-in",
        label=_("Sessions, keys for programs and roles (they all end)"),
        count=_ways_in,
        remove=_close_the_door,
        keep=_close_the_door,
    ),
    Leaver(
        key="people.invitations",
        label=_("Their invitation letter"),
        count=lambda member: Invitation.objects.filter(
            email__in=Member.everybody.filter(pk=member).values("email")
        ).count(),
        remove=_forget_letters,
        keep=_forget_letters,
    ),
)
