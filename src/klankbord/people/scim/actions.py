"""Do what the directory says, within what the house allows."""

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from scim2_models import ForbiddenException, InvalidValueException, UniquenessException

from klankbord.people import actions as people
from klankbord.people.models import Department, Member, Role
from klankbord.people.scim.groups import refresh
from klankbord.people.scim.models import DirectoryGroup, DirectoryRecord
from klankbord.people.scim.reading import KEPT
from klankbord.people.scim.shapes import Email, Group, User
from klankbord.people.sessions.actions import end_sessions
from klankbord.trust import audit

NO_ADDRESS = "no-address.invalid"  # a name that can never exist (RFC 2606)


def save_user(*, member: Member | None, user: User, actor: str, at: dt.datetime) -> Member:
    """Make a member what the directory says; raises `SCIMException`."""
    name, email = _name(user), _email(user)
    try:
        with transaction.atomic():
            member = member or _returned(user, email) or _new(name, email, at)
            _require_permitted(member, email)
            was_active = member.is_active
            fields = {"name": name, "email": email, "is_active": bool(user.active)}
            Member.objects.filter(pk=member.pk).update(**fields)
            _keep_record(member, user, at)
            _record(actor, "people.directory-saved", member, at, is_active=bool(user.active))
            if was_active and not user.active:
                close_member(member=member, actor=actor, at=at)
    except IntegrityError as error:
        detail = "Somebody with this userName or e-mail address exists already."
        raise UniquenessException(detail=detail) from error
    return Member.objects.get(pk=member.pk)


def remove_user(*, member: Member, actor: str, at: dt.datetime) -> None:
    """The directory let somebody go: the door closes, what they made stays."""
    with transaction.atomic():
        close_member(member=member, actor=actor, at=at)
        affected = list(member.directory_groups.all())
        member.directory_groups.clear()
        for group in affected:
            refresh(group, [member.pk])
        DirectoryRecord.objects.update_or_create(
            member=member,
            defaults={"is_gone": True, "modified_at": at},
            create_defaults={"user_name": member.email, "is_gone": True, "modified_at": at},
        )


def close_member(*, member: Member, actor: str, at: dt.datetime) -> None:
    """Let somebody in no longer, and end what is open; the last administrator stays."""
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(is_active=False)
        try:
            people.require_administrator()
        except people.LastAdministrator as error:
            raise ForbiddenException(detail="The last administrator stays.") from error
        end_sessions(member=member, at=at, by=actor)
        _record(actor, "people.directory-closed", member, at)


def save_group(
    *, group: DirectoryGroup | None, shape: Group, actor: str, at: dt.datetime
) -> DirectoryGroup:
    """Make a group what the directory says; a group with a department's name is that department."""
    name = str(shape.display_name or "")[:254]
    with transaction.atomic():
        if group is None:
            same = Department.objects.filter(name__iexact=name).first()
            group = DirectoryGroup(department=same, created_at=at)
        group.name, group.external_id = name, str(shape.external_id or "")[:254]
        group.modified_at = at
        group.save()
        before = set(group.members.values_list("pk", flat=True))
        after = _known_members(shape)
        group.members.set(after)
        refresh(group, sorted(before ^ after))
        detail = {"n_joined": len(after - before), "n_left": len(before - after)}
        audit.record(
            at=at,
            actor=actor,
            act="people.group-saved",
            object=f"group:{group.pk}",
            detail=detail,
        )
    return group


def remove_group(*, group: DirectoryGroup, actor: str, at: dt.datetime) -> None:
    """Forget a group, and take back the roles that it gave."""
    with transaction.atomic():
        members = list(group.members.values_list("pk", flat=True))
        name = f"group:{group.pk}"
        audit.record(at=at, actor=actor, act="people.group-removed", object=name)
        group.members.clear()
        refresh(group, members)
        group.delete()


def _known_members(shape: Group) -> set[int]:
    wanted = {int(str(each.value)) for each in shape.members or [] if _is_number(each.value)}
    known = Member.objects.filter(pk__in=wanted, is_sample=False)
    found = set(known.values_list("pk", flat=True))
    if len(found) < len(shape.members or []):
        missing = len(shape.members or []) - len(found)
        raise InvalidValueException(detail=f"{missing} of the members do not exist here.")
    return found


def _is_number(value: str | None) -> bool:
    text = value or ""
    return text.isascii() and text.isdecimal() and len(text) < 19  # noqa: PLR2004  # fits a 63-bit key


def _returned(user: User, email: str) -> Member | None:
    """Somebody whom the directory deleted before, and who comes back."""
    gone = Member.objects.filter(directory_record__is_gone=True)
    by_name = gone.filter(directory_record__user_name__iexact=user.user_name)
    return by_name.first() or gone.filter(email__iexact=email).first()


def _new(name: str, email: str, at: dt.datetime) -> Member:
    try:
        return people.create_member(
            email=email,
            name=name,
            password=None,
            department=None,
            roles=[Role.EMPLOYEE.value],
            language="",
            at=at,
        )
    except ValidationError as error:
        raise UniquenessException(detail=" ".join(error.messages)) from error


def _require_permitted(member: Member, email: str) -> None:
    """Whoever holds an administrator's mail could become administrator: that stays ours."""
    if member.email.lower() != email.lower() and member.has_role(Role.ADMINISTRATOR):
        detail = "The address of an administrator is changed in Klankbord itself."
        raise ForbiddenException(detail=detail)


def _keep_record(member: Member, user: User, at: dt.datetime) -> None:
    document: dict[str, Any] = user.model_dump()
    DirectoryRecord.objects.update_or_create(
        member=member,
        defaults={
            "user_name": str(user.user_name)[:254],
            "external_id": str(user.external_id or "")[:254],
            "document": {key: document[key] for key in KEPT & set(document)},
            "is_gone": False,
            "modified_at": at,
        },
    )


def _name(user: User) -> str:
    parts = user.name
    whole = parts and (
        parts.formatted or " ".join(p for p in (parts.given_name, parts.family_name) if p)
    )
    return str(user.display_name or whole or user.user_name).strip()[:120]


def _email(user: User) -> str:
    """The primary address, else one that the user name is, else one that can never exist."""
    emails: list[Email] = sorted(user.emails or [], key=lambda each: not each.primary)
    wish = next((each.value for each in emails if each.value), None) or str(user.user_name)
    try:
        validate_email(wish)
    except ValidationError as error:
        if emails and wish != user.user_name:
            raise InvalidValueException(detail=f"Not an e-mail address: {wish[:80]}") from error
        digest = hashlib.sha256(wish.lower().encode()).hexdigest()[:20]
        return f"{digest}@{NO_ADDRESS}"
    return wish


def _record(actor: str, act: str, member: Member, at: dt.datetime, **detail: object) -> None:
    whose = f"member:{member.pk}"
    audit.record(at=at, actor=actor, act=act, object=whose, detail=detail)
