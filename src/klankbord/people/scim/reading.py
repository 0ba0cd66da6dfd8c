"""Members and groups as SCIM shows them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Coalesce
from scim2_models import Meta, Reference

from klankbord.people.models import Member
from klankbord.people.scim.models import DirectoryGroup, DirectoryRecord
from klankbord.people.scim.shapes import Email, Group, GroupMember, Name, User, UserGroup

KEPT = frozenset({"name", "displayName", "emails"})


def members_shown() -> QuerySet[Member]:
    """Everybody the directory may see, with `user_name`: not the sample, nor who it deleted."""
    return (
        Member.objects.filter(is_sample=False)
        .exclude(directory_record__is_gone=True)
        .annotate(
            user_name=Coalesce("directory_record__user_name", "email", output_field=CharField())
        )
        .select_related("directory_record")
        .prefetch_related("directory_groups")
        .order_by("pk")
    )


def groups_shown() -> QuerySet[DirectoryGroup]:
    """All groups of the directory."""
    return DirectoryGroup.objects.order_by("pk")


def as_user(member: Member, home: str) -> User:
    """A member in SCIM's words; `home` is the address under which SCIM lives."""
    record = getattr(member, "directory_record", None)
    known = _document(member, record)
    return User(
        id=str(member.pk),
        external_id=(record.external_id or None) if record else None,
        user_name=record.user_name if record else member.email,
        name=Name(**known["name"]) if known.get("name") else None,
        display_name=known.get("displayName"),
        emails=[Email(**each) for each in known.get("emails") or []] or None,
        active=member.is_active,
        groups=[
            UserGroup(value=str(group.pk), display=group.name)
            for group in member.directory_groups.all()
        ]
        or None,
        meta=Meta(
            resource_type="User",
            created=member.joined_at,
            last_modified=record.modified_at if record else member.joined_at,
            location=f"{home}/Users/{member.pk}",
        ),
    )


def as_group(group: DirectoryGroup, members: Iterable[int], home: str) -> Group:
    """A group in SCIM's words."""
    return Group(
        id=str(group.pk),
        external_id=group.external_id or None,
        display_name=group.name,
        members=[
            GroupMember(value=str(pk), ref=Reference[User](f"{home}/Users/{pk}"), type="User")
            for pk in members
        ]
        or None,
        meta=Meta(
            resource_type="Group",
            created=group.created_at,
            last_modified=group.modified_at,
            location=f"{home}/Groups/{group.pk}",
        ),
    )


def members_by_group(groups: Iterable[DirectoryGroup]) -> dict[int, list[int]]:
    """The members of many groups in one question."""
    found: dict[int, list[int]] = {group.pk: [] for group in groups}
    rows = DirectoryGroup.members.through.objects.filter(directorygroup__in=list(found)).order_by(
        "member_id"
    )
    for group, member in rows.values_list("directorygroup_id", "member_id"):
        found[group].append(member)
    return found


def _document(member: Member, record: DirectoryRecord | None) -> dict[str, Any]:
    """What the directory told us; of those it never told of, what we know ourselves."""
    if record is None:
        own = {"value": member.email, "primary": True}
        return {"displayName": member.name, "emails": [own]}
    return {key: value for key, value in record.document.items() if key in KEPT}
