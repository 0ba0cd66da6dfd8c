"""Change people: invite, let in, give roles, let go."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from klankbord.people.models import (
    Account,
    Department,
    Invitation,
    Member,
    Organisation,
    Role,
    RoleGrant,
)
from klankbord.people.sessions.actions import end_sessions
from klankbord.trust import audit

INVITATION_LASTS = dt.timedelta(days=14)


class InvitationNotValid(Exception):  # noqa: N818  # named after the broken promise
    """The letter was used already, has expired, or was never ours."""


class LastAdministrator(Exception):  # noqa: N818  # named after the broken promise
    """The act would leave nobody who can administer the installation."""


def invite_member(
    *,
    email: str,
    name: str,
    department: Department | None,
    roles: Iterable[str],
    language: str,
    by: Member,
    at: dt.datetime,
) -> tuple[Invitation, str]:
    """Make an invitation; the secret in the answer is shown once and kept only as a hash."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            department=department,
            roles=sorted({*roles, Role.EMPLOYEE.value}),
            language=language,
            secret_hash=_hash(secret),
            invited_by=by,
            created_at=at,
            expires_at=at + INVITATION_LASTS,
        )
        _record(at, by, "people.invited", f"invitation:{invitation.pk}", roles=invitation.roles)
    return invitation, secret


def open_invitation(*, secret: str, at: dt.datetime) -> Invitation:
    """Find the invitation of a letter; raises `InvitationNotValid`."""
    invitation = Invitation.objects.filter(
        secret_hash=_hash(secret), accepted_at=None, expires_at__gt=at
    ).first()
    if invitation is None:
        raise InvitationNotValid
    return invitation


def accept_invitation(*, secret: str, name: str, password: str, at: dt.datetime) -> Member:
    """Let the invited person in, once; raises `InvitationNotValid` the second time."""
    with transaction.atomic():
        invitation = open_invitation(secret=secret, at=at)
        claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
        if claimed.update(accepted_at=at) != 1:
            raise InvitationNotValid
        return create_member(
            email=invitation.email,
            name=name,
            password=password,
            department=invitation.department,
            roles=invitation.roles,
            language=invitation.language,
            at=at,
        )


def withdraw_invitation(*, invitation: Invitation, by: Member, at: dt.datetime) -> None:
    """Make the letter worthless."""
    with transaction.atomic():
        _record(at, by, "people.invitation-withdrawn", f"invitation:{invitation.pk}")
        invitation.delete()


def create_member(
    *,
    email: str,
    name: str,
    password: str | None,
    department: Department | None,
    roles: Iterable[str],
    language: str,
    at: dt.datetime,
    is_sample: bool = False,
) -> Member:
    """Save a member with roles; raises `ValidationError` if the address is taken."""
    try:
        with transaction.atomic():
            member = Member.objects.create_user(
                email,
                password,
                name=name,
                department=department,
                language=language,
                joined_at=at,
                is_sample=is_sample,
            )
            _grant(member, roles)
            _record(at, member, "people.joined", f"member:{member.pk}", roles=sorted(roles))
    except IntegrityError as error:
        raise ValidationError(
            {"email": _("Somebody with this e-mail address is a member already.")}
        ) from error
    return member


def change_member(
    *,
    member: Member,
    department: Department | None,
    roles: Iterable[str],
    is_active: bool,
    by: Member,
    at: dt.datetime,
    subjects: Iterable[str] | None = None,
) -> None:
    """Set department, roles, access and, where given, subjects; raises `LastAdministrator`.

    The member is signed out everywhere, so that no open screen shows what is no longer theirs.
    """
    wanted = set(roles)
    with transaction.atomic():
        before = _as_detail(member)
        known = member.subjects if subjects is None else list(subjects)
        Member.objects.filter(pk=member.pk).update(
            department=department, is_active=is_active, subjects=known
        )
        # A role that stays keeps its row, and with it where it came from.
        member.role_grants.exclude(role__in=wanted).delete()
        _grant(member, wanted - member.roles)
        require_administrator()
        member = Member.objects.get(pk=member.pk)
        detail = {"before": before, "after": _as_detail(member)}
        _record(at, by, "people.changed", f"member:{member.pk}", **detail)
        if detail["before"] != detail["after"] and (member != by or not is_active):
            end_sessions(member=member, at=at, by=f"member:{by.pk}")


def set_given_roles(*, member: Member, roles: Iterable[str], giver: str, at: dt.datetime) -> bool:
    """Make the roles that `giver` (a provider or group) gives exactly these; true if any changed.

    Roles that somebody gave by hand stay. Administrator is not given this way, a guest gets none.
    """
    if member.is_guest:
        return False
    wanted = {role for role in roles if role != Role.ADMINISTRATOR}
    with transaction.atomic():
        given = member.role_grants.filter(given_by=giver)
        before = set(given.values_list("role", flat=True))
        n_taken, _n_each = given.exclude(role__in=wanted).delete()
        held = set(member.role_grants.values_list("role", flat=True))
        _grant(member, wanted - held, given_by=giver)
        if n_taken or wanted - held:
            detail = {"before": sorted(before), "after": sorted(wanted)}
            whose = f"member:{member.pk}"
            audit.record(at=at, actor=giver, act="people.roles-given", object=whose, detail=detail)
    return bool(n_taken or wanted - held)


def require_administrator() -> None:
    """Raise `LastAdministrator` if nobody could administer any more."""
    if not administrators().exists():
        raise LastAdministrator


def ask_second_factor(*, is_asked: bool, by: Member, at: dt.datetime) -> None:
    """Set whether administrators need a passkey or a code."""
    with transaction.atomic():
        Organisation.objects.update(is_second_factor_asked=is_asked)
        _record(at, by, "people.second-factor-asked", "organisation", is_asked=is_asked)


def change_profile(
    *,
    member: Member,
    name: str,
    language: str,
    time_zone: str,
    is_shown_in_listening: bool,
    is_mailed_lines: bool,
    at: dt.datetime,
    subjects: Iterable[str] = (),
) -> None:
    """A member's own choices; being shown among authors is theirs alone to give."""
    with transaction.atomic():
        Member.everybody.filter(pk=member.pk).update(
            name=name,
            language=language,
            time_zone=time_zone,
            is_shown_in_listening=is_shown_in_listening,
            is_mailed_lines=is_mailed_lines,
            subjects=list(subjects),
        )
        if member.is_shown_in_listening != is_shown_in_listening:
            act = "people.chose-to-be-shown" if is_shown_in_listening else "people.chose-mask"
            _record(at, member, act, f"member:{member.pk}")


def change_language(*, member: Member, language: str) -> None:
    """Set the language of a member's screens and mail."""
    Member.everybody.filter(pk=member.pk).update(language=language)


def add_account(*, member: Member, platform: str, handle: str) -> Account:
    """Note a member's own account, so that it is masked, or shown, as they chose."""
    clean = handle.strip().removeprefix("@")
    if not clean:  # a post that names nobody has no handle either
        raise ValidationError({"handle": _("Fill in both the platform and your handle there.")})
    try:
        with transaction.atomic():
            return Account.objects.create(
                member=member, platform=platform.strip().lower(), handle=clean
            )
    except IntegrityError as error:
        raise ValidationError({"handle": _("This account is noted already.")}) from error


def administrators() -> QuerySet[Member]:
    """Members who can administer the installation and sign in."""
    return Member.objects.filter(is_active=True, role_grants__role=Role.ADMINISTRATOR)


def _grant(member: Member, roles: Iterable[str], given_by: str = "") -> None:
    known = set(Role.values)
    RoleGrant.objects.bulk_create(
        RoleGrant(member=member, role=role, given_by=given_by)
        for role in sorted(set(roles))
        if role in known
    )


def _as_detail(member: Member) -> dict[str, object]:
    return {
        "roles": sorted(member.roles),
        "department": member.department_id,
        "is_active": member.is_active,
    }


def _record(at: dt.datetime, by: Member, act: str, object_: str, **detail: object) -> None:
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=object_, detail=detail)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
