"""Who may come in by a provider, and as what. Nobody becomes administrator this way."""

import datetime as dt
from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase

from django.db import transaction
from django.db.models import F
from django.utils import translation

from klankbord.people import actions
from klankbord.people.models import Invitation, Member, Role
from klankbord.people.providers.claims import Claims
from klankbord.people.providers.models import Provider

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


class Refusal(StrEnum):
    """Why somebody stays outside."""

    ADDRESS_UNPROVEN = "address-unproven"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    GUEST = "guest"
    ADMINISTRATOR = "administrator"
    NO_LASTING_NAME = "no-lasting-name"


class NotAdmitted(Exception):  # noqa: N818  # named after the broken promise
    """The provider knows this person, but they may not come in here."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def welcome_back(*, provider: Provider, member: Member, claims: Claims, at: dt.datetime) -> None:
    """A member whose account was linked before; their roles follow the groups."""
    if not member.is_active:
        raise NotAdmitted(Refusal.CLOSED)
    _follow_groups(provider, member, claims, at)


def admit(*, provider: Provider, claims: Claims, at: dt.datetime) -> Member:
    """A member for somebody who comes for the first time; raises `NotAdmitted`."""
    if not claims.is_proven:
        raise NotAdmitted(Refusal.ADDRESS_UNPROVEN)
    with transaction.atomic():
        member = Member.everybody.filter(email__iexact=claims.email).first()
        if member is not None and member.is_guest:  # who works here since comes in by a new way
            raise NotAdmitted(Refusal.GUEST)
        if member is None:
            member = _join(provider, claims, at)
        elif not is_same_address(member.email, claims.email):
            raise NotAdmitted(Refusal.ADDRESS_UNPROVEN)
        elif not member.is_active:
            raise NotAdmitted(Refusal.CLOSED)
        elif member.has_role(Role.ADMINISTRATOR):
            raise NotAdmitted(Refusal.ADMINISTRATOR)
        _follow_groups(provider, member, claims, at)
    return member


def is_same_address(one: str, other: str) -> bool:
    """Whether two addresses differ by small and capital letters from A to Z at most.

    PostgreSQL also takes an i without a dot for one with it, and that is another mailbox.
    """
    return one.translate(_SMALL) == other.translate(_SMALL)


def mapped_roles(provider: Provider, groups: frozenset[str]) -> set[str]:
    """The roles that these groups bring; administrator is never among them."""
    known = set(Role.values) - {Role.ADMINISTRATOR.value}
    wanted = {role for group in groups for role in provider.group_roles.get(group, [])}
    return wanted & known


def _join(provider: Provider, claims: Claims, at: dt.datetime) -> Member:
    invitation = _invitation(claims.email, at)
    is_known = claims.domain in provider.domains or bool(claims.groups & set(provider.group_roles))
    if invitation is None and not is_known:
        raise NotAdmitted(Refusal.UNKNOWN)
    roles = set(invitation.roles if invitation else []) - {Role.ADMINISTRATOR.value}
    return actions.create_member(
        email=claims.email,
        name=claims.name,
        password=None,
        department=invitation.department if invitation else None,
        roles=roles | {Role.EMPLOYEE.value},
        language=invitation.language if invitation else (translation.get_language() or "")[:2],
        at=at,
    )


def _invitation(email: str, at: dt.datetime) -> Invitation | None:
    """Use up the invitation of this address, if there is one."""
    waiting = Invitation.objects.filter(
        email__iexact=email, accepted_at=None, expires_at__gt=at
    ).order_by(F("created_at").desc())
    invitation = waiting.first()
    if invitation is not None and not is_same_address(invitation.email, email):
        raise NotAdmitted(Refusal.ADDRESS_UNPROVEN)
    if invitation is not None:
        Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at)
    return invitation


def _follow_groups(provider: Provider, member: Member, claims: Claims, at: dt.datetime) -> None:
    if provider.group_roles:
        roles = mapped_roles(provider, claims.groups)
        actions.set_given_roles(member=member, roles=roles, giver=provider.giver, at=at)
